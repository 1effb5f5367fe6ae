import { basename } from "node:path";
import { newEpisodeFile } from "./episodes-folder.ts";

/** The files that are being recorded in a folder of episodes. */
export class Recordings {
  readonly folder: string;
  readonly #files = new Set<string>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Names a file for a new episode; it counts as being recorded until `end`. */
  begin(title: string): string {
    const file = newEpisodeFile(this.folder, title);
    this.#files.add(file);
    return file;
  }

  end(file: string): void {
    this.#files.delete(file);
  }

  isRecording(id: string): boolean {
    return [...this.#files].some((file) => basename(file) === `${id}.mcap`);
  }
}
