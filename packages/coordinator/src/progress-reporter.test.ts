import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { ActiveAlarms, silentLogger } from "@lockstep/core";
import type { LedgerLine, LedgerStep, Roster } from "@lockstep/core";
import type { CoordinatorState } from "./coordinator-state.ts";
import type { FollowedLine } from "./ledger-follower.ts";
import { MetricsFile } from "./metrics-file.ts";
import { ProgressReporter } from "./progress-reporter.ts";

const steps = 400;
const nobody: CoordinatorState = {
  generation: 1,
  members: new Map(),
  departed: new Map(),
  absences: new Map(),
  roster: null,
  openedMs: 0,
  fencing: null,
  need: null,
  settleUntilMs: 0,
  firstWorker: null,
};

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const stepOf = (step: number, skipped: boolean, generation = 1): LedgerStep => ({
  kind: "step",
  generation,
  step,
  epoch: 0,
  shards: [],
  samples: 8,
  lossSum: skipped ? Number.NaN : 1,
  correct: 0,
  gradient: "00000000",
  ...(skipped && { skipped: true }),
});
const stepsOf = (from: number, to: number, skipped: boolean, generation = 1): LedgerLine[] =>
  Array.from({ length: to - from }, (_, index) => stepOf(from + index, skipped, generation));

async function reporterOf(pastGeneration = 0, state: CoordinatorState = nobody): Promise<{ reporter: ProgressReporter; said: string[] }> {
  const folder = await mkdtemp(path.join(tmpdir(), "lockstep-progress-"));
  closers.push(() => rm(folder, { recursive: true }));
  const metrics = await MetricsFile.open(path.join(folder, "metrics.jsonl"), 2, silentLogger);
  closers.push(() => metrics.close());
  const said: string[] = [];
  const reporter = new ProgressReporter({
    settings: { epochs: 1 },
    steps,
    stepsPerEpoch: steps,
    classes: 2,
    pastGeneration,
    startedMs: 0,
    state: () => state,
    metrics,
    curves: { add: () => {} },
    alarms: new ActiveAlarms({ raised: (text) => said.push(`+ ${text}`), cleared: (text) => said.push(`- ${text}`) }),
    report: () => {},
    now: () => 0,
  });
  closers.push(() => reporter.close());
  return { reporter, said };
}

const told = (lines: readonly LedgerLine[]): FollowedLine[] => lines.map((line) => ({ line, atMs: 0 }));
const opening = (generation: number, start: number): LedgerLine => ({ kind: "open", generation, start });
const message = (step: number): string => `the last 100 steps up to step ${step} were all skipped`;

describe("steps that are skipped one after the other", () => {
  it("raise an alarm at the hundredth, which lasts until a step is applied", async () => {
    const { reporter, said } = await reporterOf();
    reporter.take(
      told([opening(1, 0), ...stepsOf(0, 20, false), ...stepsOf(20, 119, true), stepOf(119, false), ...stepsOf(120, 219, true)]),
    );
    expect(said).toEqual([]);
    reporter.take(told(stepsOf(219, 300, true)));
    expect(said).toEqual([expect.stringContaining(`+ ${message(219)}`)]);
    reporter.take(told([stepOf(300, false)]));
    expect(said.slice(1)).toEqual([expect.stringContaining(`- ${message(219)}`)]);
  });

  it("are counted over a change of the generation and a ledger that is told again, and are no news of a life before", async () => {
    const { reporter, said } = await reporterOf(2);
    const before = [opening(1, 0), ...stepsOf(0, 150, true), stepOf(150, false), opening(2, 151), ...stepsOf(151, 230, true, 2)];
    reporter.take(told(before));
    reporter.restart();
    reporter.take(told([...before, opening(3, 210), ...stepsOf(210, 250, true, 3)]));
    expect(said).toEqual([]);
    reporter.take(told([stepOf(250, true, 3)]));
    expect(said).toHaveLength(1);
  });
});

describe("the pace of training", () => {
  it("does not count what a ledger tells of a time before, though the journal of that time is lost", async () => {
    const roster: Roster = {
      generation: 3,
      coordinator: "",
      start: 20,
      reason: "",
      ranks: [],
      servers: [],
      slices: [],
      layoutJson: "",
      backend: "",
      backendVersion: "",
    };
    const { reporter } = await reporterOf(0, { ...nobody, generation: 3, roster });
    reporter.take(told([opening(1, 0), ...stepsOf(0, 10, false), opening(2, 10), ...stepsOf(10, 20, false, 2)]));
    expect(reporter.pace.times(0).trainedSamples).toBe(0);
    reporter.take(told([opening(3, 20), ...stepsOf(20, 25, false, 3)]));
    reporter.take(told(stepsOf(25, 30, false, 3)));
    expect(reporter.pace.times(0).trainedSamples).toBe(10 * 8);
  });

  it("goes by when lines were written, not by when they came", async () => {
    const { reporter } = await reporterOf();
    const lines = stepsOf(0, 21, false).map((line, step) => ({ line, atMs: 1000 + 10 * step }));
    reporter.take([{ line: opening(1, 0), atMs: 990 }, ...lines]);
    expect(reporter.pace.stepMs).toEqual({ p50: 10, p90: 10, p99: 10 });
    expect(reporter.pace.times(0).trainSeconds).toBeCloseTo(0.21);
  });
});
