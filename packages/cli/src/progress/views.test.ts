import type { RunEvent, RunProgress, RunSummary } from "@lockstep/core";
import { classificationReport } from "@lockstep/core";
import { describe, expect, it } from "vitest";
import { bar, count, duration, epochLine, percent, progressBlock, progressLine, shellWord, summaryLines } from "./format.ts";
import { createJsonView } from "./json-view.ts";
import { createLineView, introductionLines } from "./line-view.ts";
import { createLiveView } from "./live-view.ts";
import type { RunIntroduction } from "./progress-view.ts";

const progress: RunProgress = {
  epoch: 1,
  epochs: 10,
  step: 600,
  steps: 4690,
  loss: 0.25,
  accuracy: 0.9312,
  samplesPerSecond: 41_234.4,
  etaSeconds: 62.4,
  workers: [
    { name: "worker-0", rank: 0, shards: [0, 1], version: 600, phase: "gradient", samples: 38_400 },
    { name: "worker-1", rank: 1, shards: [2, 3], version: 600, phase: "all-gather", samples: 1 },
  ],
};
const epoch = {
  epoch: 0,
  trainLoss: 0.3512,
  trainAccuracy: 0.9,
  testLoss: 0.19,
  testAccuracy: 0.9456,
  testReport: classificationReport([9, 1, 0, 10]),
};
const summary: RunSummary = {
  runId: "id",
  recipe: "mnist-mlp-128",
  recipeHash: "0".repeat(64),
  seed: 1,
  shards: 4,
  batchSize: 128,
  epochs: 10,
  steps: 4690,
  parameterServers: 1,
  workersAtEnd: 2,
  generations: 1,
  backend: "wasm",
  backendVersion: "4.22.0",
  testAccuracy: 0.9792,
  testLoss: 0.0712,
  trainLoss: 0.0101,
  best: null,
  testReport: classificationReport([9, 1, 0, 10]),
  weightsHash: "f".repeat(64),
  samplesApplied: 600_000,
  skippedSteps: 0,
  ledgerOk: true,
  wallSeconds: 20,
  trainSeconds: 12.3,
  samplesPerSecond: 48_780,
  stepMs: { p50: 2, p90: 3, p99: 5 },
  phaseMs: { gradient: 1, reduceScatter: 0.3, commit: 0.4, allGather: 0.3 },
};
const run: RunIntroduction = {
  runId: "id",
  recipe: "mnist-mlp-128",
  runFolder: "runs/a",
  data: { name: "mnist", trainSamples: 60_000, testSamples: 10_000, featureShape: [28, 28], classes: 10 },
  seed: 1,
  shards: 4,
  batchSize: 128,
  epochs: 10,
  workers: 2,
  parameterServers: 1,
  resumed: false,
};

/** A terminal that says it has `rows` lines, holds all that is written, and understands what the live view writes. */
function terminal(
  columns: number,
  rows?: number,
): {
  readonly columns: number;
  readonly rows: number | undefined;
  write(text: string): void;
  readonly lines: () => string[];
  readonly writes: string[];
} {
  const lines: string[] = [""];
  const writes: string[] = [];
  let row = 0;
  let column = 0;
  const escape = new RegExp(String.raw`^\u001B\[(\??)(\d*)([A-Za-z])`);
  return {
    columns,
    rows,
    writes,
    lines: () => lines.map((line) => line.trimEnd()),
    write(text) {
      writes.push(text);
      for (let i = 0; i < text.length;) {
        const match = escape.exec(text.slice(i));
        if (match !== null) {
          if (match[3] === "A") row -= Number(match[2]);
          if (match[3] === "K") lines[row] = (lines[row] ?? "").slice(0, column);
          if (match[3] === "J") lines.splice(row, lines.length, (lines[row] ?? "").slice(0, column));
          i += match[0].length;
        } else {
          if (text[i] === "\r") column = 0;
          else if (text[i] === "\n") {
            row++;
            column = 0;
            lines[row] ??= "";
          } else {
            const line = (lines[row] ?? "").padEnd(column);
            lines[row] = line.slice(0, column) + (text[i] as string) + line.slice(column + 1);
            column++;
          }
          i++;
        }
      }
    },
  };
}

const written = (): { readonly texts: string[]; write(text: string): void } => {
  const texts: string[] = [];
  return { texts, write: (text) => void texts.push(text) };
};

