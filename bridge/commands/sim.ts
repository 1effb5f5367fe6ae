import { networkInterfaces } from "node:os";
import { startSimulator } from "../main.ts";
import { UserError } from "../protocol/index.ts";
import { untilInterrupted } from "./signals.ts";

/** Shorter ones are found by trying. */
const GOOD_TOKEN = 16;
const EVERY_ADDRESS = new Set(["0.0.0.0", "::"]);

/** `sim`: the simulator alone, until Ctrl-C. */
export const runSim = async (flags: {
  port: number;
  host: string;
  token?: string;
  scene: string;
  seed: number;
  clock: "realtime" | "fast";
}): Promise<void> => {
  const { token, host } = flags;
  if (token === "") throw new UserError("The token is empty. Pass --token with a text, or leave it out.", 2);
  const simulator = await startSimulator(flags);
  process.stdout.write(`rosbridge ${simulator.url}\n`);
  if (EVERY_ADDRESS.has(host))
    for (const address of outerAddresses())
      process.stderr.write(
        `from other machines: ${simulator.url.replace(/\/\/[^/]*(?=:\d)/, `//${address}`)}\n`,
      );
  if (token !== undefined && token.length < GOOD_TOKEN)
    process.stderr.write(
      `A token of ${token.length} characters is soon guessed; take ${GOOD_TOKEN} or more, or leave --token out.\n`,
    );
  await new Promise<void>((resolve) => untilInterrupted(async () => resolve()));
  await simulator.close();
  process.exitCode = 130;
};

/** IPv4 addresses of this machine that others can reach. */
const outerAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === "IPv4" && !internal)
    .map(({ address }) => address);
