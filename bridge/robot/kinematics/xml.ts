import { UserError } from "../../protocol/index.ts";

/** An XML element: attributes and child elements; text between them is dropped. */
export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
}

const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<![^>]*>|<(?:[^<>"']|"[^"]*"|'[^']*')*>/g;
const ATTRIBUTE = /([^\s=/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const ENTITIES: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

const decode = (text: string): string =>
  text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (whole, hex, decimal, name) => {
    if (name) return ENTITIES[name] ?? whole;
    const code = Number.parseInt(hex ?? decimal, hex ? 16 : 10);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

const lineAt = (text: string, index: number): number => text.slice(0, index).split("\n").length;

/**
 * Reads the elements and attributes of an XML text, which is all that a URDF uses. Robots' descriptions carry
 * comments, foreign tags and undeclared prefixes: all are let through. Throws UserError where tags do not match.
 */
export function parseXml(text: string, what: string): XmlElement {
  const document: XmlElement = { name: "", attributes: {}, children: [] };
  const open: XmlElement[] = [document];
  for (const match of text.matchAll(TOKEN)) {
    const token = match[0];
    if (token.startsWith("<!") || token.startsWith("<?")) continue;
    const top = open[open.length - 1] ?? document;
    if (token.startsWith("</")) {
      const name = token.slice(2, -1).trim();
      if (top.name !== name || open.length === 1) {
        const expected = open.length === 1 ? "nothing is open" : `</${top.name}> was due`;
        throw new UserError(
          `${what} is not well-formed XML: </${name}> in line ${lineAt(text, match.index)}, where ${expected}. Send the whole, expanded description.`,
        );
      }
      open.pop();
      continue;
    }
    const name = /^<\s*([^\s/>]+)/.exec(token)?.[1];
    if (!name) continue;
    const element: XmlElement = { name, attributes: {}, children: [] };
    for (const [, key, double, single] of token.slice(name.length + 1).matchAll(ATTRIBUTE))
      if (key) element.attributes[key] = decode(double ?? single ?? "");
    top.children.push(element);
    if (!/\/\s*>$/.test(token)) open.push(element);
  }
  const unclosed = open[open.length - 1];
  if (open.length > 1 && unclosed)
    throw new UserError(
      `${what} is not well-formed XML: <${unclosed.name}> is never closed. Send the whole description; it may have been cut short.`,
    );
  const root = document.children[0];
  if (!root)
    throw new UserError(
      `${what} is no XML: it has no element, and begins with ${JSON.stringify(text.slice(0, 40))}.`,
    );
  return root;
}

/** The first child element of that name. */
export const child = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((candidate) => candidate.name === name);

/** Quotes a value for an XML attribute. */
export const attribute = (value: string): string =>
  `"${value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;")}"`;
