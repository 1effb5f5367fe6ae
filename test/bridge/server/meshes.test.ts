import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { meshPackages } from "../../../bridge/commands/mesh-packages.ts";
import { type Answer, http } from "./http.ts";
import { openPageSession, type PageSession } from "./page-session.ts";

let folder: string;
let session: PageSession;
const get = (path: string, token = session.token): Promise<Answer> =>
  http(session.server.port, path, { headers: { authorization: `Bearer ${token}` } });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codeact-meshes-"));
  await mkdir(join(folder, "ur", "meshes"), { recursive: true });
  await writeFile(join(folder, "ur", "meshes", "base.stl"), "solid base\nendsolid\n");
  await writeFile(join(folder, "ur", "meshes", "notes.txt"), "not a mesh");
  await writeFile(join(folder, "secret.stl"), "of another folder");
  await symlink(join(folder, "secret.stl"), join(folder, "ur", "meshes", "link.stl"));
  await symlink(join(folder, "ur", "meshes", "base.stl"), join(folder, "ur", "inside.stl"));
  session = await openPageSession(
    0,
    "no such folder",
    meshPackages([`ur_description=${join(folder, "ur")}`]),
  );
});
afterAll(async () => {
  await session.close();
  await rm(folder, { recursive: true, force: true });
});

it("serves meshes of the folders that were given, to who has the token", async () => {
  const answer = await get("/api/meshes/ur_description/meshes/base.stl");
  expect(answer).toMatchObject({ status: 200, text: "solid base\nendsolid\n" });
  expect(answer.headers["content-type"]).toBe("model/stl");
  expect(answer.headers["x-content-type-options"]).toBe("nosniff");
  expect((await get("/api/meshes/ur_description/inside.stl")).status).toBe(200);
  expect((await get("/api/meshes/ur_description/meshes/base.stl", "another")).status).toBe(401);
});

it.each([
  ["/api/meshes/ur_description/../secret.stl", 404],
  ["/api/meshes/ur_description/%2e%2e/secret.stl", 404],
  ["/api/meshes/ur_description/meshes/..%2f..%2fsecret.stl", 400],
  ["/api/meshes/ur_description/meshes/..%5c..%5csecret.stl", 400],
  ["/api/meshes/ur_description/meshes/base.stl%00.stl", 400],
  ["/api/meshes/ur_description/meshes/link.stl", 403],
  ["/api/meshes/ur_description/meshes/notes.txt", 400],
  ["/api/meshes/ur_description/meshes/none.stl", 404],
  ["/api/meshes/ur_description/meshes", 400],
  ["/api/meshes/other/base.stl", 404],
])("does not serve %s", async (path, status) => {
  const answer = await get(path);
  expect(answer.status).toBe(status);
  expect(answer.text).not.toContain("another folder");
});

it("says how to serve a package that is not served", async () => {
  const { text } = await get("/api/meshes/other/base.stl");
  expect(JSON.parse(text).reason).toBe(
    'package "other" is not served (served are ur_description); start with --meshes other=FOLDER',
  );
});

it("refuses a flag that names no folder, and says what to give", () => {
  expect(() => meshPackages(["ur_description"])).toThrow(/no package and folder, such as --meshes/);
  expect(() => meshPackages(["../ur=/tmp"])).toThrow(/no package and folder/);
  expect(() => meshPackages(["ur=no/such/folder"])).toThrow(/there is no folder .*no\/such\/folder/);
});
