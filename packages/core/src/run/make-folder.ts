import { mkdirSync } from "node:fs";
import path from "node:path";

/**
 * Makes a folder and those above it; one that is there is fine. Not `mkdir(folder, { recursive: true })`: below /proc, where making a
 * folder gives ENOENT, that never returns (Node 20).
 */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return;
    const parent = path.dirname(path.resolve(folder));
    if (code !== "ENOENT" || parent === path.resolve(folder)) throw error;
    makeFolder(parent);
    mkdirSync(folder);
  }
}
