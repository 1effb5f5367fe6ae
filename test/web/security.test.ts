import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { EventBody } from "../../bridge/protocol/index.ts";
import { writeSmallEpisode } from "../bridge/episode/small-episode.ts";
import { usePage } from "./page-harness.ts";

/* What a model, a robot or a file says is text. Whatever it says, nothing runs and nobody else is asked for anything. */

const at = usePage();

const HOSTILE = [
  `<img src="http://evil.invalid/i.png" onerror="window.pwned=1">`,
  "<script>window.pwned=1</script>",
  `<svg onload="window.pwned=1"><iframe src="javascript:window.pwned=1"></iframe>`,
  "[click](javascript:window.pwned=1) ![m](http://evil.invalid/m.png) http://evil.invalid/ &lt;b&gt;",
  "\u202e\u0007 ${window.pwned=1} {{constructor.constructor('window.pwned=1')()}}",
].join(" ");
const CODE = `print(1) # </code></pre>${HOSTILE}`;

const URDF = `<?xml version="1.0"?>
<?xml-stylesheet type="text/xsl" href="http://evil.invalid/x.xsl"?>
<robot name="r" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:xi="http://www.w3.org/2001/XInclude">
  <h:script>window.pwned=1</h:script>
  <h:script src="http://evil.invalid/x.js"></h:script>
  <h:img src="http://evil.invalid/h.png" onerror="window.pwned=1"/>
  <xi:include href="http://evil.invalid/xi.xml"/>
  <material name="m"><color rgba="1 0 0 1"/><texture filename="http://evil.invalid/t.png"/></material>
  <link name="base_link">
    ${[
      "http://evil.invalid/a.stl",
      "https://evil.invalid/a.dae",
      "//evil.invalid/a.obj",
      "file:///etc/passwd",
      "data:model/stl;base64,AAAA",
      "javascript:window.pwned=1",
      "package://evil.invalid/../../../etc/passwd.stl",
      "package://x/../../../api/stop",
      "/api/stop",
    ]
      .map((file) => `<visual><geometry><mesh filename="${file}"/></geometry><material name="m"/></visual>`)
      .join("\n")}
    <visual><geometry><box size="0.1 0.1 0.1"/></geometry><material name="m"/></visual>
  </link>
  <link name="&lt;img src=x onerror=window.pwned=1&gt;"/>
  <joint name="&lt;script&gt;window.pwned=1&lt;/script&gt;" type="revolute">
    <parent link="base_link"/><child link="&lt;img src=x onerror=window.pwned=1&gt;"/>
    <limit lower="-1" upper="1" effort="1" velocity="1"/>
  </joint>
</robot>`;

const told: EventBody[] = [
  {
    type: "episode_start",
    episode_id: HOSTILE,
    instruction: HOSTILE,
    planner: "model",
    model: HOSTILE,
    mode: "code",
    robot: HOSTILE,
    robot_url: "javascript:window.pwned=1",
    scene: HOSTILE,
    seed: 1,
    clock: "realtime",
    sandbox: "none",
    version: HOSTILE,
  },
  { type: "user_message", text: HOSTILE },
  { type: "notice", level: "error", text: HOSTILE },
  { type: "turn_start", turn: 1, turns_left: 9 },
  { type: "reply_delta", turn: 1, text: `${HOSTILE}\n<execute>\n` },
  { type: "reply", turn: 1, text: HOSTILE, thought: HOSTILE, code: CODE },
  { type: "action_start", action: 1, turn: 1, by: "agent", code: CODE },
  { type: "primitive_call", action: 1, call: 1, name: HOSTILE, params: { [HOSTILE]: HOSTILE }, line: 1 },
  { type: "output", action: 1, stream: "stdout", text: HOSTILE },
  { type: "output", action: 1, stream: "stderr", text: HOSTILE },
  { type: "receipt", action: 1, call: 1, name: HOSTILE, receipt: {}, text: HOSTILE },
  {
    type: "image",
    action: 1,
    source: HOSTILE,
    mime: "image/png",
    data_base64: `x" onerror="window.pwned=1`,
  },
  {
    type: "primitive_result",
    action: 1,
    call: 1,
    name: HOSTILE,
    ok: false,
    result: null,
    error: { code: "NotFound", message: HOSTILE },
    duration_s: 1,
  },
  {
    type: "action_end",
    action: 1,
    ok: true,
    ended_by: "done",
    value: HOSTILE,
    error: null,
    state_kept: true,
    duration_s: 1,
  },
  { type: "observation", turn: 1, text: HOSTILE },
  { type: "say", text: `${HOSTILE} said` },
  { type: "question", question_id: "q", text: HOSTILE, options: [HOSTILE, "no"] },
  {
    type: "episode_end",
    outcome: "finished",
    turns: 1,
    actions: 1,
    primitive_calls: 1,
    episode: HOSTILE,
    summary: HOSTILE,
  },
];

