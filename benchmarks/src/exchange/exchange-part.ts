import { mkdir } from "node:fs/promises";
import path from "node:path";
import { assignShards, partitionRanges, planSlices } from "@lockstep/core";
import type { Roster, SharedMemoryChoice } from "@lockstep/core";
import type { Part, PartContext } from "../part.ts";
import { askAll, closeAll, startNodeSession } from "../process/session.ts";
import type { Session } from "../process/session.ts";
import { median, quantile, sum } from "../statistics/quantile.ts";
import { ratioOfRounds } from "../statistics/spread.ts";
import { takeTurns } from "../take-turns.ts";
import type { Contender } from "../take-turns.ts";
import type { ExchangeMemberStart, ExchangeRequest, ExchangeTurn } from "./exchange-member.ts";
import { hasPrototype, layOutPrototype, runPrototype } from "./prototype.ts";
import type { PrototypeRun } from "./prototype.ts";

/** P of mnist-mlp-128. */
const parameters = 101_770;
const shards = 4;
const worldSizes: readonly number[] = [1, 2, 4];
const quickWorldSizes: readonly number[] = [1, 2];
const full = { warmUp: 1000, steps: 300 };
const quickCounts = { warmUp: 20, steps: 20 };

/** What a contender did in one turn. */
interface Turn {
  readonly minMs: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  /** of all processes, a step */
  readonly cpuMs: number;
}

/** The step without its gradient: reduce-scatter, Adam at the parameter server, commit with its ledger line, all-gather. */
export const exchangePart: Part = {
  name: "exchange",
  title: "the step without its gradient",
  async run(context) {
    const { report, quick, rounds, signal, scratch } = context;
    const table = report.table(`Exchange, Adam and commit of ${parameters.toLocaleString("en-US")} parameters, 1 parameter server`, [
      { title: "exchange", unit: "" },
      { title: "workers", unit: "" },
      { title: "min", unit: "ms" },
      { title: "p50", unit: "ms" },
      { title: "p90", unit: "ms" },
      { title: "CPU of all processes", unit: "ms/MB" },
      { title: "lockstep : it, p50", unit: "times" },
    ]);
    const counts = quick ? quickCounts : full;
    const prototype = hasPrototype() ? await layOutPrototype(scratch) : null;
    for (const workers of quick ? quickWorldSizes : worldSizes) {
      const runs: (readonly Session[])[] = [];
      try {
        for (const sharedMemory of ["auto", "off"] as const) runs.push(await startRun(workers, sharedMemory, context));
        const contenders: (Contender<Turn> & { readonly name: string })[] = runs.map((run, index) => ({
          name: index === 0 ? "lockstep" : "lockstep without shared memory",
          turn: lockstepTurn(run, counts),
        }));
        if (prototype !== null) {
          for (const transport of ["grpc", "tcp"] as const) {
            const plan: PrototypeRun = { parameters, workers, shards, transport, ...counts };
            contenders.push({ name: `prototype over ${transport}`, turn: () => runPrototype(prototype, plan, signal) });
          }
        }
        const results = await takeTurns(contenders, rounds, signal);
        const p50 = (turns: readonly Turn[]): number[] => turns.map(({ p50Ms }) => p50Ms);
        const movedMb = (4 * parameters * (2 * (workers - 1) + 2)) / 1e6;
        for (const [index, { name }] of contenders.entries()) {
          const turns = results[index] ?? [];
          const ratio = index === 0 ? null : ratioOfRounds(p50(results[0] ?? []), p50(turns));
          const cpu = median(turns.map(({ cpuMs }) => cpuMs)) / movedMb;
          const least = Math.min(...turns.map(({ minMs }) => minMs));
          table.row(name, workers, least, median(p50(turns)), median(turns.map(({ p90Ms }) => p90Ms)), cpu, ratio);
        }
      } finally {
        await closeAll(runs.flat());
      }
    }
    report.note(
      "from the gradient to the next parameters, at rank 0; p50 and p90 are medians of the turns' own; MB: 4 * P * (2(n-1) + 2) bytes",
    );
    report.note("lockstep: vectors go by shared memory (Linux); without: in gRPC messages, as between machines");
    report.note(
      "lockstep: the training loop, the parameter server with fence, contributions, CRC-32 and ledger of a real run; no coordinator",
    );
    report.note(
      prototype === null
        ? "no prototype of the exchange beside this checkout (../shared/lab/data-plane): nothing to compare with"
        : "prototype: a bare one, with WebAssembly kernels, without fence, digests, CRC-32 and ledger; started anew for each turn",
    );
  },
};

/** @returns the workers, then the parameter server */
async function startRun(workers: number, sharedMemory: SharedMemoryChoice, { signal, scratch }: PartContext): Promise<readonly Session[]> {
  const folder = path.join(scratch, `exchange-${workers}-${sharedMemory}`);
  await mkdir(folder, { recursive: true });
  const names = Array.from({ length: workers }, (_, rank) => `worker-${rank}`);
  const session = (role: ExchangeMemberStart["role"], name: string): Session => {
    const start: ExchangeMemberStart = { role, name, parameters, shards, folder, sharedMemory };
    return startNodeSession(`${name} of the exchange`, new URL("./exchange-member.js", import.meta.url), start, signal);
  };
  const sessions = [...names.map((name) => session("worker", name)), session("server", "parameter-server-0")];
  const listening = await askAll<Listening>(sessions, { kind: "listen" } satisfies ExchangeRequest);
  await askAll(sessions, { kind: "open", roster: rosterOf(names, listening) } satisfies ExchangeRequest);
  return sessions;
}

interface Listening {
  readonly address: string;
  readonly layoutJson: string;
}

/** @param members the workers' in the order of their names, then the server's */
function rosterOf(names: readonly string[], members: readonly Listening[]): Roster {
  const addressOf = (index: number): string => members[index]?.address ?? "";
  const blocks = assignShards(shards, names.length);
  const server = { name: "parameter-server-0", address: addressOf(names.length) };
  return {
    generation: 1,
    coordinator: "benchmark",
    start: 0,
    ranks: names.map((name, rank) => ({ name, address: addressOf(rank), shards: blocks[rank] ?? [] })),
    slices: planSlices(parameters, 1, names.length),
    servers: partitionRanges(parameters, 1).map((bounds) => ({ ...server, ...bounds })),
    layoutJson: members[0]?.layoutJson ?? "",
    backend: "none",
    backendVersion: "",
    reason: "benchmark",
  };
}

function lockstepTurn(sessions: readonly Session[], { warmUp, steps }: typeof full): () => Promise<Turn> {
  const workers = sessions.slice(0, -1);
  const server = sessions.slice(-1);
  const make = async (count: number): Promise<{ readonly ms: readonly number[]; readonly cpuMs: number }> => {
    const request: ExchangeRequest = { kind: "turn", steps: count };
    const worked = await askAll<ExchangeTurn>(workers, request);
    const served = await askAll<ExchangeTurn>(server, request);
    return { ms: worked[0]?.ms ?? [], cpuMs: sum([...worked, ...served].map(({ cpuMs }) => cpuMs)) };
  };
  let first = true;
  return async () => {
    // The ranks begin at different times: the first steps wait for the last of them. They also bring the CPU times up to date.
    await make(first ? warmUp : 3);
    first = false;
    const { ms, cpuMs } = await make(steps);
    const counted = ms.slice(1);
    return { minMs: quantile(counted, 0), p50Ms: median(counted), p90Ms: quantile(counted, 0.9), cpuMs: cpuMs / steps };
  };
}
