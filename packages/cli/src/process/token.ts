import { readFile } from "node:fs/promises";
import { LockstepError } from "@lockstep/core";

/** Shorter secrets can be guessed by trying. */
const minTokenChars = 16;

/**
 * The run's token: from the file, else from LOCKSTEP_TOKEN; never from a flag, which every user of the machine could read.
 * Throws "configuration" if there is none or it has fewer than 16 characters.
 */
export async function readToken(file: string | undefined, environment: NodeJS.ProcessEnv): Promise<string> {
  const token = (file === undefined ? environment["LOCKSTEP_TOKEN"] : await readTokenFile(file))?.trim() ?? "";
  const where = file === undefined ? "LOCKSTEP_TOKEN" : file;
  if (token === "")
    throw new LockstepError(
      "configuration",
      `no token: set LOCKSTEP_TOKEN or give --token-file (${where} is empty); all processes of a run share one secret`,
    );
  if (token.length < minTokenChars || /\s/.test(token)) {
    throw new LockstepError(
      "configuration",
      `the token in ${where} must have at least ${minTokenChars} characters and no white space, e.g. from \`openssl rand -hex 32\``,
    );
  }
  return token;
}

async function readTokenFile(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new LockstepError("configuration", `cannot read the token file ${file}: ${(error as Error).message}`, { cause: error });
  }
}
