import { type Command, Option } from "commander";
import { ActionModeName, EvalPlanner, SandboxLevel } from "../protocol/index.ts";
import { runEval } from "./eval.ts";
import { integer, listOf, oneOf, positive } from "./option-values.ts";

const LARGEST_SEED = 2 ** 31 - 1;

/** Adds `eval` to the command line. */
export const addEval = (program: Command): void => {
  program
    .command("eval")
    .description(
      "ROBOT-M3, the benchmark: how well a model acts on robot tasks by code, by JSON and by text calls; goes on where it was stopped",
    )
    .addOption(
      new Option("--planner <name>", "plans without a model, to prove the benchmark itself").choices(
        EvalPlanner.options.filter((planner) => planner !== "model"),
      ),
    )
    .option("--model <name>", "model to measure (or CODEACT_MODEL)")
    .option(
      "--base-url <url>",
      "any OpenAI-compatible server (or OPENAI_BASE_URL); the key is OPENAI_API_KEY",
    )
    .option("--price <prompt,completion>", "US dollars for a million tokens read and written, such as 2.5,10")
    .addOption(
      new Option(
        "--mode <kinds>",
        `how the agent acts, with commas between: ${ActionModeName.options.join(", ")}`,
      )
        .argParser(listOf(oneOf(ActionModeName.options)))
        .default(["code"], "code"),
    )
    .option("--tasks <which>", "ids, categories, or patterns such as pick-*, with commas between; else all")
    .addOption(
      new Option("--seeds <number>", "places the objects of each task in so many ways: seeds 1, 2, …")
        .argParser(integer(1, 1000))
        .default(3),
    )
    .addOption(
      new Option("--seed-list <numbers>", "these seeds instead, such as 1,5").argParser(
        listOf(integer(0, LARGEST_SEED)),
      ),
    )
    .addOption(
      new Option(
        "--jobs <number>",
        "episodes side by side, each with a simulator and a Python of its own; when not given, one a processor",
      ).argParser(integer(1, 256)),
    )
    .option(
      "--out <folder>",
      "where results, report and episodes go; with that of a sweep that was stopped it goes on",
    )
    .option("--list", "prints the tasks, and runs none")
    .option("--report <folder>", "makes the report of a sweep anew, and runs nothing")
    .option("--against <folder>", "with --report: what that sweep did otherwise than the one in this folder")
    .option("--no-episodes", "does not record the episodes")
    .option(
      "--memory <folder>",
      "begins every episode with the values and skills kept there; none adds to them, so that all begin alike",
    )
    .addOption(
      new Option("--max-turns <number>", "turns of an episode; when not given, each task's own").argParser(
        integer(1, 1000),
      ),
    )
    .addOption(
      new Option(
        "--timeout-s <seconds>",
        "wall time of one action; when not given, 60 for a model",
      ).argParser(positive),
    )
    .addOption(
      new Option("--episode-timeout-s <seconds>", "wall time of one episode")
        .argParser(positive)
        .default(1800),
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
      new Option(
        "--budget-usd <dollars>",
        "begins no more episodes once so much is spent; needs --price",
      ).argParser(positive),
    )
    .addOption(
      new Option(
        "--budget-tokens <number>",
        "begins no more episodes once so many tokens are used",
      ).argParser(integer(1, Number.MAX_SAFE_INTEGER)),
    )
    .option("--retry-errors", "runs those episodes again that could not be run")
    .addOption(
      new Option("--sandbox <level>", "isolation of the Python process; auto: the strictest that starts here")
        .choices(["auto", ...SandboxLevel.options])
        .default("auto"),
    )
    .option("--json", "one result a line, for machines")
    .action(runEval);
};
