import path from "node:path";
import type { BackendName } from "@lockstep/core";
import type { Part, PartContext } from "../part.ts";
import { startPythonSession } from "../peers/python.ts";
import { askAll, closeAll } from "../process/session.ts";
import type { Session } from "../process/session.ts";
import type { TableWriter } from "../report/report.ts";
import type { Cell } from "../report/table.ts";
import { ratioOfRounds, spreadOf } from "../statistics/spread.ts";
import { takeTurns } from "../take-turns.ts";
import type { Contender } from "../take-turns.ts";
import { usableBackends } from "../usable-backends.ts";
import { writeMnist } from "./idx-files.ts";
import { paceOf } from "./training-pace.ts";
import type { TrainingCourse, TrainingPace } from "./training-pace.ts";
import { runTraining } from "./training-run.ts";
import type { TrainingRun } from "./training-run.ts";

const workers = 2;
const shards = 4;
const wantedAccuracy = 0.97;

interface Setting {
  readonly recipe: string;
  readonly batch: number;
  /** enough for the accuracy, where the recipe comes to it */
  readonly epochs: number;
  /** only with the fastest backend there is: minutes a turn with the others, which nobody would choose for it */
  readonly fastestOnly?: boolean;
}

const settings: readonly Setting[] = [
  { recipe: "mnist-mlp-128", batch: 128, epochs: 5 },
  { recipe: "mnist-mlp-128", batch: 512, epochs: 12 },
  { recipe: "mnist-mlp-128", batch: 1024, epochs: 20 },
  { recipe: "mnist-lenet", batch: 128, epochs: 1, fastestOnly: true },
];
const quickSettings: readonly Setting[] = [{ recipe: "mnist-mlp-128", batch: 128, epochs: 2 }];
const quickSamples = { train: 2048, test: 256 };

