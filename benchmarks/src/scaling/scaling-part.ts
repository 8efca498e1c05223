import { freemem } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Part, PartContext } from "../part.ts";
import type { TableWriter } from "../report/report.ts";
import type { Cell } from "../report/table.ts";
import { ratioOfRounds, spreadOf } from "../statistics/spread.ts";
import { takeTurns } from "../take-turns.ts";
import { writeMnist } from "../training/idx-files.ts";
import { runTraining } from "../training/training-run.ts";
import type { TrainingRun } from "../training/training-run.ts";

interface ModelSize {
  /** width of the two hidden layers: hidden * hidden + 796 * hidden + 10 parameters */
  readonly hidden: number;
  /** of the training data; a step takes 16 of them */
  readonly samples: number;
}

interface Cluster {
  readonly workers: number;
  readonly servers: number;
}

const sizes: readonly ModelSize[] = [
  { hidden: 110, samples: 6400 },
  { hidden: 678, samples: 1600 },
  { hidden: 1874, samples: 480 },
  { hidden: 4618, samples: 240 },
];
const quickSizes: readonly ModelSize[] = [{ hidden: 110, samples: 256 }];
const clusters: readonly Cluster[] = [
  { workers: 1, servers: 1 },
  { workers: 2, servers: 1 },
  { workers: 2, servers: 2 },
  { workers: 4, servers: 1 },
];
const quickClusters: readonly Cluster[] = [
  { workers: 1, servers: 1 },
  { workers: 2, servers: 2 },
];
const testSamples = 64;
const bytesPerMib = 2 ** 20;
/** Copies of the parameters that a process holds at most, found by measuring; only to keep a machine from swapping. */
const copiesOfWorker = 16;
const copiesOfServer = 12;

/** How step time and memory grow with the model and the number of processes. */
export const scalingPart: Part = {
  name: "scaling",
  title: "workers, parameter servers and model sizes",
  async run(context) {
    const { report, quick } = context;
    const table = report.table("Dense model, batch 16, 4 shards, wasm", [
      { title: "parameters", unit: "" },
      { title: "workers", unit: "" },
      { title: "parameter servers", unit: "" },
      { title: "median step", unit: "ms" },
      { title: "step : of 1 worker, 1 server", unit: "times" },
      { title: "peak of a worker", unit: "MiB" },
      { title: "peak of a parameter server", unit: "MiB" },
      { title: "peak of the coordinator", unit: "MiB" },
    ]);
    for (const size of quick ? quickSizes : sizes) await measure(size, quick ? quickClusters : clusters, context, table);
    report.note(
      "memory: the most resident memory of a process (VmHWM) over all rounds, of the largest of its kind; – where there is no /proc",
    );
    report.note("all processes share this machine: more workers than cores cannot be faster");
  },
};

const parametersOf = ({ hidden }: ModelSize): number => hidden * hidden + 796 * hidden + 10;

async function measure(size: ModelSize, all: readonly Cluster[], context: PartContext, table: TableWriter): Promise<void> {
  const { report, scratch, rounds, signal } = context;
  const data = path.join(scratch, `mnist-${size.samples}`);
  await writeMnist(data, size.samples, testSamples);
  const parameters = parametersOf(size);
  const fitting = all.filter(({ workers, servers }) => {
    const needed = 4 * parameters * (workers * copiesOfWorker + copiesOfServer + servers);
    if (needed < freemem()) return true;
    report.note(`${parameters} parameters, ${workers} workers: not run, this machine has ${Math.round(freemem() / bytesPerMib)} MiB free`);
    return false;
  });
  const recipe = fileURLToPath(new URL("./dense-recipe.js", import.meta.url));
  const contenders = fitting.map(({ workers, servers }) => {
    const counts = ["--workers", workers, "--parameter-servers", servers, "--shards", 4, "--batch-size", 16, "--epochs", 1].map(String);
    const flags = [recipe, "--set", `hidden=${size.hidden}`, "--backend", "wasm", "--data", data, ...counts];
    return { turn: () => runTraining(flags, context) };
  });
  const results = await takeTurns(contenders, rounds, signal);
  const medianStep = (runs: readonly TrainingRun[]): number[] => runs.map(({ summary }) => summary.stepMs.p50);
  for (const [index, { workers, servers }] of fitting.entries()) {
    const runs = results[index] ?? [];
    const ratio = index === 0 ? null : ratioOfRounds(medianStep(runs), medianStep(results[0] ?? []));
    const peaks = ["worker", "parameter-server", "coordinator"].map((kind) => peakOf(runs, kind));
    table.row(parameters, workers, servers, spreadOf(medianStep(runs)), ratio, ...peaks);
  }
}

/** MiB; null where nothing was measured. */
function peakOf(runs: readonly TrainingRun[], kind: string): Cell {
  const peaks = runs.flatMap(({ usage }) => [...usage].flatMap(([name, { peakBytes }]) => (name.startsWith(kind) ? [peakBytes] : [])));
  return peaks.length === 0 ? null : Math.round(Math.max(...peaks) / bytesPerMib);
}