/** Opens an address, and tells afterwards which requests left for anybody but the page's own server. */
const openWatched = async (url: string): Promise<() => string[]> => {
  const asked: string[] = [];
  const { host } = new URL(url);
  await at.open(undefined, "about:blank");
  at.page.on("request", (request) => asked.push(request.url()));
  at.page.on("websocket", (socket) => asked.push(socket.url()));
  at.page.on("dialog", (dialog) => {
    asked.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  at.page.on("popup", (popup) => asked.push(`popup ${popup.url()}`));
  await at.page.goto(url);
  return () => asked.filter((one) => !/^(data|blob):/.test(one) && new URL(one, "x:").host !== host);
};

/** Nothing ran, and nothing of what was said has become an element or a link that could. */
const nothingCameOfIt = async (foreign: () => string[]): Promise<void> => {
  expect(foreign()).toEqual([]);
  const found = await at.page.evaluate(() => ({
    ran: (globalThis as { pwned?: unknown }).pwned,
    made: [
      ...document.querySelectorAll(
        `script:not([src^="/assets/"]), iframe, object, embed, form[action], base, meta[http-equiv], img[src*="evil"],
         a[href*="evil"], [href^="javascript:"], [src^="javascript:"], [onerror], [onload], [onclick]`,
      ),
    ].map(({ outerHTML }) => outerHTML.slice(0, 200)),
  }));
  expect(found).toEqual({ ran: undefined, made: [] });
  // A description is parsed into a document that shows and runs nothing; what the policy says of it names no address.
  expect(at.complaints.filter((text) => /evil|pwned/i.test(text))).toEqual([]);
};

describe("what others say", () => {
  it("stays text on the live page, whoever says it and wherever it is shown", async () => {
    const { feed, info, server, requests } = at.session;
    feed.urdf = URDF;
    info.planner = "model";
    Object.assign(info, {
      model: HOSTILE,
      robot: HOSTILE,
      scene: HOSTILE,
      robot_url: "javascript:window.pwned=1",
    });
    feed.detect([
      {
        name: HOSTILE,
        pose: { position: [0.4, 0, 0.02], orientation: [0, 0, 0, 1], frame_id: "base_link" },
        size_m: [0.04, 0.04, 0.04],
        color: `red;background:url(http://evil.invalid/c.png)`,
        shape: HOSTILE,
        stamp_s: 0,
        confidence: 1,
      },
    ]);
    const foreign = await openWatched(`${server.url}&panels=Objects,Joints,Log,Safety`);
    await at.drawn();
    at.tell(...told.slice(0, -1));
    feed.publish("/rosout", {
      stamp: { sec: 1, nanosec: 0 },
      level: 40,
      name: HOSTILE,
      msg: HOSTILE,
      file: HOSTILE,
      function: HOSTILE,
      line: 1,
    });
    await at
      .eventually(() => at.page.getByText("<script>window.pwned=1</script>").count())
      .toBeGreaterThan(3);
    at.tell(...told.slice(-1));
    await at.eventually(() => at.page.getByText("</iframe>").count()).toBeGreaterThan(4);
    const drawn = await at.frames();
    at.joints = [0.3];
    await at.eventually(() => at.frames()).toBeGreaterThan(drawn);
    await nothingCameOfIt(foreign);
    expect(requests.filter(({ op }) => op !== "watch")).toEqual([]);
  });

  it("stays text in the list of episodes and in a replay, in names of files too", async () => {
    const name = `<img src=x onerror=window.pwned=1>"'&`;
    writeSmallEpisode(join(at.episodes, `${name}.mcap`), { told, urdf: URDF, task: HOSTILE });
    const foreign = await openWatched(`${at.session.server.url}&episodes`);
    await at.page.getByRole("heading", { name: "Episodes" }).waitFor();
    await at
      .eventually(() => at.page.getByText("<script>window.pwned=1</script>").count())
      .toBeGreaterThan(0);
    await at.page.locator(`a[href*="episode="]`).first().click();
    await at.page.getByRole("slider", { name: "Moment of the episode" }).waitFor();
    await at.page.keyboard.press("End");
    await at.eventually(() => at.page.getByText("</iframe>").count()).toBeGreaterThan(2);
    await nothingCameOfIt(foreign);
    expect(at.session.requests.filter(({ op }) => op !== "watch")).toEqual([]);
  });
});