/** Whole trainings through the command, beside PyTorch's DistributedDataParallel with as many processes. */
export const trainingPart: Part = {
  name: "training",
  title: "whole trainings",
  async run(context) {
    const { report, quick, scratch, python } = context;
    const backends = (await usableBackends()).map(({ name }) => name);
    const table = report.table(`Training of MNIST with ${workers} workers, ${shards} shards, one parameter server`, [
      { title: "recipe, batch", unit: "" },
      { title: "contender", unit: "" },
      { title: "all steps", unit: "samples/s" },
      { title: "settled", unit: "samples/s" },
      { title: `until ${wantedAccuracy * 100} % of the tests`, unit: "s" },
      { title: "test accuracy at the end", unit: "%" },
      { title: "lockstep : it, all steps", unit: "times" },
      { title: "lockstep : it, settled", unit: "times" },
    ]);
    const data = path.join(scratch, "mnist");
    if (quick) await writeMnist(data, quickSamples.train, quickSamples.test);
    else if (python !== null) await writeMnist(data, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
    const ranks = python === null ? [] : await joinDdp(data, context);
    try {
      for (const setting of quick ? quickSettings : settings) {
        for (const backend of quick ? backends.filter((name) => name === "wasm") : backends.slice(0, setting.fastestOnly ? 1 : undefined)) {
          const flags = trainFlags(setting, backend, quick ? data : null);
          await measure(setting, backend, flags, ranks, context, table);
        }
      }
    } finally {
      await closeAll(ranks);
    }
    report.note(
      "all steps: from the first step's end to the last one's, the tests of the epochs included; settled: without the first tenth of the steps",
    );
    report.note(
      "DDP: gloo, a thread a process, Adam as it is by default; the same model, data, batch, learning rate and tests; starting is in nobody's time",
    );
  },
};

function trainFlags({ recipe, batch, epochs }: Setting, backend: BackendName, data: string | null): readonly string[] {
  const counts = ["--workers", workers, "--shards", shards, "--batch-size", batch, "--epochs", epochs, "--schedule", "constant"].map(
    String,
  );
  return [recipe, "--seed", "0", "--backend", backend, ...counts, ...(data === null ? [] : ["--data", data])];
}

async function joinDdp(data: string, { python, scratch, signal }: PartContext): Promise<readonly Session[]> {
  if (python === null) return [];
  const store = path.join(scratch, "ddp");
  const sessions = Array.from({ length: workers }, (_, rank) =>
    startPythonSession(python, `rank ${rank} of DDP`, "ddp.py", { rank, ranks: workers, store, data }, signal),
  );
  await askAll(sessions, { kind: "join" });
  return sessions;
}

interface Turn extends TrainingPace {
  readonly accuracy: number;
}

async function measure(
  setting: Setting,
  backend: BackendName,
  flags: readonly string[],
  ranks: readonly Session[],
  context: PartContext,
  table: TableWriter,
): Promise<void> {
  const contenders: (Contender<Turn> & { readonly name: string })[] = [
    { name: `lockstep, ${backend}`, turn: async () => turnOf(courseOf(await runTraining(flags, context))) },
  ];
  if (ranks.length > 0) contenders.push({ name: "PyTorch DDP", turn: async () => turnOf(await trainDdp(ranks, setting)) });
  const results = await takeTurns(contenders, context.rounds, context.signal);
  const ours = results[0] ?? [];
  for (const [index, { name }] of contenders.entries()) {
    const turns = results[index] ?? [];
    table.row(
      `${setting.recipe}, ${setting.batch}`,
      name,
      spread(turns.map(({ samplesPerSecond }) => samplesPerSecond)),
      spread(turns.map(({ settledSamplesPerSecond }) => settledSamplesPerSecond)),
      secondsCell(turns.map(({ secondsToAccuracy }) => secondsToAccuracy)),
      spread(turns.map(({ accuracy }) => 100 * accuracy)),
      index === 0 ? null : ratio(ours, turns, ({ samplesPerSecond }) => samplesPerSecond),
      index === 0 ? null : ratio(ours, turns, ({ settledSamplesPerSecond }) => settledSamplesPerSecond),
    );
  }
}

/** Null if a round has no figure. */
function spread(rounds: readonly (number | null)[]): Cell {
  const known = rounds.filter((value) => value !== null);
  return known.length === rounds.length ? spreadOf(known) : null;
}

/** Seconds until the accuracy was there, if it ever was. */
function secondsCell(rounds: readonly (number | null)[]): Cell {
  const reached = rounds.filter((value) => value !== null).length;
  if (reached === 0) return "not reached";
  return spread(rounds) ?? `in ${reached} of ${rounds.length} rounds`;
}

function ratio(ours: readonly Turn[], theirs: readonly Turn[], figure: (turn: Turn) => number | null): Cell {
  const [mine, its] = [ours, theirs].map((turns) => turns.map(figure).filter((value) => value !== null));
  return mine?.length === ours.length && its?.length === theirs.length ? ratioOfRounds(mine, its) : null;
}

function turnOf(course: TrainingCourse): Turn {
  return { ...paceOf(course, wantedAccuracy), accuracy: course.epochs.at(-1)?.accuracy ?? 0 };
}

/** The last step has ended when the test after it is known. */
function courseOf({ summary, firstCommitMs, progress, epochs }: TrainingRun): TrainingCourse {
  const { steps, samplesApplied } = summary;
  const between = progress.filter(({ step }) => step > 1 && step < steps);
  const endMs = epochs.at(-1)?.atMs ?? 0;
  const done = [{ atMs: firstCommitMs, step: 1 }, ...between, { atMs: endMs, step: steps }];
  return {
    samplesPerStep: samplesApplied / steps,
    steps,
    done: done.map(({ atMs, step }) => ({ atSeconds: atMs / 1000, steps: step })),
    epochs: epochs.map(({ atMs, testAccuracy }) => ({ atSeconds: atMs / 1000, accuracy: testAccuracy ?? 0 })),
  };
}

interface DdpReply {
  readonly stepEnds: readonly number[];
  readonly epochs: readonly { readonly end: number; readonly accuracy: number }[];
  readonly samples: number;
}

async function trainDdp(ranks: readonly Session[], { recipe, batch, epochs }: Setting): Promise<TrainingCourse> {
  const replies = await askAll<DdpReply>(ranks, { kind: "train", recipe, batch, epochs, seed: 0 });
  const reply = replies[0] ?? { stepEnds: [], epochs: [], samples: 0 };
  const steps = reply.stepEnds.length;
  const end = reply.epochs.at(-1)?.end ?? 0;
  return {
    samplesPerStep: reply.samples / steps,
    steps,
    done: [...reply.stepEnds.slice(0, -1), end].map((atSeconds, step) => ({ atSeconds, steps: step + 1 })),
    epochs: reply.epochs.map(({ end: atSeconds, accuracy }) => ({ atSeconds, accuracy })),
  };
}
