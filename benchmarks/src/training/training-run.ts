import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { LockstepError } from "@lockstep/core";
import type { RunEvent, RunSummary } from "@lockstep/core";
import type { PartContext } from "../part.ts";
import { usageOfRun } from "./process-usage.ts";
import type { ProcessUsage } from "./process-usage.ts";

/** A whole training through the command, as users run it. Times are milliseconds from the start of the process. */
export interface TrainingRun {
  readonly summary: RunSummary;
  /** when the first step was committed */
  readonly firstCommitMs: number;
  /** steps committed, as the progress told of them */
  readonly progress: readonly { readonly atMs: number; readonly step: number }[];
  readonly epochs: readonly TrainedEpoch[];
  /** values of the model, those that no gradient changes included */
  readonly parameters: number;
  /** by name, near the end of each; empty where there is no /proc */
  readonly usage: ReadonlyMap<string, ProcessUsage>;
  /** the same, near the first committed step */
  readonly usageAtFirstCommit: ReadonlyMap<string, ProcessUsage>;
}

interface TrainedEpoch {
  readonly atMs: number;
  /** mean over the samples, before each update */
  readonly trainLoss: number;
  /** at the epoch's end */
  /** null: the recipe has no classes */
  readonly testAccuracy: number | null;
}

interface TrainingRunOptions {
  /** variables besides those of this process */
  readonly environment?: Readonly<Record<string, string>>;
  /** after which the run is stopped; default: half an hour */
  readonly timeoutMs?: number;
}

const bytesPerParameter = Float32Array.BYTES_PER_ELEMENT;
const commitWatchMs = 5;
const usageWatchMs = 200;
const stopTimeoutMs = 10_000;
const keptErrorBytes = 4096;
const defaultTimeoutMs = 1_800_000;

/**
 * Runs `lockstep train` with these flags in a folder that is removed afterwards.
 * @throws LockstepError "io" if it does not end well, "aborted" if the signal ended it
 */
export async function runTraining(
  flags: readonly string[],
  { lockstep, scratch, signal }: Pick<PartContext, "lockstep" | "scratch" | "signal">,
  { environment = {}, timeoutMs = defaultTimeoutMs }: TrainingRunOptions = {},
): Promise<TrainingRun> {
  signal.throwIfAborted();
  const folder = await mkdtemp(path.join(scratch, "run-"));
  const runFolder = path.join(folder, "run");
  const startMs = performance.now();
  const child = spawn(process.execPath, [lockstep, "train", "--json", "--no-dashboard", "--run", runFolder, ...flags], {
    cwd: folder,
    // Whatever ends this process ends the run too.
    env: { ...process.env, ...environment, LOCKSTEP_PARENT: String(process.pid) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const watch = new TrainingWatch(child.pid ?? 0, path.join(runFolder, "ledger.jsonl"), startMs);
  const endStopping = stopWith(child, signal, timeoutMs);
  try {
    await watch.follow(child);
    signal.throwIfAborted();
    const { size } = await stat(path.join(runFolder, "model/weights.bin"));
    return { ...watch.result(), parameters: size / bytesPerParameter };
  } catch (error) {
    signal.throwIfAborted();
    throw new LockstepError("io", `lockstep train ${flags.join(" ")}: ${LockstepError.from(error).message}`, { cause: error });
  } finally {
    endStopping();
    watch.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Asks the command to stop when the signal is aborted, or when it takes far too long, and insists after 10 s. @returns ends that */
function stopWith(child: ChildProcess, signal: AbortSignal, timeoutMs: number): () => void {
  let insist: NodeJS.Timeout | undefined;
  const stop = (): void => {
    child.kill("SIGTERM");
    insist ??= setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs);
  };
  const tooLate = setTimeout(stop, timeoutMs);
  signal.addEventListener("abort", stop, { once: true });
  return () => {
    clearTimeout(tooLate);
    clearTimeout(insist);
    signal.removeEventListener("abort", stop);
  };
}

class TrainingWatch {
  readonly #pid: number;
  readonly #startMs: number;
  readonly #progress: { readonly atMs: number; readonly step: number }[] = [];
  readonly #epochs: TrainedEpoch[] = [];
  readonly #commitTimer: NodeJS.Timeout;
  readonly #usageTimer: NodeJS.Timeout;
  readonly #usage = new Map<string, ProcessUsage>();
  #usageAtFirstCommit: ReadonlyMap<string, ProcessUsage> = new Map();
  #firstCommitMs: number | null = null;
  #summary: RunSummary | null = null;
  #errors = "";

  constructor(pid: number, ledgerFile: string, startMs: number) {
    this.#pid = pid;
    this.#startMs = startMs;
    this.#commitTimer = setInterval(() => this.#lookForCommit(ledgerFile), commitWatchMs);
    this.#usageTimer = setInterval(() => this.#lookAtUsage(), usageWatchMs);
  }

  /** Resolves when the command has ended well. */
  async follow(child: ChildProcess): Promise<void> {
    if (child.stdout) createInterface({ input: child.stdout }).on("line", (line) => this.#take(JSON.parse(line) as RunEvent));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.#errors = (this.#errors + text).slice(-keptErrorBytes)));
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (...end) => resolve(end));
    });
    if (code !== 0) throw new LockstepError("io", `ended with ${signal ?? `exit code ${code}`}: ${this.#errors.trim()}`);
  }

  result(): Omit<TrainingRun, "parameters"> {
    if (this.#summary === null || this.#firstCommitMs === null)
      throw new LockstepError("io", "ended without a summary, or before its first committed step was seen");
    return {
      summary: this.#summary,
      firstCommitMs: this.#firstCommitMs,
      progress: this.#progress,
      epochs: this.#epochs,
      usage: this.#usage,
      usageAtFirstCommit: this.#usageAtFirstCommit,
    };
  }

  close(): void {
    clearInterval(this.#commitTimer);
    clearInterval(this.#usageTimer);
  }

  #take(event: RunEvent): void {
    const atMs = performance.now() - this.#startMs;
    if (event.type === "progress") this.#progress.push({ atMs, step: event.progress.step });
    if (event.type === "epoch") {
      const { trainLoss, testAccuracy } = event.epoch;
      this.#epochs.push({ atMs, trainLoss, testAccuracy });
    }
    if (event.type === "finished") this.#summary = event.summary;
  }

  /** The ledger is written at the moment of the commit: a line that a generation was opened, then one for each step. */
  #lookForCommit(ledgerFile: string): void {
    if (!hasSecondLine(ledgerFile)) return;
    this.#firstCommitMs = performance.now() - this.#startMs;
    clearInterval(this.#commitTimer);
    this.#usageAtFirstCommit = usageOfRun(this.#pid);
  }

  #lookAtUsage(): void {
    for (const [name, usage] of usageOfRun(this.#pid)) this.#usage.set(name, usage);
  }
}

function hasSecondLine(file: string): boolean {
  try {
    const text = readFileSync(file, "latin1");
    return text.indexOf("\n", text.indexOf("\n") + 1) > 0;
  } catch {
    return false;
  }
}
