import path from "node:path";

/** Where the coordinator of a run folder keeps what it must remember. */
export function coordinatorFolder(runFolder: string): string {
  return path.join(runFolder, "coordinator");
}
