import { SHARE_ENV, Worker } from "node:worker_threads";

/**
 * The built entry, also when this file runs from its sources: a worker thread of Node 20 cannot load TypeScript. What the test runner
 * tells Node about sources is then not passed on, and flags about V8 never are: they are the whole process's, and Node refuses most of
 * them for a thread.
 */
const runsFromSources: boolean = import.meta.url.endsWith(".ts");
const entry: URL = new URL(runsFromSources ? "../../dist/gradient/gradient-thread.js" : "./gradient-thread.js", import.meta.url);

/**
 * A gradient thread that loads TensorFlow.js while nobody knows yet what it will compute: half a second that a starting process can spend on
 * waiting for its coordinator.
 */
export class PreparedThread {
  readonly worker: Worker;
  /** resolves to the exit code */
  readonly exited: Promise<number>;
  #failure: unknown = null;

  constructor() {
    // With the process's own environment: native TensorFlow reads it, and a thread's copy is invisible to it.
    this.worker = new Worker(entry, { env: SHARE_ENV, execArgv: [], name: "gradient" });
    this.worker.on("error", (error) => (this.#failure ??= error));
    this.exited = new Promise((resolve) => this.worker.once("exit", resolve));
  }

  /** What ended it, if something has; null: nothing. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Ends it at once. */
  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
