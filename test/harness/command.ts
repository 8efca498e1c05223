import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, openSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const entry = fileURLToPath(new URL("../../packages/cli/bin/lockstep.js", import.meta.url));

export interface CommandOptions {
  /** path of the script that runs; default: the `lockstep` command */
  readonly script?: string;
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** where its stdout goes; default: into the result */
  readonly outputFile?: string;
}

export interface CommandResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly wallMs: number;
  /** processes that the command left behind when it ended */
  readonly leftOver: readonly number[];
}

/** A `lockstep` command that runs as a user would run it. */
export interface RunningCommand {
  readonly pid: number;
  readonly result: Promise<CommandResult>;
  kill(signal: NodeJS.Signals): void;
  /** what it has written to stdout so far */
  output(): string;
  /** resolves when stdout has come to match; rejects when the command ends first */
  until(pattern: RegExp): Promise<void>;
  /** the processes that the command has started, itself included, that are alive now */
  processes(): readonly number[];
}

const markName = "SYSTEM_TEST_MARK";

/** Processes whose environment holds the mark: all descendants of one command. */
function markedProcesses(mark: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        if (/\) Z /.test(readFileSync(`/proc/${name}/stat`, "latin1"))) return false;
        return readFileSync(`/proc/${name}/environ`, "latin1").split("\0").includes(`${markName}=${mark}`);
      } catch {
        return false;
      }
    })
    .map(Number);
}

const lastWordsMs = 1000;

export function startLockstep(commandArguments: readonly string[], options: CommandOptions): RunningCommand {
  const { script = entry, folder, environment = {}, timeoutMs = 120_000, outputFile } = options;
  const mark = randomUUID();
  const startedAtMs = performance.now();
  const output = outputFile === undefined ? "pipe" : openSync(outputFile, "w");
  const child = spawn(process.execPath, [script, ...commandArguments], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], [markName]: mark, ...environment },
    stdio: ["ignore", output, "pipe"],
  });
  if (output !== "pipe") closeSync(output);
  let stdout = "";
  let stderr = "";
  let ended = false;
  const waiting = new Set<() => void>();
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    for (const check of waiting) check();
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const result = new Promise<CommandResult>((resolve, reject) => {
    const tooLate = setTimeout(() => {
      for (const pid of markedProcesses(mark)) process.kill(pid, "SIGKILL");
      reject(new Error(`lockstep ${commandArguments.join(" ")} did not end within ${timeoutMs} ms\nstdout: ${stdout}\nstderr: ${stderr}`));
    }, timeoutMs);
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      clearTimeout(tooLate);
      const leftOver = markedProcesses(mark);
      const wallMs = performance.now() - startedAtMs;
      const settle = (): void => {
        clearTimeout(unread);
        ended = true;
        for (const check of waiting) check();
        resolve({ code, signal, stdout, stderr, wallMs, leftOver });
      };
      // Its last words may still be in the pipes. Children that outlive it would hold them open for ever.
      const unread = setTimeout(settle, lastWordsMs);
      child.once("close", settle);
    });
  });
  // Whoever awaits it sees the failure; a test that fails before must not end in an unhandled one.
  result.catch(() => {});
  return {
    pid: child.pid ?? 0,
    result,
    kill: (signal) => void child.kill(signal),
    output: () => stdout,
    until: (pattern) =>
      new Promise<void>((resolve, reject) => {
        const check = (): void => {
          if (!pattern.test(stdout) && !ended) return;
          waiting.delete(check);
          if (pattern.test(stdout)) resolve();
          else reject(new Error(`lockstep ended before its output matched ${String(pattern)}\nstdout: ${stdout}\nstderr: ${stderr}`));
        };
        waiting.add(check);
        check();
      }),
    processes: () => markedProcesses(mark),
  };
}

export function lockstep(commandArguments: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return startLockstep(commandArguments, options).result;
}
