import type { SweepReport } from "../../../protocol/index.ts";
import { type Html, html } from "./html.ts";

/** What the numbers are, and are not. */
export const howToRead = ({ method }: SweepReport): Html => html`<ul class="reading">
<li><b>Success</b> is judged by a predicate over the simulator's state, in the simulator's process, and by invariants that must hold throughout. What the agent says of itself counts only for <i>false success</i>.</li>
<li><b>Intervals</b> hold ${method.level * 100} %: percentile bootstrap with ${method.resamples.toLocaleString("en")} resamples of whole tasks with all their seeds (Efron and Tibshirani, 1993), from a fixed seed. They say how much the number would move with other tasks like these, not with other kinds of tasks, other robots, or another day of a model's server.</li>
<li><b>Where no interval stands</b> all tasks came out alike, or there is one only. That is not certainty: with n tasks all of which succeed, a true rate of 1 − 3/n is still likely. Categories of a few tasks say little.</li>
<li><b>Differences</b> are paired: the same task and seed under both modes. Where an interval leaves out zero, the difference is more than chance of these tasks; several are looked at at once, so one of twenty may do so by chance. Turns and actions are compared by their means; for pairs that both did, apart, since an episode that fails early is short.</li>
<li><b>McNemar's exact test</b> takes pairs for independent, which seeds of one task are not; it is a second witness.</li>
<li><b>Episodes that broke down</b> (an error of model server, simulator or bridge) count as failures, but not for effort: turns, actions, tokens and times leave them out. <code>eval --retry-errors</code> runs them again.</li></ul>`;
