import { cp, mkdtemp } from "node:fs/promises";
import path from "node:path";
import { runProgram } from "./child-program.mjs";
import { SetupFailure, firstLine } from "./setup-failure.mjs";

const timeoutMs = 30 * 60_000;

/**
 * Lets the package's own install script download TensorFlow 2.9.1 and the addon, in a copy of the package beside it: the script removes
 * what is there before it knows whether it can download anything.
 * @returns {Promise<string>} the copy, whose lib/ and deps/ are what it made; the caller removes it
 */
export async function copyForStockInstall(packageFolder) {
  const copy = await mkdtemp(path.join(path.dirname(packageFolder), ".stock-"));
  const left = new Set(["lib", "deps", "build"]);
  await cp(packageFolder, copy, { recursive: true, filter: (file) => !left.has(path.relative(packageFolder, file)) });
  return copy;
}

/** @param {"tfjs-node" | "tfjs-node-gpu"} packageName @param {string} copy see {@link copyForStockInstall} */
export async function runStockInstall(packageName, copy, packageFolder, signal) {
  const kind = packageName === "tfjs-node-gpu" ? ["gpu", "download"] : [];
  const programs = path.join(packageFolder, "node_modules/.bin");
  const environment = { ...process.env, PATH: `${programs}${path.delimiter}${process.env.PATH ?? ""}` };
  const script = path.join(copy, "scripts/install.js");
  const { code, timedOut, stdout, stderr } = await runProgram(process.execPath, [script, ...kind], {
    signal,
    cwd: copy,
    environment,
    timeoutMs,
  });
  if (code === 0) return;
  const why = timedOut ? `not done after ${timeoutMs / 60_000} minutes` : explainStock(`${stdout}\n${stderr}`);
  throw new SetupFailure(`the package's own installation failed: ${why}; without --stock the addon is built against TensorFlow's wheel`, {
    details: `${stdout}${stderr}`,
  });
}

/** In a few words, why the install script failed. @param {string} output */
export function explainStock(output) {
  const host = /(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT)\s+([\w.:-]+)/.exec(output);
  if (host) return `no connection to ${host[1]}`;
  const error = output.split("\n").find((line) => /^\s*(?:\w*Error|error|ERR!?)\b.*:/i.test(line));
  return error === undefined ? "its script ended with an error" : firstLine(error);
}
