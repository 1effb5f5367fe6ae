import { useState } from "preact/hooks";

const nameOf = (url: string): string => url.split("/").at(-1)?.slice(0, 60) ?? url;

/** Says once which meshes of the robot are not drawn, and why. */
export const MeshNotice = ({ missing }: { missing: readonly (readonly [url: string, reason: string])[] }) => {
  const [closed, setClosed] = useState("");
  const [first] = missing;
  const which = missing.map(([url]) => url).join("\n");
  if (!first || closed === which) return null;
  const [url] = first;
  const reasons = [...new Set(missing.map(([, reason]) => reason))];
  return (
    <div class="scene-notice" role="status">
      <details>
        <summary>
          {missing.length === 1
            ? `Not drawn: mesh ${nameOf(url)}.`
            : `Not drawn: ${missing.length} meshes, as ${nameOf(url)}.`}
        </summary>
        {reasons.slice(0, 4).map((reason) => (
          <p key={reason}>{sentence(reason)}</p>
        ))}
        <ul>
          {missing.slice(0, 20).map(([address]) => (
            <li key={address}>{address.slice(0, 200)}</li>
          ))}
        </ul>
      </details>
      <button type="button" class="plain-button" onClick={() => setClosed(which)}>
        Close
      </button>
    </div>
  );
};

const sentence = (reason: string): string =>
  `${reason.charAt(0).toUpperCase()}${reason.slice(1).slice(0, 400)}${reason.endsWith(".") ? "" : "."}`;
