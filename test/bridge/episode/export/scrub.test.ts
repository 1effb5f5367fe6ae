import { describe, expect, it } from "vitest";
import { type Surroundings, scrubber } from "../../../../bridge/episode/export/scrub.ts";

const around: Surroundings = {
  env: {
    OPENAI_API_KEY: "planted+key/with=signs",
    MY_PASSWORD: "correct horse battery",
    SSH_AUTH_SOCK: "/tmp/agent.1",
    EDITOR: "vim-is-no-secret",
    SHORT_TOKEN: "abc",
  },
  home: "/home/mallory",
  user: "mallory",
  host: "forge-7",
  folders: ["/srv/checkouts/codeact-ros", "/srv/checkouts"],
};
const scrub = scrubber(around);

describe("what an export tells of the machine", () => {
  it.each([
    ["Error: planted+key/with=signs was refused", "Error: [secret] was refused"],
    ["pw 'correct horse battery'", "pw '[secret]'"],
    ["key sk-proj-abcDEF0123456789xyz.", "key [secret]."],
    ["ghp_abcdefghijklmnop0123", "[secret]"],
    ["Authorization: Bearer abc.def-123456", "Authorization: Bearer [secret]"],
    ["ws://10.0.0.2:9090/?token=s3cr3t&x=1", "ws://10.0.0.2:9090/?token=[secret]&x=1"],
    ["ws://me:pass@robot:9090", "ws://robot:9090"],
    ["api_key='0123456789abc'", "api_key='[secret]'"],
    ["-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----", "[secret]"],
  ])("takes the secret out of %j", (text, clean) => expect(scrub(text)).toBe(clean));

  it.each([
    ['File "/tmp/codeact-Ab12Cd/helper.py", line 3', 'File "/workspace/helper.py", line 3'],
    ["cwd is /var/folders/x1/T/codeact-Ab12Cd", "cwd is /workspace"],
    [
      'File "/home/mallory/.local/share/codeact-ros/venv/lib/python3.12/site-packages/numpy/core.py", line 9',
      'File "site-packages/numpy/core.py", line 9',
    ],
    ['File "/usr/lib/python3.11/json/decoder.py", line 1', 'File "python3.11/json/decoder.py", line 1'],
    ['File "/data/private/project/robot.py", line 1', 'File "robot.py", line 1'],
    ["opened /home/mallory/notes.txt", "opened /home/user/notes.txt"],
    ["opened /home/somebody/notes.txt", "opened /home/user/notes.txt"],
    ["opened /Users/somebody/notes.txt", "opened /home/user/notes.txt"],
    ["opened C:\\Users\\somebody\\notes.txt", "opened /home/user\\notes.txt"],
    ["opened /root/.ssh/id", "opened /home/user/.ssh/id"],
    ["at /srv/checkouts/codeact-ros/dist/x.js", "at /project/dist/x.js"],
    ["mallory@forge-7 said", "user@machine said"],
  ])("takes the place out of %j", (text, clean) => expect(scrub(text)).toBe(clean));

  it.each([
    "place_on('blue_plate')  # 3/4 of the way, and/or more",
    'File "<action 2>", line 1, in <module>',
    "the token of gratitude: a key: value pair",
    "/joint_states, /camera/overhead/image_raw, /root_link",
    "red_cube at [0.45, -0.1, 0.02]",
    "vim-is-no-secret abc malloryx",
  ])("leaves %j alone", (text) => expect(scrub(text)).toBe(text));

  it("does not take ordinary words for names of this machine", () => {
    const plain = scrubber({ ...around, user: "robot", host: "localhost", home: "/" });
    expect(plain("the robot at ws://localhost:9090")).toBe("the robot at ws://localhost:9090");
  });
});