describe("format", () => {
  it("shows numbers as a person reads them, and unknown ones as such", () => {
    expect([count(1_234_567.4), count(999), count(Number.NaN)]).toEqual(["1,234,567", "999", "-"]);
    expect([percent(0.97921), percent(Number.NaN)]).toEqual(["97.92 %", "-"]);
    expect([7.4, 754, 3723, -1, Infinity].map(duration)).toEqual(["0:07", "12:34", "1:02:03", "-", "-"]);
    expect([bar(0, 4), bar(0.5, 4), bar(2, 4), bar(Number.NaN, 4)]).toEqual(["░░░░", "██░░", "████", "░░░░"]);
    expect([shellWord("runs/a-1"), shellWord("my runs/it's")]).toEqual(["runs/a-1", String.raw`'my runs/it'\''s'`]);
    expect([shellWord("--weird"), shellWord("-a b")]).toEqual(["./--weird", "'./-a b'"]);
  });

  it("shows progress, an epoch and the result", () => {
    expect(progressLine(progress)).toBe("epoch 2/10  step 600/4690  loss 0.2500  accuracy 93.12 %  41,234 samples/s  ETA 1:02");
    expect(progressLine({ ...progress, epoch: 10, loss: Number.NaN })).toMatch(/^epoch 10\/10 .* loss - /);
    // 469 steps an epoch: none of epoch 3 is in
    expect(progressLine({ ...progress, epoch: 2, step: 938, loss: 0, accuracy: 0 })).toBe(
      "epoch 3/10  step 938/4690  loss -  accuracy -  41,234 samples/s  ETA 1:02",
    );
    expect(progressLine({ ...progress, epoch: 0, step: 0, loss: 0, accuracy: 0, samplesPerSecond: 0, etaSeconds: 0 })).toBe(
      "epoch 1/10  step 0/4690  loss -  accuracy -  - samples/s  ETA -",
    );
    expect(progressLine({ ...progress, loss: 2.795e29 })).toContain("  loss 2.7950e+29  ");
    expect(epochLine(epoch, 10, 41_234)).toBe(
      "epoch 1/10 done  train loss 0.3512  test loss 0.1900  test accuracy 94.56 %  41,234 samples/s",
    );
    const ofNumbers = [
      progressLine(progress, false),
      epochLine(epoch, 10, 41_234, false),
      ...summaryLines(summary, "runs/a", false),
      ...progressBlock(progress, 120, false),
    ].join("\n");
    expect(ofNumbers).not.toContain("accuracy");
    expect(ofNumbers).toContain("test loss");
    const result = summaryLines(summary, "runs/a").join("\n");
    expect(result).toContain("test accuracy   97.92 %");
    expect(result).toContain(`weightsHash     ${"f".repeat(64)}`);
    expect(result).toContain("ledgerOk: true  600,000 samples applied in 4,690 steps, 1 generation");
    expect(result).toContain("npx lockstep verify runs/a ");
    expect(summaryLines({ ...summary, ledgerOk: false }, "runs/a").join("\n")).toContain("ledgerOk: false");
  });

  it("has one line a worker, none wider than the terminal", () => {
    const block = progressBlock(progress, 120);
    expect(block).toHaveLength(4);
    expect(block[2]).toBe("  worker-0  shards 0,1  gradient        38,400 samples");
    expect(block[3]).toBe("  worker-1  shards 2,3  all-gather      1 sample");
    for (const columns of [1, 10, 40, 80])
      for (const line of progressBlock(progress, columns)) expect(line.length).toBeLessThan(Math.max(2, columns));
  });
});

describe("the data of a run", () => {
  const told = (data: object, batchSize = 100): string =>
    introductionLines({ ...run, batchSize, data: { ...run.data, ...data } })
      .slice(1)
      .join("\n");

  it("are told with the names of the first classes, and these at the end with the weakest", () => {
    expect(told({ classes: 3, classNames: ["setosa", "versicolor", "virginica"] })).toMatch(
      /28 x 28, 3 classes: 0 setosa, 1 versicolor, 2 virginica \(mnist\)$/,
    );
    const many = Array.from({ length: 10 }, (_, label) => `n${label}`);
    expect(told({ classNames: many })).toMatch(/10 classes: 0 n0, 1 n1, 2 n2, 3 n3, 4 n4, 5 n5, … \(mnist\)$/);
    expect(summaryLines({ ...summary, classNames: ["lily", "rose"] }, "runs/a")[1]).toMatch(/weakest class 0 lily, F1/);
  });

  it("are told with a warning where a batch is larger", () => {
    expect(told({ trainSamples: 99 })).toMatch(/\nwarning: a batch of 100 is larger than the 99 training samples: each epoch is one step$/);
    expect(told({ trainSamples: 100 })).not.toMatch(/warning/);
  });
});

