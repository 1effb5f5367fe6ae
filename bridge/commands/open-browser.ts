import { execa } from "execa";

/** Shows the page where there is a desktop to show it on; the printed address serves otherwise. */
export const openBrowser = (url: string): void => {
  if (process.env["CI"] || !process.stdout.isTTY) return;
  const desktop = process.env["DISPLAY"] || process.env["WAYLAND_DISPLAY"];
  const command =
    process.platform === "darwin"
      ? ["open", url]
      : process.platform === "win32"
        ? ["cmd", "/c", "start", "", url]
        : desktop
          ? ["xdg-open", url]
          : null;
  if (!command) return;
  const [file = "", ...args] = command;
  execa(file, args, { reject: false, detached: true, stdio: "ignore" }).catch(() => {});
};
