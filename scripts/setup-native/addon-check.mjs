import { existsSync } from "node:fs";
import path from "node:path";
import { runProgram } from "./child-program.mjs";
import { SetupFailure } from "./setup-failure.mjs";

const timeoutMs = 5 * 60_000;

/**
 * Computes the recorded gradients with an addon in a process of its own, because a library that does not suit the machine ends its process.
 * @returns {Promise<{ version: string, usesGpu: boolean }>}
 * @throws SetupFailure if it does not load or a gradient is wrong
 */
export async function checkAddon(root, packageName, addon, signal) {
  const probe = path.join(root, "packages/worker/dist/backend/probe-backend.js");
  if (!existsSync(probe)) throw new SetupFailure("the project is not built: run npm run setup:native, which builds it first");
  const { code, killedBy, timedOut, stdout, stderr } = await runProgram(process.execPath, [probe, packageName, addon], {
    signal,
    timeoutMs,
  });
  if (timedOut) throw new SetupFailure(`the addon was still loading after ${timeoutMs / 60_000} minutes`);
  if (code !== 0) throw new SetupFailure(explainCrash(code, killedBy), { details: stderr });
  const answer = JSON.parse(stdout.trimEnd().split("\n").at(-1));
  if (answer.state !== "ready") throw new SetupFailure(`the addon does not work: ${answer.detail}`, { details: stderr });
  return { version: answer.version, usesGpu: answer.usesGpu };
}

/** @param {number | null} code @param {string | null} signal of the process that loaded the addon */
export function explainCrash(code, signal) {
  const processor = signal === "SIGILL" || signal === "SIGABRT" ? "; does the processor have AVX?" : "";
  return `the process that loaded the addon ended with ${signal ?? `exit code ${code}`}${processor}`;
}
