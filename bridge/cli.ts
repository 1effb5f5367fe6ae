#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { runCompare } from "./commands/compare.ts";
import { runDiscover } from "./commands/discover.ts";
import { runDoctor } from "./commands/doctor.ts";
import { runEpisodesDelete, runEpisodesList, runEpisodesPrune } from "./commands/episodes.ts";
import { addEval } from "./commands/eval-command.ts";
import { runExec } from "./commands/exec.ts";
import { runExport } from "./commands/export.ts";
import { integer, positive } from "./commands/option-values.ts";
import { type ReplayFlags, runReplay } from "./commands/replay.ts";
import { runInstruction } from "./commands/run.ts";
import { runSim } from "./commands/sim.ts";
import { runStart } from "./commands/start.ts";
import { runVerify, type VerifyFlags } from "./commands/verify.ts";
import { exportFormats } from "./episode/export/writers.ts";
import { limitDefaults } from "./executor/limits.ts";
import { sceneNames } from "./main.ts";
import { ActionModeName, ApprovalMode, SandboxLevel, UserError } from "./protocol/index.ts";
import { shippedProfiles } from "./robot/profiles.ts";
import { VERSION } from "./version.ts";

const ageUnits: Record<string, number> = { m: 60, h: 3600, d: 86_400, w: 604_800 };

/** An age such as 30d, in seconds. */
const age = (value: string): number => {
  const [, number = "", unit = ""] = /^(\d{1,6})([mhdw])$/.exec(value) ?? [];
  if (unit === "") throw new InvalidArgumentError("Give a whole number and m, h, d or w, such as 30d.");
  return Number(number) * (ageUnits[unit] ?? 0);
};

const portOption = (fallback: number) =>
  new Option("--port <number>", "port to listen on; 0 takes any free one")
    .argParser(integer(0, 65535))
    .default(fallback);

/** The options of the embedded simulator. */
const withSimulator = (command: Command, clock: "realtime" | "fast"): Command =>
  command
    .option("--scene <name>", `scene of the simulator: ${sceneNames.join(", ")}`, "table")
    .addOption(
      new Option("--seed <number>", "places the objects").argParser(integer(0, 2 ** 31 - 1)).default(1),
    )
    .addOption(
      new Option(
        "--clock <kind>",
        "realtime, or fast: as fast as it can while something moves, standing still otherwise",
      )
        .choices(["realtime", "fast"])
        .default(clock),
    );

/** The options that start, run and exec share. */
const withSession = (command: Command, clock: "realtime" | "fast"): Command =>
  withSimulator(command, clock)
    .option("--robot <where>", "sim, or the ws:// address of a rosbridge server", "sim")
    .option(
      "--profile <name or file>",
      `how the robot's interfaces are called: ${shippedProfiles().join(", ")}, or a file; when not given, what fits the simulator's scene`,
    )
    .addOption(
      new Option(
        "--mode <kind>",
        "how the agent acts: by Python (code when not given), Python without control flow, a call in JSON, several of them, or a call in text",
      ).choices(ActionModeName.options),
    )
    .option(
      "--model <name>",
      "model to ask (or CODEACT_MODEL); without key or base URL the offline rule planner is used",
    )
    .option(
      "--base-url <url>",
      "any OpenAI-compatible server (or OPENAI_BASE_URL); the key is OPENAI_API_KEY",
    )
    .option(
      "--price <prompt,completion>",
      "US dollars for a million tokens read and written by the model, such as 2.5,10; shown as cost so far",
    )
    .addOption(
      new Option("--model-timeout-s <seconds>", "longest silence of the model")
        .argParser(positive)
        .default(120),
    )
    .addOption(
      new Option("--context-tokens <number>", "context window of the model").argParser(
        integer(1024, 10_000_000),
      ),
    )
    .addOption(
      new Option("--max-turns <number>", "turns of one task").argParser(integer(1, 1000)).default(10),
    )
    .option("--memory <folder>", "where what programs remember is kept; none: it goes with the session")
    .addOption(new Option("--timeout-s <seconds>", "wall time of one action").argParser(positive).default(60))
    .addOption(
      new Option("--sandbox <level>", "isolation of the Python process; auto: the strictest that starts here")
        .choices(["auto", ...SandboxLevel.options])
        .default("auto"),
    )
    .addOption(
      new Option(
        "--limit <name=value>",
        "what a program may use, such as memory=4G; can be given several times",
      )
        .argParser((value: string, before: string[]) => [...before, value])
        .default([], limitDefaults()),
    )
    .addOption(
      new Option(
        "--on-recording-failure <what>",
        "when an episode can no longer be recorded, such as on a full disk",
      )
        .choices(["go-on", "stop"])
        .default("go-on"),
    );

