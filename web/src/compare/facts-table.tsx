import type { Fact } from "./facts.ts";

/** What the two came to, line by line. */
export const FactsTable = ({ facts }: { facts: readonly Fact[] }) => (
  <div class="compare-table" tabIndex={0} role="group" aria-label="What the two came to">
    <table>
      <thead>
        <tr>
          <th scope="col">
            <span class="unseen">What</span>
          </th>
          <th scope="col">A</th>
          <th scope="col">B</th>
          <th scope="col">
            <span class="unseen">How far apart</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {facts.map(({ what, a, b, by, differs }) => (
          <tr key={what} class={differs ? "is-other" : undefined}>
            <th scope="row">{what}</th>
            <td>{a}</td>
            <td>{b}</td>
            <td>{by || (differs ? "differs" : "")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
