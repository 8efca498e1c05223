// Programs that a script runs; Ctrl-C and SIGTERM reach those that are running.
import { spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(fileURLToPath(new URL("..", import.meta.url)));

/** A tool of the workspace. */
export const tool = (name) => path.join(root, "node_modules/.bin", name);

const running = new Set();
let signalled = null;

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    signalled = signal;
    for (const child of running) child.kill(signal);
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
    const child = spawn(program, programArguments, {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ["ignore", output, output],
    });
    const end = (result) => {
      running.delete(child);
      resolve(result);
    };
    running.add(child);
    child.stdout?.on("data", (chunk) => chunks.push(chunk));
    child.stderr?.on("data", (chunk) => chunks.push(chunk));
    child.once("error", (error) => end({ code: 1, output: error.message }));
    child.once("close", (code) => end({ code: code ?? 1, output: Buffer.concat(chunks).toString("utf8") }));
  });
}
