import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ManualEntry } from "../../../bridge/protocol/index.ts";
import { CodeBlock } from "../code/code-block.tsx";
import { Icon } from "../frame/icons.tsx";
import { exampleOf, groupOf, proseOf } from "./primitive-docs.ts";

/** What the docs are asked to show: a name to open, counted so that the same can be asked for again. */
export interface DocsRequest {
  readonly name: string;
  readonly count: number;
}

/** All names that programs have here, to search and read; an example goes into the program by a button. */
export const DocsList = ({
  docs,
  request,
  onInsert,
  onClose,
}: {
  docs: readonly ManualEntry[];
  request: DocsRequest;
  onInsert: (code: string) => void;
  onClose: () => void;
}) => {
  const [sought, setSought] = useState("");
  const [open, setOpen] = useState("");
  const list = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const aside = useRef<HTMLElement>(null);
  const insert = (code: string): void => {
    const covers = aside.current !== null && getComputedStyle(aside.current).position === "absolute";
    onInsert(code);
    if (covers) onClose(); // where there is no room for both, they lie over what was inserted
  };
  useEffect(() => {
    // Docs that were left open come back without taking the focus from the editor.
    if (request.name === "") return request.count > 0 ? search.current?.focus() : undefined;
    setSought("");
    setOpen(request.name);
  }, [request.count]);
  useEffect(() => {
    if (open === "" || open !== request.name) return;
    const shown = list.current?.querySelector<HTMLElement>(".doc-entry[open]");
    shown?.scrollIntoView({ block: "nearest" });
    shown?.querySelector<HTMLElement>("summary")?.focus();
  }, [open, request.count]);
  const groups = useMemo(() => grouped(docs.filter((entry) => matches(entry, sought))), [docs, sought]);
  return (
    <aside class="docs" aria-label="Docs of the primitives" ref={aside}>
      <div class="docs-bar">
        <label class="docs-search">
          <Icon name="search" />
          <input
            ref={search}
            type="search"
            placeholder="Search the primitives"
            aria-label="Search the primitives"
            value={sought}
            onInput={(event) => setSought(event.currentTarget.value)}
          />
        </label>
        <button type="button" class="docs-close" aria-label="Close the docs" onClick={onClose}>
          <Icon name="cross" />
        </button>
      </div>
      <div class="docs-list" ref={list}>
        {groups.length === 0 && <p class="silent">Nothing is called that, nor says it.</p>}
        {groups.map(([group, entries]) => (
          <section key={group} aria-label={group}>
            <h3>{group}</h3>
            {entries.map((entry) => (
              <Entry
                key={entry.name}
                entry={entry}
                open={open === entry.name}
                onToggle={(now) =>
                  setOpen((before) => (now ? entry.name : before === entry.name ? "" : before))
                }
                onInsert={insert}
              />
            ))}
          </section>
        ))}
      </div>
    </aside>
  );
};

const Entry = ({
  entry,
  open,
  onToggle,
  onInsert,
}: {
  entry: ManualEntry;
  open: boolean;
  onToggle: (open: boolean) => void;
  onInsert: (code: string) => void;
}) => {
  const example = open ? exampleOf(entry) : null;
  return (
    <details
      class="doc-entry"
      open={open}
      onToggle={(event) => onToggle((event.currentTarget as HTMLDetailsElement).open)}
    >
      <summary>
        <code>{entry.name}</code>
        {!open && <small>{entry.summary}</small>}
      </summary>
      {open && (
        <div class="doc-body">
          <code class="doc-signature">{entry.signature}</code>
          <p>{proseOf(entry)}</p>
          {example !== null && (
            <>
              <CodeBlock code={example} line={null} label={`Example of ${entry.name}`} />
              <button type="button" class="push" onClick={() => onInsert(example)}>
                <Icon name="down" /> Insert
                <span class="unseen"> the example of {entry.name}</span>
              </button>
            </>
          )}
        </div>
      )}
    </details>
  );
};

const matches = ({ name, summary, doc }: ManualEntry, sought: string): boolean => {
  const text = `${name}\n${summary}\n${doc}`.toLowerCase();
  return sought
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
};

const grouped = (docs: readonly ManualEntry[]): [string, ManualEntry[]][] => {
  const groups = new Map<string, ManualEntry[]>();
  for (const entry of docs) groups.set(groupOf(entry), [...(groups.get(groupOf(entry)) ?? []), entry]);
  return [...groups];
};
