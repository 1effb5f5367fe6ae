import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

/**
 * Program text of axe-core: of CODEACT_AXE (a path of axe.min.js), else of the package where it is installed; null
 * where neither is there.
 */
export const axeSource = (): string | null => {
  const given = process.env["CODEACT_AXE"];
  if (given) return readFileSync(given, "utf8");
  try {
    return readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  } catch {
    return null;
  }
};

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly help: string;
    readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary: string }[];
  }[];
}

/**
 * What axe finds serious or critical on the page as it is shown, a line for each element. Asked through the
 * debugger, because the page's own policy lets in no foreign script.
 */
export const axeFindings = async (page: Page, source: string): Promise<string[]> => {
  await page.evaluate(source);
  const results = (await page.evaluate(`axe.run(document, { resultTypes: ["violations"] })`)) as AxeResults;
  return results.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => {
        const [, why = ""] = failureSummary.split("\n");
        return `${id} (${help}) at ${target.join(" ")}: ${why.trim()}`;
      }),
    );
};
