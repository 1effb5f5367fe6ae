/** A key of the page: what `?` lists, and what listeners to keys of the whole page take their key from. */
export interface KeyHelp {
  /** As a person reads it: "Esc", "Shift+Esc", "← → ↑ ↓". Alternatives are parted by " / ". */
  readonly keys: string;
  readonly does: string;
  readonly where: "everywhere" | "scene" | "conversation" | "replay" | "manual" | "console";
}

const list = [
  { keys: "Esc", does: "stop the robot and what the agent does", where: "everywhere" },
  { keys: "Shift+Esc", does: "latch the emergency stop", where: "everywhere" },
  { keys: "?", does: "show this list of keys", where: "everywhere" },
  { keys: "T", does: "show or hide the live timeline", where: "everywhere" },
  { keys: "H", does: "show all of the scene", where: "everywhere" },
  { keys: "← → ↑ ↓", does: "turn the view", where: "scene" },
  { keys: "+ / -", does: "zoom", where: "scene" },
  { keys: "F", does: "come near to what the pointer is on, or to the next object", where: "scene" },
  { keys: "1", does: "see the robot from the front", where: "scene" },
  { keys: "2", does: "see it from its left", where: "scene" },
  { keys: "3", does: "see it from above", where: "scene" },
  { keys: "4", does: "see what the camera at the wrist sees", where: "scene" },
  { keys: "Enter", does: "send what is written", where: "conversation" },
  { keys: "Shift+Enter", does: "begin a new line", where: "conversation" },
  { keys: "Shift+↓ / Shift+↑", does: "select lines of a program, on its code", where: "conversation" },
  { keys: "Ctrl+Shift+Enter", does: "run what is selected of a program", where: "conversation" },
  { keys: "1 … 9", does: "answer a question by the number of an option, on its card", where: "conversation" },
  {
    keys: "Ctrl+Enter",
    does: "approve, or run the edited code, in a card of approval",
    where: "conversation",
  },
  { keys: "Space", does: "play or pause", where: "replay" },
  { keys: "← / →", does: "the measurement or event before, or after", where: "replay" },
  { keys: "Shift+← / Shift+→", does: "the call before, or after", where: "replay" },
  { keys: "PageUp / PageDown", does: "the turn before, or after", where: "replay" },
  { keys: "Home / End", does: "to the beginning, or the end", where: "replay" },
  { keys: "[ / ]", does: "play slower, or faster", where: "replay" },
  { keys: "Space / Enter", does: "held on a button of movement: move; released: stand", where: "manual" },
  { keys: "↑ / ↓", does: "in a number: one step more, or less; PageUp / PageDown: ten", where: "manual" },
  {
    keys: "W / S",
    does: "keyboard jog: the tool along +x, or −x; with Shift it turns about x",
    where: "manual",
  },
  {
    keys: "A / D",
    does: "keyboard jog: the tool along +y, or −y; with Shift it turns about y",
    where: "manual",
  },
  {
    keys: "Q / E",
    does: "keyboard jog: the tool along +z, or −z; with Shift it turns about z",
    where: "manual",
  },
  { keys: "1 … 9", does: "keyboard jog: choose a joint", where: "manual" },
  { keys: "+ / -", does: "keyboard jog: move the chosen joint", where: "manual" },
  { keys: "G / Shift+G", does: "keyboard jog: close, or open, the gripper", where: "manual" },
  {
    keys: "↑ ↓ ← →",
    does: "keyboard jog: drive the base forward, backwards; turn it left, right",
    where: "manual",
  },
  { keys: "Esc", does: "keyboard jog: end it; and stop, as everywhere", where: "manual" },
  { keys: "Ctrl+Enter", does: "run the program", where: "console" },
  { keys: "Ctrl+Shift+Enter", does: "run the selection, or the line of the cursor", where: "console" },
  { keys: "Ctrl+Space", does: "complete the name at the cursor", where: "console" },
  { keys: "F1", does: "open the docs of the name at the cursor; Ctrl+click does the same", where: "console" },
  { keys: "Alt+↑ / Alt+↓", does: "the program before, or after, of this console", where: "console" },
  {
    keys: "Tab",
    does: "indent the selection, or from within a line; else go to the next control",
    where: "console",
  },
] as const satisfies readonly KeyHelp[];

export const keyHelp: readonly KeyHelp[] = list;

/** A key of the list: what nobody can look up nobody may listen to. */
export type ListedKey = (typeof list)[number]["keys"];

/** Where letters are text and not keys of the page. */
const typing = "input, textarea, select, [contenteditable], .console-editor, .code-editor";

/** Whether a press of a key is the one of the list: with its modifiers, not repeated, and for a letter not typed as text. */
export const isPressed = (event: KeyboardEvent, key: ListedKey): boolean => {
  if (event.isComposing || event.repeat) return false;
  const parts = key.split("+");
  const name = parts.at(-1) === "Esc" ? "Escape" : (parts.at(-1) ?? "");
  if (event.key.toLowerCase() !== name.toLowerCase()) return false;
  // Whatever else is held down, a stop is a stop.
  if (name === "Escape") return event.shiftKey === parts.includes("Shift");
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (name.length === 1) return (event.target as HTMLElement | null)?.closest?.(typing) == null;
  return event.shiftKey === parts.includes("Shift");
};
