import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { encodeLine, firstChain, type LedgerLine, type LedgerStep, stepLine } from "./ledger.ts";
import { verifyLedgers, type VerifyOptions, type VerifyResult } from "./ledger-verify.ts";

const V = 3;
const stepsPerEpoch = 4;
const steps = 8;
const testSamplesPerShard = [4, 3, 3];

const expected: VerifyOptions["expected"] = (step, shard) => {
  // shard 2 has run out in the last step of an epoch
  const samples = step % stepsPerEpoch === 3 && shard === 2 ? 0 : 5;
  return { samples, digest: samples === 0 ? "" : createHash("sha256").update(`${step}/${shard}`).digest("hex") };
};

function committed(generation: number, step: number, gradientCrc32 = step * 77, last = steps): LedgerStep {
  const ends = step > 0 && step % stepsPerEpoch === 0;
  return stepLine({
    generation,
    step,
    stepsPerEpoch,
    gradientCrc32,
    contributions: Array.from({ length: V }, (_, shard) => {
      const { samples, digest } = step < last ? expected(step, shard) : { samples: 0, digest: "" };
      const testSamples = testSamplesPerShard[shard] ?? 0;
      return {
        shard,
        worker: `worker-${shard % 2}`,
        samples,
        digest: Buffer.from(digest, "hex"),
        lossSum: samples * (2.3 - step / 7 + shard / 9),
        correct: Math.min(samples, step % 5),
        ...(ends && {
          evaluation: { samples: testSamples, correct: testSamples - 1, lossSum: testSamples / 3, confusion: [1, 1, 0, testSamples - 2] },
        }),
      };
    }),
  });
}

/** Two generations: steps 0..5, then again from 4 on. */
const history: readonly LedgerLine[] = [
  { kind: "open", generation: 1, start: 0 },
  ...[0, 1, 2, 3, 4, 5].map((step) => committed(1, step)),
  { kind: "open", generation: 3, start: 4 },
  ...[4, 5, 6, 7, 8].map((step) => committed(3, step)),
];

function textOf(lines: readonly LedgerLine[]): string {
  let chain = firstChain;
  return lines
    .map((line) => {
      const encoded = encodeLine(line, chain);
      chain = encoded.chain;
      return `${encoded.text}\n`;
    })
    .join("");
}

const verify = (...ledgers: VerifyOptions["ledgers"]): VerifyResult =>
  verifyLedgers({ ledgers, steps, stepsPerEpoch, shards: V, nonFinite: "stop", expected, testSamplesPerShard });
const good = textOf(history);
/** The step that must come next before each line of `history`. */
const nextSteps = [0, 0, 1, 2, 3, 4, 5, 6, 4, 5, 6, 7, 8];
/** The same for one server of `history` changed by its author, who has made the chain right again. */
const forged = (change: (line: LedgerStep) => LedgerLine | LedgerLine[], at: number): VerifyResult =>
  verify(textOf(history.flatMap((line, index) => (index === at && line.kind === "step" ? change(line) : line))));
const lineOfStep = (step: number): number => history.findLastIndex((line) => line.kind === "step" && line.step === step);

