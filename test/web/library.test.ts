import { existsSync } from "node:fs";
import { copyFile, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../e2e/cli.ts";
import { usePage } from "./page-harness.ts";
import { episodeUnderWay } from "./story.ts";

/* The list of episodes on the page, of files that the command line recorded. */

const at = usePage();
let real: string;

beforeAll(async () => {
  real = await mkdtemp(join(tmpdir(), "codeact-recorded-"));
  const lift = await runCli(["run", "move the gripper 5 cm up", "--out", join(real, "lift.mcap")]);
  expect(lift.exitCode, lift.stderr).toBe(0);
  const own = await runCli(["exec", "-", "--out", join(real, "own.mcap")], { input: "1 / 0" });
  expect(own.exitCode).toBe(1);
  const bytes = await readFile(join(real, "lift.mcap"));
  await writeFile(join(real, "cut.mcap"), bytes.subarray(0, Math.floor(bytes.length * 0.8)));
  await writeFile(join(real, "alien.mcap"), "long enough to be looked at, and yet no episode at all");
}, 300_000);
afterAll(() => rm(real, { recursive: true, force: true }));

const put = (name: string, as = name): Promise<void> =>
  copyFile(join(real, `${name}.mcap`), join(at.episodes, `${as}.mcap`));
const putAll = async (): Promise<void> => {
  for (const name of ["lift", "own", "cut", "alien"]) await put(name);
};
const openList = async (viewport = { width: 1440, height: 900 }): Promise<void> => {
  await at.open(viewport);
  await at.page.getByRole("link", { name: "Episodes" }).click();
  await at.page.getByRole("heading", { name: "Episodes", exact: true }).waitFor();
};
const rows = () => at.page.locator(".episode");
const row = (text: string | RegExp) => rows().filter({ hasText: text });
const shown = (): Promise<string[]> => at.page.locator(".episode-title").allTextContents();
const press = (name: string | RegExp) => at.page.getByRole("button", { name }).click();

describe("the list of episodes", () => {
  it("says how episodes come about where there are none, and shows the first as soon as it is there", async () => {
    await openList();
    await at.page.getByText("No episodes yet").waitFor();
    await put("lift");
    at.session.server.episodesChanged();
    await row("move the gripper 5 cm up").waitFor();
    expect(await at.page.getByText("No episodes yet").count()).toBe(0);
    expect(at.complaints).toEqual([]);
  });

  it("tells of each what it was, how it ended, and what cannot be read", async () => {
    await putAll();
    await openList();
    await row("finished").getByText("offline planner").waitFor();
    await row("finished").getByText("table, seed 1").waitFor();
    await row("error").getByText("console").waitFor();
    await row("cut off").getByText("move the gripper 5 cm up").waitFor();
    await row("unreadable").getByText("alien").first().waitFor();
    expect(await row("unreadable").getByRole("link").count()).toBe(0);
    await at.page.getByText(/^4 episodes · [\d.]+ [kM]B$/).waitFor();
  });

  it("finds by words, filters by outcome with counts, and sorts", async () => {
    await putAll();
    await openList();
    await at.eventually(() => rows().count()).toBe(4);
    await at.page.getByRole("searchbox").fill("GRIPPER finished");
    await at.eventually(shown).toEqual(["move the gripper 5 cm up"]);
    await at.page.getByRole("searchbox").fill("unicorn");
    await at.page.getByText("No episode matches").waitFor();
    await press("Show every episode");
    await at.eventually(() => rows().count()).toBe(4);
    await press(/^Failed 1$/);
    await at.eventually(shown).toEqual(["1 / 0"]);
    await press(/^Cut off 2$/);
    await at.eventually(() => rows().count()).toBe(2);
    expect(await at.page.getByRole("button", { name: /^Stopped/ }).isDisabled()).toBe(true);
    await press(/^All 4$/);
    await at.page.getByRole("combobox", { name: "Order" }).selectOption("Largest first");
    await at.eventually(async () => (await shown())[0]).toBe("move the gripper 5 cm up");
    await at.page.getByRole("combobox", { name: "Order" }).selectOption("By title");
    await at.eventually(async () => (await shown())[0]).toBe("1 / 0");
  });

  it("opens an episode in the player, by its address", async () => {
    await put("lift");
    await openList();
    await row("finished").click();
    await at.eventually(() => at.page.url()).toContain("#episode=lift");
    await at.eventually(() => at.page.locator(".library").count()).toBe(0);
  });

  it("downloads the very file, with the key in no address", async () => {
    await put("lift");
    await openList();
    const addresses: string[] = [];
    at.page.on("request", (request) => addresses.push(request.url()));
    const coming = at.page.waitForEvent("download");
    await press("Download move the gripper 5 cm up");
    const download = await coming;
    expect(download.suggestedFilename()).toBe("lift.mcap");
    const got = await readFile(await download.path());
    expect(Buffer.compare(got, await readFile(join(real, "lift.mcap")))).toBe(0);
    expect(addresses.length).toBeGreaterThan(0);
    expect(addresses.filter((address) => address.includes(at.session.token))).toEqual([]);
    expect(at.complaints).toEqual([]);
  });

  it("deletes only after asking, and moves the focus on", async () => {
    await put("lift");
    await put("own");
    await openList();
    await press("Delete 1 / 0");
    await at.page.getByRole("alertdialog").getByText("for good").waitFor();
    await press("Keep");
    expect((await readdir(at.episodes)).length).toBe(2);
    await press("Delete 1 / 0");
    await at.page.getByRole("button", { name: "Delete", exact: true }).click();
    await at.eventually(shown).toEqual(["move the gripper 5 cm up"]);
    expect(await readdir(at.episodes)).toEqual(["lift.mcap"]);
    expect(await at.page.evaluate(() => document.activeElement?.textContent)).toBe(
      "move the gripper 5 cm up",
    );
  });

  it("says what became of a file that went away meanwhile", async () => {
    await put("lift");
    await openList();
    await row("finished").waitFor();
    await rm(join(at.episodes, "lift.mcap"));
    await press(/^Download/);
    await at.page.getByRole("alert").getByText("There is no such episode.").waitFor();
  });

  it("is worked by keys alone, at 360 pixels, without hiding anything", async () => {
    await putAll();
    await openList({ width: 360, height: 740 });
    await row("finished").waitFor();
    const widths = await at.page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.querySelector(".library")?.scrollWidth,
      innerWidth,
    ]);
    expect(widths).toEqual([360, 360, 360]);
    expect(await at.page.locator("main").evaluate((main) => (main as HTMLElement).inert)).toBe(true);
    // From the heading, which has the focus: back, search, order, filters, then the rows.
    expect(await at.page.evaluate(() => document.activeElement?.id)).toBe("library-title");
    const reached: string[] = [];
    for (let i = 0; i < 16; i += 1) {
      await at.page.keyboard.press("Tab");
      reached.push(
        await at.page.evaluate(
          () =>
            document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "",
        ),
      );
    }
    expect(reached[0]).toContain("Back");
    expect(reached).toContain("Download 1 / 0");
    expect(reached).toContain("Delete 1 / 0");
    while ((await at.page.evaluate(() => document.activeElement?.className)) !== "episode-title")
      await at.page.keyboard.press("Shift+Tab");
    await at.page.keyboard.press("Enter");
    await at.eventually(() => at.page.url()).toContain("#episode=");
  });

  it("keeps the stop at hand, and tells when the agent asks for the person", async () => {
    await openList();
    at.tell(
      ...episodeUnderWay.slice(0, 1),
      { type: "user_message", text: "tidy up" },
      { type: "turn_start", turn: 1, turns_left: 9 },
      { type: "question", question_id: "q1", text: "Which one?", options: null },
    );
    await at.page.getByText("The agent asks you something.").waitFor();
    await at.page.keyboard.press("Escape");
    await at.session.requested("stop");
    await at.page.getByRole("link", { name: "See it" }).click();
    await at.page.getByText("Which one?").first().waitFor();
    expect(await at.page.locator(".library").count()).toBe(0);
  });

  it("shows many episodes a hundred at a time, by day", async () => {
    for (let i = 0; i < 250; i += 1) {
      await put("alien", `alien-${i}`);
      const day = new Date(Date.now() - Math.floor(i / 50) * 86_400_000);
      await utimes(join(at.episodes, `alien-${i}.mcap`), day, day);
    }
    await openList();
    await at.eventually(() => rows().count()).toBe(100);
    await at.page.getByRole("heading", { name: "Today" }).waitFor();
    await at.page.getByRole("heading", { name: "Yesterday" }).waitFor();
    await press("Show more (150)");
    await at.eventually(() => rows().count()).toBe(200);
    expect(existsSync(join(at.episodes, "alien-0.mcap"))).toBe(true);
  });
});
