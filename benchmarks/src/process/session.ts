import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { deferred, LockstepError } from "@lockstep/core";
import type { Deferred } from "@lockstep/core";
import { replyMark } from "./serve-requests.ts";

export interface SessionOptions {
  /** what it is, for messages: "rank 1 of gloo" */
  readonly what: string;
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
  /** its abort kills the process */
  readonly signal: AbortSignal;
}

const defaultTimeoutMs = 600_000;
const closeTimeoutMs = 5_000;
/** Of what it writes to stderr, for the message if it fails. */
const keptErrorBytes = 4096;

/**
 * A process of Node with the flag that Lockstep's launcher gives to members, so that it collects garbage as they do.
 * @param entry module that calls serveRequests
 * @param argument what it finds as JSON behind its name
 */
export function startNodeSession(what: string, entry: URL, argument: object, signal: AbortSignal): Session {
  const programArguments = ["--initial-heap-size=256", fileURLToPath(entry), JSON.stringify(argument)];
  return new Session({ what, program: process.execPath, arguments: programArguments, signal });
}

/**
 * A process that stays and measures when it is asked: one JSON request a line on its stdin, the answer on a marked line of its stdout. It
 * ends when its stdin does, so it outlives nobody.
 */
export class Session {
  readonly #options: SessionOptions;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<void>;
  #waiting: Deferred<unknown> | null = null;
  #errors = "";
  #end: LockstepError | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
    options.signal.throwIfAborted();
    const child = spawn(options.program, [...options.arguments], { env: options.environment ?? process.env, stdio: "pipe" });
    this.#child = child;
    createInterface({ input: child.stdout }).on("line", (line) => this.#take(line));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (this.#errors = (this.#errors + text).slice(-keptErrorBytes)));
    // A process that has gone takes no request; its end says why.
    child.stdin.on("error", () => {});
    const kill = (): void => void child.kill("SIGKILL");
    options.signal.addEventListener("abort", kill, { once: true });
    this.#ended = new Promise((resolve) => {
      child.once("error", (error) => this.#fail(`cannot be started: ${error.message}`));
      child.once("close", (code, signal) => {
        options.signal.removeEventListener("abort", kill);
        this.#fail(`ended with ${signal ?? `exit code ${code}`}: ${lastLines(this.#errors)}`);
        resolve();
      });
    });
  }

  /**
   * One request at a time.
   * @throws LockstepError "io" if the process ends or does not answer in time, "aborted" if the signal ended it
   */
  async request<Reply>(request: object, timeoutMs: number = defaultTimeoutMs): Promise<Reply> {
    if (this.#end !== null) throw this.#end;
    const waiting = deferred<unknown>();
    this.#waiting = waiting;
    const tooLate = setTimeout(() => {
      this.#fail(`did not answer ${JSON.stringify(request).slice(0, 200)} within ${timeoutMs / 1000} s`);
      this.#child.kill("SIGKILL");
    }, timeoutMs);
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    try {
      return (await waiting.promise) as Reply;
    } finally {
      clearTimeout(tooLate);
      this.#waiting = null;
    }
  }

  /** Ends the process: by the end of its input, after 5 s by SIGKILL. */
  async close(): Promise<void> {
    this.#child.stdin.end();
    const tooLate = setTimeout(() => this.#child.kill("SIGKILL"), closeTimeoutMs);
    await this.#ended;
    clearTimeout(tooLate);
  }

  #take(line: string): void {
    if (!line.startsWith(replyMark)) return;
    this.#waiting?.resolve(JSON.parse(line.slice(replyMark.length)));
  }

  #fail(reason: string): void {
    const { what, signal } = this.#options;
    this.#end ??= signal.aborted ? LockstepError.from(signal.reason, "aborted") : new LockstepError("io", `${what} ${reason}`);
    this.#waiting?.reject(this.#end);
  }
}

/** Asks all at the same time. If one fails, all are ended: they would wait for each other. */
export async function askAll<Reply>(sessions: readonly Session[], request: object): Promise<readonly Reply[]> {
  try {
    return await Promise.all(sessions.map((session) => session.request<Reply>(request)));
  } catch (error) {
    await closeAll(sessions);
    throw error;
  }
}

/** Ends them side by side. */
export async function closeAll(sessions: readonly Session[]): Promise<void> {
  await Promise.all(sessions.map((session) => session.close()));
}

/** What Node and Python print around a message says nothing to whoever only measures. */
const aroundMessage = /^\s*(at |\^|File "|Node\.js v|throw |Traceback |$)/;

function lastLines(text: string): string {
  const lines = text.split("\n").filter((line) => !aroundMessage.test(line));
  return lines.slice(-2).join(" / ").trim() || "it said nothing";
}