describe("a shard that is not finite", () => {
  /** Step 2 with shard 1 marked, as the server that skips it records it. */
  const marked = (nonFinite: "loss" | number, lossSum: number): LedgerStep => {
    const { shards, ...line } = committed(1, 2);
    const changed = shards.map((shard) => (shard.shard === 1 ? { ...shard, lossSum, nonFinite } : shard));
    return { ...line, shards: changed, lossSum: changed.reduce((sum, shard) => sum + shard.lossSum, 0), skipped: true };
  };
  const withStep2 = (line: LedgerStep, nonFinite: VerifyOptions["nonFinite"]): VerifyResult =>
    verifyLedgers({
      ledgers: [
        textOf([
          { kind: "open", generation: 1, start: 0 },
          committed(1, 0),
          committed(1, 1),
          line,
          ...[3, 4, 5, 6, 7, 8].map((step) => committed(1, step)),
        ]),
      ],
      steps,
      stepsPerEpoch,
      shards: V,
      nonFinite,
      expected,
      testSamplesPerShard,
    });

  it.each([
    ["loss", NaN],
    ["loss", -Infinity],
    [0, 3.5],
    [101_769, 3.5],
  ] as const)("is proved to have been skipped: %j, a loss of %d", (place, lossSum) => {
    const samples = 15 * 6 + 10 * 2;
    expect(withStep2(marked(place, lossSum), "skip")).toEqual({
      ok: true,
      steps,
      samplesApplied: samples - 15,
      skippedSteps: 1,
      generations: 1,
    });
  });

  const wrong: readonly (readonly [string, LedgerStep, VerifyOptions["nonFinite"], RegExp])[] = [
    ["committed in a run that stops", marked(7, 3.5), "stop", /although shard 1 is not finite/],
    ["with a loss that is", marked("loss", 3.5), "skip", /loss of 3.5 is marked/],
    ["whose mark hides the loss", marked(7, NaN), "skip", /loss of NaN that is not marked/],
    ["applied all the same", { ...marked(7, 3.5), skipped: undefined } as unknown as LedgerStep, "skip", /not skipped although/],
    ["in no shard of a skipped step", { ...committed(1, 2), skipped: true }, "skip", /skipped although every shard is finite/],
  ];
  it.each(wrong)("is a problem %s", (_, line, policy, reason) => {
    expect(withStep2(line, policy)).toMatchObject({
      ok: false,
      steps: 2,
      problem: { step: 2, reason: expect.stringMatching(reason) as unknown },
    });
  });
});

describe("a run that may end early", () => {
  const losses = (values: readonly number[]): readonly LedgerStep[] =>
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((step) => {
      const line = committed(1, step, 0, 12);
      const loss = values[step / stepsPerEpoch - 1];
      if (loss === undefined) return line;
      const sums = { samples: 1, lossSum: loss, correct: 1 };
      const shards = [{ shard: 0, ...sums }, ...[1, 2].map((shard) => ({ shard, samples: 0, lossSum: 0, correct: 0 }))];
      return { ...line, validation: { version: step, ...sums, shards, confusion: [1, 0, 0, 0] } };
    });
  /** As the line of a step that only evaluates. */
  const closing = (line: LedgerStep | undefined): LedgerStep => {
    if (line === undefined) throw new Error("there is no such step");
    const shards = line.shards.map((shard) => ({ ...shard, samples: 0, digest: "", lossSum: 0, correct: 0 }));
    return { ...line, shards, samples: 0, lossSum: 0, correct: 0 };
  };
  const verifyStopping = (lines: readonly LedgerLine[], patience: number, epochs = 3): VerifyResult =>
    verifyLedgers({
      ledgers: [textOf([{ kind: "open", generation: 1, start: 0 }, ...lines])],
      steps: epochs * stepsPerEpoch,
      stepsPerEpoch,
      shards: V,
      nonFinite: "stop",
      expected,
      testSamplesPerShard,
      validationSamplesPerShard: [1, 0, 0],
      earlyStop: { patience },
    });
  const stopped = [...losses([0.5, 0.6]).slice(0, 8), closing(losses([0.5, 0.6])[8])];
  const why = "1 epoch without a validation loss lower than the 0.5 of version 4";

  it("is proved to have ended with the epoch that was one too many", () => {
    expect(verifyStopping(stopped, 1)).toEqual({
      ok: true,
      steps: 8,
      endedEarly: why,
      samplesApplied: 110,
      skippedSteps: 0,
      generations: 1,
    });
  });

  it("is proved without having ended early if its losses did not ask for it, or only at its last step", () => {
    const whole = verifyStopping(stopped, 1, 2);
    expect(whole).toMatchObject({ ok: true, steps: 8 });
    expect(whole).not.toHaveProperty("endedEarly");
    expect(verifyStopping(stopped, 2, 2)).toMatchObject({ ok: true, steps: 8 });
  });

  it("is not proved if it went on, or ended although nothing asked for it, or has lines after its end", () => {
    const wrong = (lines: readonly LedgerLine[], patience: number): VerifyResult["problem"] => verifyStopping(lines, patience).problem;
    expect(wrong(losses([0.5, 0.6]).slice(0, 11), 1)).toMatchObject({
      step: 8,
      reason: `it trains on although the run ends here: ${why}`,
    });
    expect(wrong([...stopped.slice(0, 4), closing(losses([0.5])[4])], 1)).toMatchObject({
      step: 4,
      reason: expect.stringMatching(/^it ends the run, which goes on: 0 epochs of 1 without/) as unknown,
    });
    expect(wrong(stopped, 2)).toMatchObject({
      step: 8,
      reason: expect.stringMatching(/^it ends the run, which goes on: 1 epoch of 2/) as unknown,
    });
    expect(wrong([...stopped, ...losses([]).slice(9, 10)], 1)).toMatchObject({ step: 9, reason: "nothing may follow the closing step 8" });
    expect(wrong(stopped.slice(0, 8), 1)).toMatchObject({ step: 8, missing: true, reason: "it ends before step 8 of 12" });
  });

  it("goes by the validations that count: those that a later generation took back do not end it", () => {
    const again = losses([0.5, 0.4, 0.6]).map((line): LedgerStep => ({ ...line, generation: 2 }));
    const lines = [...stopped, { kind: "open", generation: 2, start: 8 } as const, ...again.slice(8, 12), closing(again[12])];
    expect(verifyStopping(lines, 1)).toMatchObject({ ok: true, steps: 12, generations: 2 });
    expect(verifyStopping([...stopped, { kind: "open", generation: 2, start: 7 }], 1).problem).toMatchObject({
      missing: true,
      reason: "it ends before step 7 of 12",
    });
  });
});

