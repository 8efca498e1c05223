// Programs that a script runs one after another; Ctrl-C and SIGTERM reach the one that is running.
import { spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(fileURLToPath(new URL("..", import.meta.url)));

/** A tool of the workspace. */
export const tool = (name) => path.join(root, "node_modules/.bin", name);

let running = null;
let signalled = null;

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    signalled = signal;
    running?.kill(signal);
  });
}

/** Exit code for a script that was told to stop; null if it was not. */
export function interruptedCode() {
  return signalled === null ? null : signalled === "SIGINT" ? 130 : 143;
}

/**
 * Exit code (1 if it could not be started or was killed) and what it wrote; with output "inherit" it writes to the terminal itself.
 * @param options.environment variables besides those of this process
 */
export function runProgram(program, programArguments, { output = "inherit", environment = {} } = {}) {
  return new Promise((resolve) => {
    const chunks = [];
    running = spawn(program, programArguments, { cwd: root, env: { ...process.env, ...environment }, stdio: ["ignore", output, output] });
    running.stdout?.on("data", (chunk) => chunks.push(chunk));
    running.stderr?.on("data", (chunk) => chunks.push(chunk));
    running.once("error", (error) => resolve({ code: 1, output: error.message }));
    running.once("close", (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString("utf8") }));
  });
}
