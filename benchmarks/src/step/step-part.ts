import path from "node:path";
import type { RunSummary } from "@lockstep/core";
import type { Part, PartContext } from "../part.ts";
import { ratioOfRounds, spreadOf } from "../statistics/spread.ts";
import type { Spread } from "../statistics/spread.ts";
import { takeTurns } from "../take-turns.ts";
import { writeMnist } from "../training/idx-files.ts";
import { runTraining } from "../training/training-run.ts";
import type { TrainingRun } from "../training/training-run.ts";
import { usableBackends } from "../usable-backends.ts";
import { costOfBookkeeping } from "./bookkeeping.ts";

const workers = 2;
/** V of the default run, and as many as there are workers. */
const shardCounts: readonly number[] = [4, 2];
const quickSamples = { train: 2048, test: 256 };
const bookkeepingTimes = 500;
const quickBookkeepingTimes = 20;

/** Where the time of the default step goes, and what its shards and its ledger cost. */
export const stepPart: Part = {
  name: "step",
  title: "where the time of the default step goes",
  async run(context) {
    const { quick, rounds, signal, scratch } = context;
    const data = path.join(scratch, "mnist-step");
    if (quick) await writeMnist(data, quickSamples.train, quickSamples.test);
    const names = (await usableBackends()).map(({ name }) => name);
    for (const backend of quick ? ["wasm"] : names) {
      const contenders = shardCounts.map((shards) => {
        const counts = ["--workers", workers, "--shards", shards, "--batch-size", 128, "--epochs", quick ? 1 : 2].map(String);
        const flags = ["mnist-mlp-128", "--backend", backend, ...counts, ...(quick ? ["--data", data] : [])];
        return { turn: () => runTraining(flags, context) };
      });
      const [four = [], two = []] = await takeTurns(contenders, rounds, signal);
      breakDown(context, backend, four);
      compareShards(context, backend, four, two);
    }
    await tellBookkeeping(context);
  },
};

function breakDown({ report }: PartContext, backend: string, runs: readonly TrainingRun[]): void {
  const table = report.table(`Phases of a step on ${backend}: 2 workers, 4 shards, batch 128`, [
    { title: "phase", unit: "" },
    { title: "mean of a step", unit: "ms" },
    { title: "share", unit: "%" },
  ]);
  const row = (what: string, figure: (summary: RunSummary) => number): void => {
    const ms = runs.map(({ summary }) => figure(summary));
    const share = spreadOf(runs.map(({ summary }) => (100 * figure(summary)) / stepMs(summary)));
    table.row(what, spreadOf(ms), share);
  };
  row("gradient", ({ phaseMs }) => phaseMs.gradient);
  row("publish and reduce", ({ phaseMs }) => phaseMs.reduceScatter);
  row("update and commit", ({ phaseMs }) => phaseMs.commit);
  row("all-gather", ({ phaseMs }) => phaseMs.allGather);
  row("idle", idleMs);
  row("whole step", stepMs);
  report.note(
    "the workers' own clocks; gradient: with the tests of the epochs; publish and reduce: until the owner of a slice has its sum",
  );
  report.note("update and commit: gradient up, Adam, commit with its ledger line, parameters down; idle: what is in none of them");
}

/** Over all steps: from the opening of the generation to the last commit. */
function stepMs({ trainSeconds, steps }: RunSummary): number {
  return (1000 * trainSeconds) / steps;
}

function idleMs(summary: RunSummary): number {
  const { gradient, reduceScatter, commit, allGather } = summary.phaseMs;
  return Math.max(0, stepMs(summary) - gradient - reduceScatter - commit - allGather);
}

function compareShards({ report }: PartContext, backend: string, four: readonly TrainingRun[], two: readonly TrainingRun[]): void {
  const table = report.table(`Cost of shards on ${backend}: 2 workers, batch 128`, [
    { title: "shards", unit: "" },
    { title: "median step", unit: "ms" },
    { title: "gradient", unit: "ms" },
    { title: "step : with a shard a worker", unit: "times" },
  ]);
  const medianStep = (runs: readonly TrainingRun[]): number[] => runs.map(({ summary }) => summary.stepMs.p50);
  const gradient = (runs: readonly TrainingRun[]): Spread => spreadOf(runs.map(({ summary }) => summary.phaseMs.gradient));
  table.row(4, spreadOf(medianStep(four)), gradient(four), ratioOfRounds(medianStep(four), medianStep(two)));
  table.row(2, spreadOf(medianStep(two)), gradient(two), null);
  const following = four.flatMap(({ summary, usage, usageAtFirstCommit }) => {
    const [end, start] = [usage.get("coordinator"), usageAtFirstCommit.get("coordinator")];
    return end && start ? [(1000 * (end.cpuMs - start.cpuMs)) / summary.steps] : [];
  });
  if (following.length === 0) report.note("the CPU time of the coordinator was not measured: that needs Linux's /proc");
  else {
    const { middle, min, max } = spreadOf(following);
    const range = `${middle.toFixed(0)} µs (${min.toFixed(0)}..${max.toFixed(0)})`;
    report.note(
      `coordinator on ${backend}: ${range} of CPU a step, to follow the ledger, tell progress, write metrics and keep the sessions`,
    );
  }
}

async function tellBookkeeping({ report, quick, scratch }: PartContext): Promise<void> {
  const table = report.table("Work of each default step, by itself", [
    { title: "work", unit: "" },
    { title: "median", unit: "µs" },
  ]);
  const costs = await costOfBookkeeping(scratch, quick ? quickBookkeepingTimes : bookkeepingTimes);
  for (const { what, microseconds } of costs) table.row(what, microseconds);
  const ledger = costs.filter(({ what }) => what.startsWith("ledger")).reduce((total, { microseconds }) => total + microseconds, 0);
  table.row("all of the ledger", ledger);
}