describe("a run that holds samples back", () => {
  const validationSamplesPerShard = [2, 2, 1];
  /** As `committed`, with a validation of these samples beside each evaluation. */
  const validated = (step: number, samplesPerShard: readonly number[] = validationSamplesPerShard): LedgerStep => {
    const line = committed(1, step);
    if (line.evaluation === undefined) return line;
    const shards = samplesPerShard.map((samples, shard) => ({ shard, samples, lossSum: samples / 2, correct: samples }));
    const samples = samplesPerShard.reduce((sum, count) => sum + count, 0);
    return {
      ...line,
      validation: { version: step, samples, lossSum: samples / 2, correct: samples, shards, confusion: [samples, 0, 0, 0] },
    };
  };
  const verifyWith = (lines: readonly LedgerStep[], more: Pick<VerifyOptions, "validationSamplesPerShard">): VerifyResult => {
    const ledgers = [textOf([{ kind: "open", generation: 1, start: 0 }, ...lines])];
    return verifyLedgers({ ledgers, steps, stepsPerEpoch, shards: V, nonFinite: "stop", expected, testSamplesPerShard, ...more });
  };
  const lines = (change: (step: number) => LedgerStep = (step) => validated(step)): readonly LedgerStep[] =>
    [0, 1, 2, 3, 4, 5, 6, 7, 8].map((step) => change(step));

  it("is proved with its validations", () => {
    expect(verifyWith(lines(), { validationSamplesPerShard })).toMatchObject({ ok: true, steps });
  });

  const wrong: readonly (readonly [string, (step: number) => LedgerStep, RegExp])[] = [
    ["is missing", (step) => (step === 4 ? committed(1, 4) : validated(step)), /no validation although version 4 ends an epoch/],
    [
      "has other samples",
      (step) => validated(step, step === 4 ? [2, 1, 2] : undefined),
      /validation of shard 1: 1 validation samples; expected 2/,
    ],
    [
      "does not add up",
      (step) => {
        const line = validated(step);
        return step === 4 && line.validation ? { ...line, validation: { ...line.validation, lossSum: 3 } } : line;
      },
      /the totals of its validation are not the sums/,
    ],
    [
      "is of another version",
      (step) => {
        const line = validated(step);
        return step === 4 && line.validation ? { ...line, validation: { ...line.validation, version: 3 } } : line;
      },
      /validation of version 3; expected 4/,
    ],
  ];
  it.each(wrong)("is not proved where one %s", (_, change, reason) => {
    expect(verifyWith(lines(change), { validationSamplesPerShard })).toMatchObject({
      ok: false,
      steps: 4,
      problem: { step: 4, reason: expect.stringMatching(reason) as unknown },
    });
  });

  it("is another run than one that holds nothing back", () => {
    expect(verifyWith(lines(), {})).toMatchObject({
      ok: false,
      problem: { step: 4, reason: "a validation where there is nothing to validate" },
    });
  });
});