describe("a run that holds samples back", () => {
  it("is told with its validation, and every run with its classes in one line", () => {
    const held = { validationLoss: 0.21, validationAccuracy: 0.93 };
    expect(epochLine({ ...epoch, ...held }, 10, 41_234)).toBe(
      "epoch 1/10 done  train loss 0.3512  validation loss 0.2100  validation accuracy 93.00 %  test loss 0.1900  test accuracy 94.56 %  41,234 samples/s",
    );
    const lines = summaryLines({ ...summary, ...held }, "runs/a");
    expect(lines[1]).toBe("by class        macro precision 95.45 %, recall 95.00 %, F1 94.99 %; weakest class 0, F1 94.74 %");
    expect(lines[2]).toBe("validation      93.00 %  (loss 0.2100)");
    expect(summaryLines(summary, "runs/a")[3]).toMatch(/^weightsHash/);
    const output = written();
    createLineView(output).introduce({ ...run, data: { ...run.data, trainSamples: 54_000, validationSamples: 6_000 } });
    expect(output.texts[1]).toBe("data: 54,000 training, 6,000 validation and 10,000 test samples of 28 x 28, 10 classes (mnist)\n");
  });
});

describe("the best model", () => {
  const best = {
    epoch: 4,
    version: 2345,
    validationLoss: 0.2,
    validationAccuracy: 0.94,
    testLoss: 0.3,
    testAccuracy: 0.925,
    weightsHash: "e",
  };
  const line = (changes: Partial<RunSummary>): string | undefined =>
    summaryLines({ ...summary, ...changes }, "runs/a").find((text) => text.startsWith("best model"));

  it("is told with its figures and where it lies, or why there is none", () => {
    const figures = "best model      epoch 5: validation loss 0.2000, accuracy 94.00 %, test accuracy 92.50 %";
    expect(line({ best, validationLoss: 0.3 })).toBe(`${figures}  (in model-best/)`);
    expect(line({ best: { ...best, weightsHash: null }, validationLoss: 0.3 })).toBe(`${figures}  (lost by a parameter server)`);
    expect(line({})).toBe("best model      none: nothing is held back for validation (--validation)");
    expect(line({ validationLoss: Number.NaN })).toBe("best model      none: no validation loss is a number");
  });
});

describe("the end of a run that has ended early", () => {
  it("is told with its reason, and no other run's is", () => {
    const endedEarly = { epochs: 6, reason: "3 epochs without a lower validation loss" };
    const lines = (changes: Partial<RunSummary>): readonly string[] => summaryLines({ ...summary, epochs: 10, ...changes }, "runs/a");
    expect(lines({ endedEarly })).toContain("ended early     after 6 of 10 epochs: 3 epochs without a lower validation loss");
    expect(lines({}).join("\n")).not.toContain("ended early");
  });
});

describe("the plain lines", () => {
  it("know of a run without classes, whose data have targets", () => {
    const output = written();
    let nowMs = 0;
    const view = createLineView(output, () => nowMs);
    view.introduce({ ...run, data: { ...run.data, featureShape: [3], classes: 0, targets: 2 } });
    nowMs = 6_000;
    view.show({ type: "progress", progress });
    const held = { validationLoss: 0.25, validationAccuracy: 0 };
    const best = { epoch: 4, version: 9, validationLoss: 0.2, validationAccuracy: 0, testLoss: 0.3, testAccuracy: 0, weightsHash: "e" };
    view.show({ type: "epoch", epoch: { ...epoch, ...held } });
    view.show({ type: "finished", summary: { ...summary, ...held, best } });
    const text = output.texts.join("");
    expect(text).toContain("test samples of 3, 2 targets (mnist)");
    expect(text).toContain("validation loss 0.2500  test loss");
    expect(text).toContain("best model      epoch 5: validation loss 0.2000, test loss 0.3000  (in model-best/)");
    expect(text).toMatch(/test loss/);
    expect(text).not.toMatch(/accuracy/);
  });

  it("tell once what happens once, and progress every 5 s", () => {
    const output = written();
    let nowMs = 0;
    const view = createLineView(output, () => nowMs);
    view.introduce(run);
    view.show({ type: "generation", generation: 1, start: 0, reason: "first workers", workers: ["worker-0", "worker-1"] });
    for (nowMs = 0; nowMs <= 11_000; nowMs += 250) view.show({ type: "progress", progress });
    view.show({ type: "epoch", epoch });
    view.show({ type: "finished", summary });
    view.close();
    const lines = output.texts.join("").split("\n");
    expect(lines[0]).toBe(
      "training mnist-mlp-128: 10 epochs, batch 128, 4 shards, seed 1; 1 coordinator, 1 parameter server, 2 workers; runs/a",
    );
    expect(lines[1]).toBe("data: 60,000 training and 10,000 test samples of 28 x 28, 10 classes (mnist)");
    expect(lines[2]).toBe("generation 1: 2 workers (worker-0, worker-1) from step 0: first workers");
    expect(lines.filter((line) => line.startsWith("epoch 2/10  step"))).toHaveLength(2);
    expect(lines.filter((line) => line.startsWith("epoch 1/10 done"))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith("test accuracy   97.92 %"))).toHaveLength(1);
  });
});

