/** Exit codes of the project: trying again does not help; anything else. */
const configuration = 10;
const other = 1;

/** Ends the set-up with one sentence for the user. */
export class SetupFailure extends Error {
  /** @param {string} message @param {{ exitCode?: number, details?: string }} [options] details: what a failed program printed */
  constructor(message, { exitCode = other, details = "" } = {}) {
    super(message);
    this.name = "SetupFailure";
    this.exitCode = exitCode;
    this.details = details;
  }
}

/** Something about this machine or the command line has to change first. */
export function unsuitable(message, details = "") {
  return new SetupFailure(message, { exitCode: configuration, details });
}

/** What to tell the user of anything that was thrown. */
export function asSetupFailure(error) {
  if (error instanceof SetupFailure) return error;
  const where = error?.dest ?? error?.path ?? "the cache folder";
  switch (error?.code) {
    case "ENOSPC":
    case "EDQUOT":
      return new SetupFailure(`the disk is full (${where}): make room, or let LOCKSTEP_CACHE name a folder on another disk`);
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return unsuitable(`${where} cannot be written (${error.code}): change its permissions, or let LOCKSTEP_CACHE name another folder`);
    default:
      return new SetupFailure(firstLine(error instanceof Error ? error.message : String(error)));
  }
}

export function firstLine(text) {
  return text.trim().replace(/\n.*/s, "");
}