describe("verifyLedgers", () => {
  it("proves a whole run", () => {
    expect(verify(good)).toEqual({ ok: true, steps: 8, samplesApplied: 8 * 15 - 2 * 5, skippedSteps: 0, generations: 2 });
  });

  it("proves it from several servers, whose gradients differ", () => {
    const other = textOf(history.map((line) => (line.kind === "step" ? committed(line.generation, line.step, 123) : line)));
    expect(verify(good, other, good)).toMatchObject({ ok: true, steps: 8 });
  });

  it("reads pieces cut anywhere", () => {
    for (const size of [1, 7, 64, 1000]) {
      const pieces = Array.from({ length: Math.ceil(good.length / size) }, (_, index) => good.slice(index * size, (index + 1) * size));
      expect(verify(pieces)).toMatchObject({ ok: true, samplesApplied: 110 });
    }
  });

  it("finds any one byte changed anywhere, and names the step", () => {
    const bytes = Buffer.from(good, "latin1");
    let line = 0;
    const masks = [0x01, 0x02, 0x10, 0x20, 0x80, 0xff];
    const missed: unknown[] = [];
    for (let at = 0; at < bytes.length; at++) {
      const original = bytes[at] ?? 0;
      // every change that matters at an end of line, one of them elsewhere
      for (const mask of original === 10 ? masks : masks.slice(at % masks.length).slice(0, 1)) {
        bytes[at] = original ^ mask;
        const { ok, problem } = verify(bytes.toString(at % 2 ? "utf8" : "latin1"));
        if (ok || problem?.step !== nextSteps[line] || problem?.line !== line + 1) missed.push({ at, mask, line, problem });
      }
      bytes[at] = original;
      if (original === 10) line++;
    }
    expect(missed).toEqual([]);
  });

  it("finds any one byte removed or doubled", () => {
    for (let at = 0; at < good.length; at += 7) {
      expect(verify(good.slice(0, at) + good.slice(at + 1)).ok).toBe(false);
      expect(verify(good.slice(0, at + 1) + good.slice(at)).ok).toBe(false);
    }
  });

  const lines = good.split(/(?<=\n)/);
  const rearranged = (change: (list: string[]) => void): VerifyResult => {
    const list = [...lines];
    change(list);
    return verify(list.join(""));
  };

  it("finds each line doubled, missing, or swapped with the next, and names the step", () => {
    lines.forEach((text, index) => {
      const next = nextSteps[index + 1] ?? steps + 1;
      expect(rearranged((list) => list.splice(index, 0, text)).problem).toMatchObject({ line: index + 2, step: next });
      expect(rearranged((list) => list.splice(index, 1)).problem).toMatchObject({ line: index + 1, step: nextSteps[index] });
    });
    for (let index = 1; index < lines.length; index++) {
      const { problem } = rearranged((list) => list.splice(index - 1, 2, ...list.slice(index - 1, index + 1).toReversed()));
      expect(problem).toMatchObject({ line: index, step: nextSteps[index - 1] });
    }
  });

  it("finds lines missing at the end", () => {
    for (let kept = 0; kept < lines.length; kept++) {
      const { ok, steps: proved, problem } = rearranged((list) => list.splice(kept));
      expect({ ok, proved, problem }).toMatchObject({
        ok: false,
        proved: nextSteps[kept],
        problem: { server: 0, line: kept + 1, step: nextSteps[kept] },
      });
    }
    expect(rearranged((list) => list.pop()).problem).toMatchObject({ reason: "the closing step 8 is missing", missing: true });
    expect(rearranged((list) => list.splice(5, 1)).problem?.missing).toBe(false);
  });

  it("finds what follows the end", () => {
    const { evaluation: _evaluation, ...closing } = committed(3, 8);
    expect(verify(textOf([...history, { ...closing, step: 9 }])).problem).toMatchObject({
      step: 9,
      line: 14,
      reason: "nothing may follow the closing step 8",
    });
    expect(verify(`${good}\n`).problem).toMatchObject({ step: 9, line: 14 });
    expect(verify(`${good}x`).problem).toMatchObject({ step: 9, reason: "the last line is not complete" });
  });

  it("accepts a generation that opens after the end, and demands again what it cut", () => {
    expect(verify(textOf([...history, { kind: "open", generation: 4, start: 9 }]))).toMatchObject({ ok: true, generations: 3 });
    const redone: LedgerLine[] = [...history, { kind: "open", generation: 4, start: 8 }];
    expect(verify(textOf(redone)).problem).toMatchObject({ step: 8 });
    expect(verify(textOf([...redone, committed(4, 8)])).ok).toBe(true);
  });

  it("counts a step once that was redone, and overlooks what was wrong with its first attempt", () => {
    const wrongAtFirst = history.map((line, index) => (index === 5 && line.kind === "step" ? { ...line, epoch: 9 } : line));
    expect(verify(textOf(wrongAtFirst))).toMatchObject({ ok: true, samplesApplied: 110 });
  });

  it("finds the first bad step, not the first bad line", () => {
    const twoFaults = history.map((line, index) => (line.kind === "step" && (index === 2 || index === 10) ? { ...line, epoch: 9 } : line));
    const text = textOf(twoFaults).split("\n");
    expect(verify(text.join("\n")).problem).toMatchObject({ step: 1, line: 3 });
    expect(verify([...text.slice(0, 4), "torn"].join("\n")).problem).toMatchObject({ step: 1, line: 3 });
  });
});

