import { closeSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import path from "node:path";

/**
 * Makes a folder and those above it, durable when this returns: a file in a folder that a power cut takes away is lost however well it was
 * synced. One that is there is fine. Not `mkdir(folder, { recursive: true })`: below /proc, where making a folder gives ENOENT, that never
 * returns (Node 20).
 */
export function makeFolder(folder: string): void {
  const parent = path.dirname(path.resolve(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return;
    if (code !== "ENOENT" || parent === path.resolve(folder)) throw error;
    makeFolder(parent);
    mkdirSync(folder);
  }
  syncNames(parent);
}

function syncNames(folder: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(folder, "r");
  } catch (error) {
    // Names may be made in a folder that may not be read; whether they last is then the system's business.
    if ((error as NodeJS.ErrnoException).code === "EACCES") return;
    throw error;
  }
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
