import path from "node:path";
import type { Part, PartContext } from "../part.ts";
import { startPythonSession } from "../peers/python.ts";
import type { Python } from "../peers/python.ts";
import { askAll, closeAll, startNodeSession } from "../process/session.ts";
import type { Session } from "../process/session.ts";
import type { TableWriter } from "../report/report.ts";
import type { Column } from "../report/table.ts";
import { median, quantile, sum } from "../statistics/quantile.ts";
import { ratioOfRounds } from "../statistics/spread.ts";
import type { Spread } from "../statistics/spread.ts";
import { takeTurns } from "../take-turns.ts";
import type { AllReduceRankStart, AllReduceRequest, AllReduceTurn } from "./all-reduce-rank.ts";

interface Size {
  readonly floats: number;
  /** calls before the first turn: V8 compiles for about a thousand steps */
  readonly warmUp: number;
  /** calls of a turn */
  readonly rounds: number;
}

const sizes: readonly Size[] = [
  { floats: 1000, warmUp: 1500, rounds: 300 },
  { floats: 101_770, warmUp: 600, rounds: 120 },
  { floats: 1 << 20, warmUp: 30, rounds: 20 },
  { floats: 1 << 23, warmUp: 5, rounds: 5 },
];
const quickSizes: readonly Size[] = [
  { floats: 1000, warmUp: 20, rounds: 20 },
  { floats: 101_770, warmUp: 5, rounds: 5 },
];
const worldSizes: readonly number[] = [2, 4];
const quickWorldSizes: readonly number[] = [2];

const columns: readonly Column[] = [
  { title: "exchange", unit: "" },
  { title: "ranks", unit: "" },
  { title: "floats", unit: "" },
  { title: "min", unit: "ms" },
  { title: "p50", unit: "ms" },
  { title: "p90", unit: "ms" },
  { title: "bus bandwidth", unit: "MB/s" },
  { title: "CPU of all processes", unit: "ms/MB" },
  { title: "lockstep's speed", unit: "% of its" },
];

/** All-reduce between processes: the project's own exchange, the same messages over bare TCP, and gloo. */
export const allReducePart: Part = {
  name: "all-reduce",
  title: "sum of a vector over processes",
  async run(context) {
    const { report, quick, python } = context;
    const table = report.table("All-reduce, by ranks and floats", columns);
    for (const ranks of quick ? quickWorldSizes : worldSizes) {
      const groups: Group[] = [];
      try {
        groups.push(await joinLockstep("lockstep", "grpc", ranks, context));
        groups.push(await joinLockstep("lockstep without shared memory", "messages", ranks, context));
        groups.push(await joinLockstep("raw TCP", "tcp", ranks, context));
        if (python !== null) groups.push(await joinGloo(python, ranks, context));
        for (const size of quick ? quickSizes : sizes) await measure(groups, ranks, size, context, table);
      } finally {
        await closeAll(groups.flatMap(({ sessions }) => sessions));
      }
    }
    report.note("bus bandwidth: 2(n-1)/n * bytes / p50, as NCCL's tests define it; MB: 4 * floats * 2(n-1) bytes moved, in 10^6");
    report.note(
      "lockstep: chunks of 16 KiB and more go by shared memory (Linux); without: all bytes in gRPC messages, as between machines",
    );
    report.note("raw TCP: the same publish and pull messages and sums over node:net, without gRPC, credentials and limits");
  },
};

/** Ranks of one library that have met. */
interface Group {
  readonly name: string;
  readonly sessions: readonly Session[];
}

async function joinLockstep(
  name: string,
  transport: AllReduceRankStart["transport"],
  ranks: number,
  { signal }: PartContext,
): Promise<Group> {
  const entry = new URL("./all-reduce-rank.js", import.meta.url);
  const sessions = Array.from({ length: ranks }, (_, rank) =>
    startNodeSession(`rank ${rank} of the all-reduce over ${name}`, entry, { transport, rank } satisfies AllReduceRankStart, signal),
  );
  const listening = await askAll<{ readonly address: string }>(sessions, { kind: "listen" } satisfies AllReduceRequest);
  await askAll(sessions, { kind: "join", addresses: listening.map(({ address }) => address) } satisfies AllReduceRequest);
  return { name, sessions };
}

async function joinGloo(python: Python, ranks: number, { scratch, signal }: PartContext): Promise<Group> {
  const store = path.join(scratch, `gloo-${ranks}`);
  const sessions = Array.from({ length: ranks }, (_, rank) =>
    startPythonSession(python, `rank ${rank} of gloo`, "all_reduce.py", { rank, ranks, store }, signal),
  );
  await askAll(sessions, { kind: "join" });
  return { name: "gloo", sessions };
}

/** One turn, as rank 0 saw it; the CPU time is that of all ranks. */
interface Turn {
  readonly ms: readonly number[];
  readonly cpuMs: number;
}

async function measure(groups: readonly Group[], ranks: number, size: Size, context: PartContext, table: TableWriter): Promise<void> {
  const { floats, warmUp, rounds } = size;
  const contenders = groups.map(({ sessions }) => {
    let first = true;
    return {
      async turn(): Promise<Turn> {
        // A turn begins with calls that do not count: the ranks hear of it at different times.
        const request: AllReduceRequest = { kind: "turn", floats, warmUp: first ? warmUp : 3, rounds };
        first = false;
        const turns = await askAll<AllReduceTurn>(sessions, request);
        return { ms: turns[0]?.ms ?? [], cpuMs: sum(turns.map(({ cpuMs }) => cpuMs)) };
      },
    };
  });
  const results = await takeTurns(contenders, context.rounds, context.signal);
  const ours = results[0] ?? [];
  for (const [index, { name }] of groups.entries()) {
    const turns = results[index] ?? [];
    const ms = turns.flatMap((turn) => turn.ms);
    const p50 = median(ms);
    const bytes = 4 * floats;
    const movedMb = (bytes * 2 * (ranks - 1)) / 1e6;
    const busBandwidth = ((2 * (ranks - 1)) / ranks) * (bytes / 1e6 / (p50 / 1e3));
    const cpu = median(turns.map((turn) => turn.cpuMs / rounds / movedMb));
    table.row(name, ranks, floats, quantile(ms, 0), p50, quantile(ms, 0.9), busBandwidth, cpu, index === 0 ? null : speed(turns, ours));
  }
}

/** Per cent; a shorter time is a greater speed. */
function speed(theirs: readonly Turn[], ours: readonly Turn[]): Spread {
  const p50 = (turns: readonly Turn[], scale: number): number[] => turns.map(({ ms }) => scale * median(ms));
  return ratioOfRounds(p50(theirs, 100), p50(ours, 1));
}