describe("verifyLedgers finds, though the chain is right", () => {
  const shardsWith = (line: LedgerStep, shard: number, change: object): LedgerStep => ({
    ...line,
    shards: line.shards.map((item) => (item.shard === shard ? { ...item, ...change } : item)),
  });
  const evaluationWith = (line: LedgerStep, change: object): LedgerStep => ({
    ...line,
    evaluation: { ...(line.evaluation as NonNullable<LedgerStep["evaluation"]>), ...change },
  });
  const withoutEvaluation = (line: LedgerStep): LedgerStep => {
    const { evaluation: _evaluation, ...rest } = line;
    return rest;
  };
  const someDigest = "ab".repeat(32);

  const forgeries: readonly (readonly [string, number, (line: LedgerStep) => LedgerLine | LedgerLine[], RegExp])[] = [
    ["a step applied twice", 6, (line) => [line, line], /step 6 is there already/],
    ["a step left out", 6, () => [], /step 7 follows, but step 6 is missing/],
    ["other samples", 2, (line) => shardsWith(line, 1, { digest: someDigest }), /shard 1 \(worker-\d\): other samples than expected/],
    [
      "the samples of another shard",
      2,
      (line) => shardsWith(line, 1, { digest: line.shards[0]?.digest }),
      /shard 1 \(worker-\d\): other samples/,
    ],
    [
      "fewer samples",
      2,
      (line) => ({ ...shardsWith(line, 1, { samples: 4 }), samples: 14 }),
      /shard 1 \(worker-\d\): 4 samples; expected 5/,
    ],
    [
      "samples of a shard that has run out",
      7,
      (line) => ({ ...shardsWith(line, 2, { samples: 5, digest: someDigest }), samples: 15 }),
      /shard 2 \(worker-\d\): 5 samples; expected 0/,
    ],
    [
      "samples in the closing step",
      8,
      (line) => ({ ...shardsWith(line, 2, { samples: 5, digest: someDigest }), samples: 5 }),
      /shard 2 \(worker-\d\): 5 samples; expected 0/,
    ],
    ["a loss of no samples", 8, (line) => ({ ...shardsWith(line, 2, { lossSum: 1 }), lossSum: 1 }), /loss of 1 without samples/],
    [
      "more correct than there are",
      2,
      (line) => ({ ...shardsWith(line, 2, { correct: 6 }), correct: line.correct + 4 }),
      /6 of 5 samples correct/,
    ],
    ["a total of samples", 2, (line) => ({ ...line, samples: 16 }), /totals/],
    ["a total of correct", 2, (line) => ({ ...line, correct: line.correct + 1 }), /totals/],
    ["a total of loss", 2, (line) => ({ ...line, lossSum: line.lossSum * (1 + 2 ** -52) }), /totals/],
    ["a shard missing", 2, (line) => ({ ...line, shards: line.shards.slice(1) }), /shards are not 0..2/],
    [
      "a shard twice",
      2,
      (line) => ({ ...line, shards: [...line.shards, line.shards[2] as LedgerStep["shards"][number]] }),
      /shards are not 0..2/,
    ],
    ["shards out of order", 2, (line) => ({ ...line, shards: line.shards.toReversed() }), /shards are not 0..2/],
    ["another epoch", 2, (line) => ({ ...line, epoch: 1 }), /epoch 1; expected 0/],
    ["an evaluation missing", 4, withoutEvaluation, /no evaluation although version 4 ends an epoch/],
    ["an evaluation missing at the end", 8, withoutEvaluation, /no evaluation although version 8/],
    [
      "an evaluation elsewhere",
      5,
      (line) => ({ ...line, evaluation: committed(3, 4).evaluation as NonNullable<LedgerStep["evaluation"]> }),
      /although no epoch ends/,
    ],
    ["an evaluation of another version", 4, (line) => evaluationWith(line, { version: 0 }), /evaluation of version 0; expected 4/],
    ["evaluation totals", 4, (line) => evaluationWith(line, { correct: 8 }), /totals of its evaluation/],
    ["evaluation losses", 4, (line) => evaluationWith(line, { lossSum: 3 }), /totals of its evaluation/],
    [
      "evaluation of other test samples",
      4,
      (line) => evaluationWith(line, { shards: line.evaluation?.shards.map((item) => ({ ...item, samples: 3 })) }),
      /shard 0: 3 test samples; expected 4/,
    ],
    [
      "more correct than test samples",
      4,
      (line) => evaluationWith(line, { shards: line.evaluation?.shards.map((item) => ({ ...item, correct: [5, 0, 2][item.shard] })) }),
      /evaluation of shard 0: 5 of 4 samples correct/,
    ],
    [
      "an evaluated shard missing",
      4,
      (line) => evaluationWith(line, { shards: line.evaluation?.shards.slice(1) }),
      /shards of its evaluation/,
    ],
    ["a confusion matrix that does not add up", 4, (line) => evaluationWith(line, { confusion: [3, 3, 0, 5] }), /confusion matrix/],
    ["a confusion matrix with another diagonal", 4, (line) => evaluationWith(line, { confusion: [2, 4, 0, 4] }), /confusion matrix/],
    ["no confusion matrix and samples correct", 4, (line) => evaluationWith(line, { confusion: [] }), /samples correct without classes/],
    ["a confusion matrix that is not square", 4, (line) => evaluationWith(line, { confusion: [7, 3, 0] }), /confusion matrix/],
  ];
  it.each(forgeries)("%s", (_, step, change, reason) => {
    const result = forged(change, lineOfStep(step));
    expect(result).toMatchObject({
      ok: false,
      steps: step,
      problem: { server: 0, step, reason: expect.stringMatching(reason) as unknown },
    });
  });

  it("servers that disagree about a contribution", () => {
    for (const change of [
      (line: LedgerStep) => shardsWith(line, 0, { worker: "worker-9" }),
      (line: LedgerStep) => ({ ...shardsWith(line, 0, { correct: 0 }), correct: line.correct - (line.shards[0]?.correct ?? 0) }),
    ]) {
      const at = lineOfStep(6);
      const other = textOf(history.map((line, index) => (index === at && line.kind === "step" ? change(line) : line)));
      expect(verify(good, good, other).problem).toMatchObject({
        server: 2,
        step: 6,
        line: at + 1,
        reason: expect.stringMatching(/other contributions than parameter server 0/) as unknown,
      });
    }
  });

  it("the first bad step of all servers", () => {
    const badAt = (bad: number): string =>
      textOf(history.map((line) => (line.kind === "step" && line.step === bad ? { ...line, epoch: 9 } : line)));
    expect(verify(badAt(6), badAt(2), badAt(3)).problem).toMatchObject({ server: 1, step: 2 });
  });

  it("a server that lacks what others have", () => {
    expect(verify(good, textOf(history.slice(0, -1))).problem).toMatchObject({ server: 1, step: 8 });
    expect(verify(good, "").problem).toMatchObject({ server: 1, step: 0, line: 1 });
  });

  it("a generation that opens behind a gap", () => {
    expect(verify(textOf([...history.slice(0, 4), { kind: "open", generation: 2, start: 5 }])).problem).toMatchObject({
      step: 3,
      reason: expect.stringMatching(/step 3 is missing/) as unknown,
    });
  });
});