// Whoever read the output has gone: end as Ctrl-C does, with a standing robot.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.stdout.removeAllListeners("error").on("error", () => {});
  process.kill(process.pid, "SIGTERM");
});

const program = new Command("codeact-ros")
  .description(
    "A bridge between language models and robots: the model acts by writing Python, the robot answers with measured motion.",
  )
  .version(VERSION)
  .showHelpAfterError("(run with --help for the options)")
  .exitOverride();

/** The options on what a person must approve; code that a person wrote needs no approval. */
const withApproval = (command: Command): Command =>
  command
    .addOption(
      new Option(
        "--approve <which>",
        "actions of the agent that you approve, edit or reject before they run: never, motion (those that may move something), always; when not given: never on a simulator, motion on a robot",
      ).choices(ApprovalMode.options),
    )
    .addOption(
      new Option("--approve-timeout-s <seconds>", "how long an action waits for you; then it is rejected")
        .argParser(positive)
        .default(120),
    );

withApproval(withSession(program.command("start", { isDefault: true }), "realtime"))
  .description("simulator (or your robot), bridge and page, until Ctrl-C")
  .addOption(portOption(8080))
  .option("--episodes <folder>", "where episodes are kept")
  .addOption(
    new Option(
      "--meshes <package=folder>",
      "serves the meshes that the robot's description names by package://; can be given several times",
    )
      .argParser((value: string, before: string[]) => [...before, value])
      .default([], "none"),
  )
  .option("--no-open", "do not open a browser")
  .action(runStart);

withApproval(
  withSession(
    program.command("run").argument("[instruction]", "what to do, in words; with --fork it may be left out"),
    "fast",
  ),
)
  .description("one task without a browser")
  .option("--json", "one event a line")
  .option("--out <file>", "record the episode as MCAP")
  .option("--fork <file>", "go on from a turn of this episode, in the simulator: scene and variables as then")
  .addOption(
    new Option(
      "--turn <number>",
      "with --fork: the turn to do anew; 0 where a person's program ran",
    ).argParser(integer(0, 100_000)),
  )
  .option("--code <file>", "with --fork: Python to run in that turn, in place of a reply of the model")
  .option("--answer <text>", "the answer to any question of the agent")
  .action(runInstruction);

withSession(program.command("exec").argument("<file>", "Python file, or - for standard input"), "fast")
  .description("runs Python against the robot, with no model")
  .option("--json", "one event a line")
  .option("--out <file>", "record the episode as MCAP")
  .option("--answer <text>", "the answer to any question of the program")
  .action(runExec);

withSimulator(program.command("sim"), "realtime")
  .description("the simulator alone, for any rosbridge client, until Ctrl-C")
  .addOption(portOption(9090))
  .option("--host <address>", "address to listen on, such as 0.0.0.0 for other machines too", "127.0.0.1")
  .option("--token <text>", "what clients must show as ws://…/?token=…; made where needed and not given")
  .action(runSim);

const episodes = program.command("episodes").description("what `start` has recorded: list, delete, prune");
const withFolder = (command: Command): Command =>
  command.option("--folder <folder>", "where episodes are kept, when not where `start` puts them");

withFolder(episodes.command("list", { isDefault: true }))
  .description("title, date, outcome, length and size, the newest first (this is the default)")
  .option("--json", "for machines")
  .action(runEpisodesList);

