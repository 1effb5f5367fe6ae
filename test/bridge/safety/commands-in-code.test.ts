import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isPrimitiveName, motionPrimitives } from "../../../bridge/protocol/index.ts";
import { commandsInCode, skillNames } from "../../../bridge/safety/commands-in-code.ts";
import { HarmlessFunctions } from "../../../bridge/safety/harmless-functions.ts";

const found = (code: string): string[] => commandsInCode(code).map(({ name, line }) => `${line} ${name}`);

describe("commands in code", () => {
  it("lists calls of motion primitives, skills and ROS commands by line, as they are written", () => {
    const code = `# look, then act
cube = scene.find("red_cube")
if pick("red_cube"):
    arm.move_to(
        [cube.x, cube.y, 0.3],
        speed=0.2,
    )
    gripper . open()
ros.publish("/light", "std_msgs/Bool", {"data": True})`;
    expect(commandsInCode(code)).toEqual([
      { name: "pick", line: 3, text: 'pick("red_cube")' },
      { name: "arm.move_to", line: 4, text: "arm.move_to( [cube.x, cube.y, 0.3], speed=0.2, )" },
      { name: "gripper.open", line: 8, text: "gripper . open()" },
      { name: "ros.publish", line: 9, text: 'ros.publish("/light", "std_msgs/Bool", {"data": True})' },
    ]);
  });

  it("knows every primitive that moves and every skill of the library", () => {
    for (const name of motionPrimitives) expect(found(`x = ${name}()`), name).toEqual([`1 ${name}`]);
    const file = "python-primitives/src/codeact_primitives/skills/__init__.py";
    const exported = /__all__ = \[([^\]]*)\]/.exec(readFileSync(file, "utf8"))?.[1] ?? "";
    const functions = [...exported.matchAll(/"([a-z]\w*)"/g)].map((match) => match[1]);
    const moving = functions.filter((name) => !isPrimitiveName(`skills.${name}`));
    expect(moving.sort()).toEqual([...skillNames].sort());
  });

  it.each([
    [
      "reading the robot",
      "print(arm.pose(), gripper.state(), arm.can_reach([0.4, 0, 0.3]).reachable, ros.topics())",
    ],
    [
      "looking",
      'for name in scene.objects():\n  d = scene.find(name, timeout_s=2)\n  print(f"{name} at {d.x:.3f} {d.pose.position[0]!r}")',
    ],
    ["a raw string that holds its quote", "x = r'\\'; arm.home() #'"],
    [
      "its own functions",
      "def far(a, b):\n  return math.dist(a, b)\nprint(max(map(len, names)), far([0, 0], [1, 1]))",
    ],
    ["lambdas", "f = lambda o: o.size_m[2]\nprint(sorted(scene.find_all(color='red'), key=f), f(d))"],
    [
      "motion in words only",
      '# arm.home()\nprint(\'arm.home() is next; I will pick(it)\')\n"""\ngripper.open()\n"""',
    ],
    ["escaped braces", "print(f'{{arm.home()}} {x} {{}}')"],
    [
      "usual modules",
      "import numpy as np\nfrom math import sqrt\nfrom codeact_primitives import arm, scene\nprint(np.linalg.norm([1, 2]), sqrt(2))",
    ],
    ["the manual", "help(arm.move_to)\nhelp(pick)\nimport inspect\nprint(inspect.getsource(skills.pick))"],
    [
      "classes",
      "@dataclass\nclass Spot:\n  x: float = 0.0\n  def shift(self, by):\n    self._by = by\n    return Spot(self.x + by)\nprint(Spot(1).shift(2))",
    ],
    [
      "what is kept",
      "memory.remember('a', 1)\nprint(memory.keys())\nskills.save(f, 'x')\nskills.search('x')",
    ],
    ["the end", "user.say('done')\nwait(1)\narm.stop()\nfinish('it stands')"],
    ["annotations and names like those of the robot's", "n: int = 3\nm = int(n)\nprint(x.arm, m)"],
  ])("finds nothing in %s", (_, code) => {
    expect(found(code)).toEqual([]);
  });

  it.each([
    ["getattr", "getattr(arm, 'move' + '_to')([0.4, 0, 0.3])", "getattr"],
    ["an alias", "m = arm.move_to\nm([0.4, 0, 0.3])", "arm.move_to"],
    ["an alias of the whole arm", "a = arm\na.move_to([0.4, 0, 0.3])", "arm"],
    ["the arm as an argument", "def go(what): what.home()\ngo(arm)", "arm"],
    ["exec", "exec('arm.ho' + 'me()')", "exec"],
    ["eval in an f-string", "print(f\"{eval('1')}\")", "eval"],
    ["a motion in an f-string", "print(f'{arm.home()}')", "arm.home"],
    ["a motion in the format of an f-string", "print(f'{1:{arm.home()}}')", "arm.home"],
    ["nested quotes of newer Pythons", 'x = f"{\'"\'}"; arm.home(); "', "unreadable"],
    ["importlib", "import importlib\nimportlib.import_module('x')", "import"],
    ["__import__", "__import__('codeact_primitives')", "__import__"],
    ["the library under another name", "from codeact_primitives import arm as a\na.home()", "import"],
    ["the library itself", "import codeact_primitives\ncodeact_primitives.arm.home()", "import"],
    ["a star import", "from math import *", "import"],
    ["a module through a harmless one", "from collections import abc\nabc.sys.modules['x']", "sys"],
    ["globals()", "globals()['arm'].home()", "globals"],
    ["vars() of a module", "vars(skills)['pick']('red_cube')", "vars"],
    ["dunder access", "(1).__class__.__base__.__subclasses__()", "__class__"],
    ["a function that was kept", "skills.load('sort_all')()", "skills.load"],
    ["private parts of the library", "scene._client.call('arm.home')", "scene._client"],
    ["a function of an earlier action", "routine()", "routine"],
    ["a function of an earlier action in a list", "steps[0]()", "call"],
    ["an object of an earlier action", "robot_helper.go_now()", ".go_now"],
    ["a parameter that is called", "def run(f): f()\nrun(x)", "f"],
    ["a builtin that was given another meaning", "print = steps[0]\nprint()", "print"],
    ["a builtin shadowed by a loop", "for len in steps: len()", "len"],
    ["a decorator of an earlier action", "@auto\ndef f(): pass", "@auto"],
    ["full-width letters", "ａｒｍ.ｈｏｍｅ()", "arm.home"],
    ["look-alike letters", "аrm.home()", ".home"],
    ["a carriage return that ends a comment", "# harmless\rarm.home()", "arm.home"],
    ["a line that goes on", "arm\\\n  .home()", "arm.home"],
    ["a form feed", "x = 1;\farm.home()", "arm.home"],
    ["text that is turned around", "x = 'a\u202e' # b", "hidden character"],
    ["a string that is not closed", "x = 'a\narm.home()", "unreadable"],
    ["a skill handed on", "list(map(pick, ['red_cube']))", "pick"],
    ["a patched function", "scene.objects = arm.home", "arm.home"],
    ["a help() of its own", "def help(f): f()\nhelp(arm.home)", "arm.home"],
  ])("asks about %s", (_, code, name) => {
    const names = commandsInCode(code).map((command) => command.name);
    expect(names).toContain(name);
  });

  it("remembers which functions of earlier programs command nothing, until their names mean something else", () => {
    const functions = new HarmlessFunctions();
    const left = (code: string): string[] => {
      functions.ran(code);
      return commandsInCode("look()", functions.names).map(({ name }) => name);
    };
    expect(left("x = 1")).toEqual(["look"]);
    expect(left("def look():\n  return scene.objects()")).toEqual([]);
    expect(left("arm.home()")).toEqual([]);
    expect(left("look = steps[0]")).toEqual(["look"]);
    expect(left("def look(): return 1")).toEqual([]);
    expect(left("def look(): return arm.home()")).toEqual(["look"]);
    expect(left("def look(): return 1")).toEqual([]);
    expect(left("globals()['lo' + 'ok'] = steps[0]")).toEqual(["look"]);
  });

  it("reads a long and hostile program in time that grows with its length", () => {
    const piece = "f'{x[1]}' + \"a\\\"\" # {[(\n(((arm.home())))\n{'a': [1, (2,)]}\n";
    const times = [400, 3200].map((count) => {
      const code = piece.repeat(count);
      const started = performance.now();
      expect(commandsInCode(code)).toHaveLength(51);
      return performance.now() - started;
    });
    expect((times[1] ?? 0) / (times[0] ?? 1)).toBeLessThan(40); // 8 times the length; 64 would be its square
  });
});