describe("a run that is stopped", () => {
  it("is told how to go on, in place of the live block", () => {
    const output = written();
    const lines = createLineView(output);
    lines.introduce(run);
    lines.showStopping();
    expect(output.texts.at(-1)).toBe("stopping; go on later with: npx lockstep train --resume --run runs/a\n");

    const screen = terminal(100);
    const live = createLiveView(screen, () => 0);
    live.introduce(run);
    live.show({ type: "epoch", epoch });
    live.show({ type: "progress", progress });
    live.showStopping();
    live.close();
    expect(screen.lines().slice(3)).toEqual(["stopping; go on later with: npx lockstep train --resume --run runs/a", ""]);
  });
});

describe("the JSON lines", () => {
  it("are one object each, NaN is null", () => {
    const output = written();
    const view = createJsonView(output);
    view.introduce(run);
    view.show({ type: "progress", progress: { ...progress, loss: Number.NaN } });
    view.show({ type: "finished", summary });
    view.close();
    const events = output.texts
      .join("")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string; progress?: { loss: unknown } });
    expect(events.map((event) => event.type)).toEqual(["started", "progress", "finished"]);
    expect(events[1]?.progress?.loss).toBeNull();
    expect(events[2]).toEqual({ type: "finished", summary });
  });
});

describe("the live block", () => {
  const events: readonly RunEvent[] = [
    { type: "progress", progress },
    { type: "epoch", epoch },
    { type: "progress", progress: { ...progress, step: 700 } },
    { type: "progress", progress: { ...progress, step: 800, workers: progress.workers.slice(0, 1) } },
  ];

  it("stays at the bottom while what happens scrolls away above it", () => {
    const screen = terminal(100);
    let nowMs = 0;
    const view = createLiveView(screen, () => (nowMs += 1000));
    view.introduce(run);
    for (const event of events) view.show(event);
    const lines = screen.lines();
    expect(lines[0]).toMatch(/^training mnist-mlp-128/);
    expect(lines[1]).toMatch(/^data: /);
    expect(lines[2]).toMatch(/^epoch 1\/10 done/);
    expect(lines[3]).toMatch(/^epoch 2\/10 {2}step 800\/4690/);
    expect(lines[5]).toMatch(/^ {2}worker-0/);
    expect(lines.slice(6)).toEqual([""]);
  });

  it("is never higher than the terminal, out of which it could not be erased", () => {
    const workers = Array.from({ length: 40 }, (_, rank) => ({
      name: `worker-${rank}`,
      rank,
      shards: [rank],
      version: 1,
      phase: "idle",
      samples: 0,
    }));
    const screen = terminal(100, 10);
    const view = createLiveView(screen, () => 0);
    view.show({ type: "progress", progress: { ...progress, workers } });
    view.close();
    const lines = screen.lines();
    expect(lines).toHaveLength(10);
    expect(lines[7]).toMatch(/^ {2}worker-5 /);
    expect(lines.slice(8)).toEqual(["  … 34 more", ""]);
  });

  it("is gone when the result is shown", () => {
    const screen = terminal(100);
    const view = createLiveView(screen, () => 0);
    view.introduce(run);
    for (const event of events) view.show(event);
    view.show({ type: "finished", summary });
    view.close();
    const text = screen.lines().join("\n");
    expect(text).not.toMatch(/worker-0|step 800/);
    expect(text).toContain("test accuracy   97.92 %");
  });

  it("is drawn in one write, at most five times a second", () => {
    const screen = terminal(100);
    let nowMs = 0;
    const view = createLiveView(screen, () => nowMs);
    view.introduce(run);
    screen.writes.length = 0;
    for (let i = 0; i < 100; i++) {
      nowMs += 10;
      view.show({ type: "progress", progress: { ...progress, step: i } });
    }
    expect(screen.writes.length).toBeGreaterThanOrEqual(4);
    expect(screen.writes.length).toBeLessThanOrEqual(5);
  });
});