withFolder(episodes.command("delete").argument("<id...>", "file names without .mcap, as the list shows them"))
  .description("deletes episodes")
  .action(runEpisodesDelete);

withFolder(episodes.command("prune"))
  .description("deletes old episodes; shows which, and asks")
  .addOption(new Option("--older-than <age>", "those older than this: 90m, 12h, 30d, 8w").argParser(age))
  .addOption(new Option("--keep <number>", "all but the newest ones").argParser(integer(0, 1_000_000)))
  .option("--yes", "do not ask")
  .action(runEpisodesPrune);

program
  .command("replay")
  .argument("<file>", "an episode (.mcap)")
  .description("shows an episode on the page, without a robot, until Ctrl-C")
  .option(
    "--verify",
    "executes its code again in a fresh simulator instead, and compares; exit 1 on a difference",
  )
  .option("--compare <file>", "tells instead where this other episode parts from it, and what differs after")
  .addOption(
    new Option("--sandbox <level>", "with --verify: isolation of the Python process")
      .choices(["auto", ...SandboxLevel.options])
      .default("auto"),
  )
  .addOption(portOption(8080))
  .option("--no-open", "do not open a browser")
  .option("--json", "the address and what is in the file, or what was compared, for machines")
  .action((file: string, flags: ReplayFlags & VerifyFlags & { verify?: true; compare?: string }) => {
    if (flags.verify) return runVerify(file, flags);
    return flags.compare === undefined ? runReplay(file, flags) : runCompare(file, flags.compare, flags);
  });

program
  .command("export")
  .argument("<file...>", "episodes (.mcap), or folders of them")
  .description("episodes as training data (JSONL, LeRobot dataset v3), or as tables (CSV)")
  .addOption(new Option("--format <name>", "what to write").choices(exportFormats).makeOptionMandatory())
  .requiredOption("--out <path>", "file to write, - for standard output; of csv and lerobot a folder")
  .option(
    "--select",
    "only what makes good training data, by CodeActInstruct's rules; counts what each drops",
  )
  .addOption(
    new Option("--fps <number>", "with --format lerobot: frames a second of the robot's clock")
      .argParser(integer(1, 1000))
      .default(10),
  )
  .addOption(
    new Option(
      "--cameras <names>",
      "with --format lerobot: cameras whose pictures go in, such as overhead,wrist, or none; when not given, those of the first episode",
    ).argParser((names: string) => (names === "none" ? [] : names.split(",").map((name) => name.trim()))),
  )
  .option("--overwrite", "replace what is there already")
  .option("--json", "report for machines")
  .action(runExport);

addEval(program);

program
  .command("discover")
  .argument("<url>", "ws:// address of a rosbridge server")
  .description("what a robot offers, and a draft profile for it")
  .option("--json", "for machines")
  .option("--out <file>", "write the draft profile to a file")
  .action(runDiscover);

program
  .command("doctor")
  .description("checks Python, sandbox, port, simulator, model endpoint and robot; says how to mend each")
  .option("--fix", "install what is missing where that can be done: bubblewrap, as root on Debian and Ubuntu")
  .option("--robot <url>", "also try this rosbridge server")
  .option("--model <name>", "model to ask (or CODEACT_MODEL)")
  .option("--base-url <url>", "OpenAI-compatible server (or OPENAI_BASE_URL)")
  .addOption(portOption(8080))
  .option("--json", "for machines")
  .action(runDoctor);

for (const command of program.commands)
  command.exitOverride().showHelpAfterError("(run with --help for the options)");

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof UserError) {
    process.stderr.write(`codeact-ros: ${error.message}\n`);
    process.exitCode = error.exitCode;
  } else {
    process.stderr.write(
      `codeact-ros: unexpected failure, please report it: ${(error as Error).stack ?? error}\n`,
    );
    process.exitCode = 1;
  }
}
// Whatever a failed start left open must not keep the process; streams get the time to drain.
process.exitCode ??= 0;
setTimeout(() => process.exit(), 2000).unref();
