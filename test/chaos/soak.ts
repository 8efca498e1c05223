import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { RunEvent, RunSummary } from "@lockstep/core";
import { lockstep, startLockstep } from "../harness/command.ts";
import type { CommandResult } from "../harness/command.ts";
import { pidOf } from "../harness/pid-of.ts";
import { readSummary } from "../harness/run-folder.ts";
import { LedgerWatch } from "./ledger-watch.ts";
import { ownFigures, systemFigures } from "./process-figures.ts";
import type { OwnFigures, SystemFigures } from "./process-figures.ts";
import { logOf, stepsPerEpoch, tinyArguments } from "./tiny-run.ts";

export interface SoakOptions {
  readonly steps: number;
  /** workers that join and leave again */
  readonly cycles: number;
}

export interface SoakSample extends SystemFigures, OwnFigures {
  readonly process: string;
  readonly step: number;
}

export interface SoakReport {
  readonly result: CommandResult;
  readonly summary: RunSummary;
  readonly verified: CommandResult;
  /** workers that took part before they left */
  readonly cycles: number;
  readonly seconds: number;
  /** of each process that lives through the whole run: a tenth of the way, half of it, near the end */
  readonly samples: readonly (readonly SoakSample[])[];
}

const launcher = "launcher";
const watched = [launcher, "coordinator", "parameter-server-0", "worker-0", "worker-1"];
const moments = [0.1, 0.5, 0.95];
const answerMs = 1_000;
const pollMs = 100;

/** A long run of short steps, in which workers join and leave again and again, evenly over its length. */
export async function soak(scratch: string, { steps, cycles }: SoakOptions): Promise<SoakReport> {
  const name = "soak";
  const epochs = Math.ceil(steps / stepsPerEpoch);
  const command = startLockstep(tinyArguments(scratch, name, { epochs, chaos: joinsAndLeaves({ steps, cycles }) }), {
    folder: scratch,
    environment: { LOCKSTEP_LOG_LEVEL: "debug" },
    timeoutMs: 3_600_000,
  });
  const ledger = new LedgerWatch(path.join(scratch, name, "ledger.jsonl"));
  const ended = new AbortController();
  const atEnd = (): void => ended.abort();
  command.result.then(atEnd, atEnd);
  try {
    const samples: (readonly SoakSample[])[] = [];
    for (const moment of moments) {
      while (!ended.signal.aborted && committed(ledger) < moment * steps) await sleep(pollMs);
      const pids = await Promise.all(watched.map(async (process) => (process === launcher ? command.pid : pidOf(command, process))));
      for (const pid of pids) if (pid !== null && pid !== command.pid) process.kill(pid, "SIGUSR2");
      await sleep(answerMs);
      const step = committed(ledger);
      const found = await Promise.all(watched.map((process, index) => sample(scratch, name, process, pids[index] ?? null, step)));
      samples.push(found.flatMap((figures) => figures ?? []));
    }
    const result = await command.result;
    const summary = await readSummary(path.join(scratch, name));
    const verified = await lockstep(["verify", path.join(scratch, name)], { folder: scratch });
    return { result, summary, verified, cycles: joined(result), seconds: result.wallMs / 1000, samples };
  } finally {
    ledger.close();
    for (const pid of command.processes()) process.kill(pid, "SIGKILL");
  }
}

/**
 * A new worker every cycle, told to leave two and a half cycles later: starting it takes longer than a cycle of short steps, and one that
 * never took part proves nothing.
 */
function joinsAndLeaves({ steps, cycles }: SoakOptions): string {
  const at = (cycle: number): number => Math.min(steps - 1, Math.max(1, Math.floor((cycle * steps) / cycles)));
  const faults = Array.from(
    { length: cycles },
    (_, cycle) => `join at step ${at(cycle)}; leave worker-${2 + cycle} at step ${at(cycle + 2.5)}`,
  );
  return faults.join("; ");
}

function committed(ledger: LedgerWatch): number {
  const last = ledger.lines.findLast((line) => line.kind === "step");
  return last?.kind === "step" ? last.step + 1 : 0;
}

async function sample(scratch: string, run: string, process: string, pid: number | null, step: number): Promise<SoakSample | null> {
  const system = pid === null ? null : systemFigures(pid);
  if (system === null) return null;
  return { process, step, ...system, ...ownFigures(process === launcher ? "" : await logOf(scratch, run, process)) };
}

function joined({ stdout }: CommandResult): number {
  const names = stdout
    .split("\n")
    .filter((line) => line.startsWith('{"type":"generation"'))
    .flatMap((line) => (JSON.parse(line) as Extract<RunEvent, { readonly type: "generation" }>).workers);
  return new Set(names).size - 2;
}
