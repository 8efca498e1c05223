import { spawn } from "node:child_process";

/**
 * Runs a program to its end and collects the end of what it prints; rejects only if it cannot be started at all (`error.code` "ENOENT": it
 * is not there) or, once it has ended, if the signal was given.
 *
 * @param {string} program
 * @param {readonly string[]} programArguments
 * @param {{ signal: AbortSignal, cwd?: string, environment?: Record<string, string | undefined>, timeoutMs: number }} options
 * @returns {Promise<{ code: number | null, killedBy: string | null, timedOut: boolean, stdout: string, stderr: string }>}
 */
export function runProgram(program, programArguments, { signal, cwd, environment = process.env, timeoutMs }) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const child = spawn(program, programArguments, { cwd, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"]) {
      child[name].setEncoding("utf8").on("data", (text) => (output[name] = (output[name] + text).slice(-longestOutput)));
    }
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill("SIGKILL");
    }, timeoutMs);
    const stop = () => child.kill("SIGTERM");
    signal.addEventListener("abort", stop, { once: true });
    const release = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    };
    child.once("error", (error) => {
      release();
      reject(error);
    });
    child.once("close", (code, killedBy) => {
      release();
      if (signal.aborted) reject(signal.reason);
      else resolve({ code, killedBy, timedOut, ...output });
    });
  });
}

/** The end of it is what says why. */
const longestOutput = 1 << 16;
