import { expect, it } from "vitest";
import { WatchedCameras } from "../../web/src/connection/watched-cameras.ts";

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

it("asks for a camera while anybody wants it, once, and for none when nobody does", async () => {
  const asked: string[][] = [];
  const cameras = new WatchedCameras((list) => asked.push(list) > 0);
  const panel = cameras.want(["wrist", "overhead"]);
  await settled();
  const frustums = cameras.want(["overhead"]);
  await settled();
  expect(asked).toEqual([["overhead", "wrist"]]);
  panel();
  panel();
  await settled();
  expect(asked.at(-1)).toEqual(["overhead"]);
  frustums();
  await settled();
  expect(asked.at(-1)).toEqual([]);
  expect(asked).toHaveLength(3);
});

it("asks again on a new connection, and where asking failed", async () => {
  const asked: string[][] = [];
  let open = false;
  const cameras = new WatchedCameras((list) => open && asked.push(list) > 0);
  cameras.want(["wrist"]);
  await settled();
  expect(asked).toEqual([]);
  open = true;
  cameras.connected();
  await settled();
  cameras.connected();
  await settled();
  expect(asked).toEqual([["wrist"], ["wrist"]]);
});
