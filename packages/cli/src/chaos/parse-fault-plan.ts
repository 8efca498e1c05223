import { LockstepError } from "@lockstep/core";
import { everyParameterServer, everyProcess, everyWorker } from "./fault-plan.ts";
import type { Fault, FaultAction, FaultPlan, FaultTime } from "./fault-plan.ts";

const processName = /^(coordinator|worker-\d{1,5}|parameter-server-\d{1,3})$/;
const workerName = /^worker-\d{1,5}$/;
const groups: readonly string[] = [everyWorker, everyParameterServer, everyProcess];

const maxDurationMs = 3_600_000;
const examples: Readonly<Record<FaultAction["kind"], string>> = {
  kill: "kill worker-1, coordinator at step 100",
  pause: "pause parameter-server-0 for 3s at step 200",
  cut: "cut worker-0 worker-1 for 5s at step 300",
  join: "join at 8s",
  leave: "leave worker-1 at step 400",
};

/**
 * Reads faults with ";" between them:
 *
 *     kill TARGET[, TARGET…] WHEN
 *     pause TARGET[, TARGET…] for DURATION WHEN
 *     cut PROCESS [->] PROCESS for DURATION WHEN
 *     join WHEN
 *     leave WORKER WHEN
 *
 * TARGET: coordinator, parameter-server-K, worker-N, all-parameter-servers, all-workers, all. DURATION: 500ms, 3s, at most an hour.
 * WHEN: `at step N` or `at DURATION`. Throws LockstepError "usage" that names the fault and what was expected.
 */
export function parseFaultPlan(text: string): FaultPlan {
  const parts = text
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  if (parts.length === 0) throw new LockstepError("usage", `--chaos names no fault; an example: "${examples.kill}"`);
  return parts.map((part) => new FaultReader(part).fault());
}

/** Reads one fault word by word. */
class FaultReader {
  readonly #text: string;
  readonly #words: string[];
  #kind: FaultAction["kind"] | null = null;

  constructor(text: string) {
    this.#text = text;
    this.#words = text
      .replaceAll(/,|->/g, (mark) => ` ${mark} `)
      .trim()
      .split(/\s+/);
  }

  fault(): Fault {
    const action = this.#action();
    const time = this.#time();
    if (this.#words.length > 0) this.#refuse("nothing more");
    return { action, time };
  }

  #action(): FaultAction {
    const word = this.#words[0];
    const kind = Object.keys(examples).find((known): known is FaultAction["kind"] => known === word);
    if (kind === undefined) return this.#refuse("kill, pause, cut, join or leave");
    this.#words.shift();
    this.#kind = kind;
    switch (kind) {
      case "kill":
        return { kind, targets: this.#targets() };
      case "pause":
        return { kind, targets: this.#targets(), forMs: this.#span() };
      case "cut": {
        const from = this.#process();
        const oneWay = this.#skip("->");
        const to = this.#process();
        if (from === to) this.#refuse(`another process than ${from}`, to);
        return { kind, from, to, oneWay, forMs: this.#span() };
      }
      case "leave":
        return { kind, worker: this.#take("a worker (worker-0, …)", (word) => (workerName.test(word) ? word : undefined)) };
      case "join":
        break;
    }
    return { kind };
  }

  #targets(): readonly string[] {
    const targets: string[] = [];
    do {
      targets.push(
        this.#take(`a process (coordinator, parameter-server-0, worker-1, …) or ${groups.join(", ")}`, (word) =>
          processName.test(word) || groups.includes(word) ? word : undefined,
        ),
      );
    } while (this.#skip(","));
    return targets;
  }

  #process(): string {
    return this.#take("a process (coordinator, parameter-server-0, worker-1, …)", (word) => (processName.test(word) ? word : undefined));
  }

  #span(): number {
    this.#expect("for");
    return this.#duration();
  }

  #time(): FaultTime {
    this.#expect("at");
    if (!this.#skip("step")) return { at: "elapsed", elapsedMs: this.#duration('"step N" or ') };
    const step = this.#take("a number of steps", (word) => (/^\d{1,15}$/.test(word) ? Number(word) : undefined));
    return { at: "step", step };
  }

  #duration(or = ""): number {
    return this.#take(`${or}a duration (500ms, 3s, at most an hour)`, (word) => {
      const [, digits, unit] = /^(\d{1,7}(?:\.\d{1,3})?)(ms|s)$/.exec(word) ?? [];
      if (digits === undefined) return undefined;
      const durationMs = Math.round(Number(digits) * (unit === "s" ? 1000 : 1));
      return durationMs <= maxDurationMs ? durationMs : undefined;
    });
  }

  #expect(word: string): void {
    if (!this.#skip(word)) this.#refuse(`"${word}"`);
  }

  #skip(word: string): boolean {
    if (this.#words[0] !== word) return false;
    this.#words.shift();
    return true;
  }

  #take<T>(expected: string, read: (word: string) => T | undefined): T {
    const value = this.#words[0] === undefined ? undefined : read(this.#words[0]);
    if (value === undefined) return this.#refuse(expected);
    this.#words.shift();
    return value;
  }

  #refuse(expected: string, word: string | undefined = this.#words[0]): never {
    const found = word === undefined ? "the end" : `"${word}"`;
    throw new LockstepError(
      "usage",
      `--chaos: fault "${this.#text}": expected ${expected}, found ${found}; an example: "${examples[this.#kind ?? "kill"]}"`,
    );
  }
}
