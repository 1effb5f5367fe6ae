import type {
  Command,
  Meaning,
  Reference,
} from "../../../../bridge/agent/offline-planner/language/commands.ts";

/** A meaning as one short line, for tables of expectations. */
export const inBrief = (meaning: Meaning): string => {
  if (meaning.kind === "commands") return meaning.commands.map(command).join("; ");
  if (meaning.kind === "question") {
    const { kind, ...rest } = meaning.question;
    return [`${kind}?`, ...Object.values(rest).map(part)].filter(Boolean).join(" ");
  }
  return meaning.kind;
};

const command = ({ kind, ...rest }: Command): string =>
  [
    kind,
    ...Object.entries(rest).map(([key, value]) =>
      value === false ? "" : value === true ? key : part(value),
    ),
  ]
    .filter(Boolean)
    .join(" ");

const part = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(part).join(" + ");
  if (typeof value === "object" && value !== null && "text" in value) return reference(value as Reference);
  return value === null ? "" : String(value);
};

const reference = (one: Reference): string => {
  if (one.pronoun) return "it";
  const words = [
    one.all ? (one.count ?? "all") : "",
    one.other ? "other" : "",
    one.pick ?? "",
    one.color ?? "",
    one.shapes?.join("|") ?? "",
    one.unknown === null ? "" : `<${one.unknown}>`,
    one.where ? `[${one.where.relation} ${reference(one.where.target)}]` : "",
    one.except.length > 0 ? `except ${one.except.map(reference).join(" and ")}` : "",
  ].filter((word) => word !== "");
  return words.length === 0 ? "thing" : words.join(" ");
};