describe("verifyLedgers", () => {
  it("accepts the test losses of a diverged training", () => {
    const diverged = history.map((line) => {
      if (line.kind === "open" || line.evaluation === undefined) return line;
      const shards = line.evaluation.shards.map((shard) => ({ ...shard, lossSum: shard.shard === 1 ? NaN : shard.lossSum }));
      return { ...line, evaluation: { ...line.evaluation, lossSum: NaN, shards } };
    });
    expect(verify(textOf(diverged))).toMatchObject({ ok: true });
  });

  it("needs a ledger", () => {
    expect(() => verify()).toThrow(expect.objectContaining({ code: "usage" }));
  });

  it("takes less than a second for 4,700 lines", () => {
    const many = 4698;
    const digest = "ab".repeat(32);
    const lineOf = (step: number): LedgerStep => {
      const samples = step < many ? 32 : 0;
      const contributions = [0, 1, 2, 3].map((shard) => ({
        shard,
        worker: `worker-${shard % 2}`,
        samples,
        digest: Buffer.from(samples > 0 ? digest : "", "hex"),
        lossSum: samples * Math.sqrt(step + shard),
        correct: samples >> 1,
      }));
      return stepLine({ generation: 1, step, stepsPerEpoch: 10_000, contributions, gradientCrc32: step });
    };
    const run = textOf([{ kind: "open", generation: 1, start: 0 }, ...Array.from({ length: many + 1 }, (_, step) => lineOf(step))]);
    const options = {
      ledgers: [run],
      steps: many,
      stepsPerEpoch: 10_000,
      shards: 4,
      nonFinite: "stop" as const,
      expected: () => ({ samples: 32, digest }),
      testSamplesPerShard: [],
    };
    const elapsedMs = [0, 1, 2].map(() => {
      const started = performance.now();
      expect(verifyLedgers(options)).toEqual({ ok: true, steps: many, samplesApplied: many * 128, skippedSteps: 0, generations: 1 });
      return performance.now() - started;
    });
    // the best of three, as other tests share the machine
    expect(Math.min(...elapsedMs)).toBeLessThan(1000);
  });
});
