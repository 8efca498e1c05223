import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ShardContribution } from "./contribution.ts";
import { carriesEvaluation, chainAfter, decodeLine, encodeLine, firstChain, type LedgerLine, type LedgerStep, stepLine } from "./ledger.ts";
import { effectiveLines } from "./ledger-replay.ts";

const contribution = (shard: number, evaluated = false): ShardContribution => ({
  shard,
  worker: `worker-${shard}`,
  samples: 2,
  digest: new Uint8Array(32).fill(shard + 1),
  lossSum: 0.1 * (shard + 1),
  correct: 1,
  ...(evaluated && { evaluation: { samples: 3, correct: 2, lossSum: 1.5, confusion: [1, 0, 1, 1] } }),
});
const step = (generation: number, step: number): LedgerStep =>
  stepLine({ generation, step, stepsPerEpoch: 1000, contributions: [contribution(0)], gradientCrc32: 0 });
const open = (generation: number, start: number): LedgerLine => ({ kind: "open", generation, start });

describe("a ledger line", () => {
  it("has the documented form", () => {
    const line = stepLine({
      generation: 3,
      step: 20,
      stepsPerEpoch: 10,
      contributions: [contribution(0, true), contribution(1, true)],
      gradientCrc32: 0xab,
    });
    const { text, chain } = encodeLine(line, firstChain);
    const body =
      `{"g":3,"step":20,"epoch":2,"shards":[{"v":0,"worker":"worker-0","n":2,"digest":"${"01".repeat(32)}","loss":0.1,"correct":1},` +
      `{"v":1,"worker":"worker-1","n":2,"digest":"${"02".repeat(32)}","loss":0.2,"correct":1}],"n":4,"loss":0.30000000000000004,"correct":2,"gradient":"000000ab",` +
      `"evaluation":{"version":20,"n":6,"loss":3,"correct":4,"shards":[{"v":0,"n":3,"loss":1.5,"correct":2},{"v":1,"n":3,"loss":1.5,"correct":2}],"confusion":[2,0,2,2]}`;
    expect(chain).toBe(
      createHash("sha256")
        .update("0".repeat(64) + body)
        .digest("hex"),
    );
    expect(text).toBe(`${body},"chain":"${chain}"}`);
  });

  it("opens a generation in the documented form", () => {
    const { text, chain } = encodeLine(open(4, 17), "f".repeat(64));
    expect(text).toBe(`{"open":4,"start":17,"chain":"${chain}"}`);
    expect(chain).toBe(chainAfter("f".repeat(64), `{"open":4,"start":17`));
  });

  it("is read as it was written, also the losses of a diverged training", () => {
    const losses = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, 0, 5e-324));
    fc.assert(
      fc.property(
        fc.array(losses, { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        fc.nat({ max: 2 ** 32 - 1 }),
        (lossSums, evaluated, gradientCrc32) => {
          const contributions = lossSums.map((lossSum, shard) => ({ ...contribution(shard, evaluated), lossSum: lossSum + 0 }));
          const line = stepLine({ generation: 1, step: evaluated ? 7 : 8, stepsPerEpoch: 7, contributions, gradientCrc32 });
          const { text, chain } = encodeLine(line, firstChain);
          expect(decodeLine(text)).toEqual({ line: { ...line, lossSum: line.lossSum + 0 }, body: text.slice(0, -76), chain });
        },
      ),
    );
  });

  it("carries an evaluation just where an epoch ends", () => {
    expect([0, 1, 9, 10, 20].filter((number) => carriesEvaluation(number, 10))).toEqual([10, 20]);
    const committed = { generation: 1, stepsPerEpoch: 10, gradientCrc32: 0 };
    expect(() => stepLine({ ...committed, step: 10, contributions: [contribution(0)] })).toThrow(/step 10 carries no evaluation/);
    expect(() => stepLine({ ...committed, step: 11, contributions: [contribution(0, true)] })).toThrow(/step 11 carries an evaluation/);
  });

  it("tells of the validation after the evaluation, in the same form", () => {
    const { evaluation } = contribution(0, true);
    if (evaluation === undefined) throw new Error("no evaluation");
    const contributions = [{ ...contribution(0, true), validation: { ...evaluation, samples: 4, confusion: [2, 0, 1, 1] } }];
    const committed = { generation: 1, step: 20, stepsPerEpoch: 10, gradientCrc32: 0, contributions };
    const line = stepLine({ ...committed, validates: true });
    const { text } = encodeLine(line, firstChain);
    expect(text).toContain(
      `"confusion":[1,0,1,1]},"validation":{"version":20,"n":4,"loss":1.5,"correct":2,"shards":[{"v":0,"n":4,"loss":1.5,"correct":2}],"confusion":[2,0,1,1]},"chain"`,
    );
    expect(decodeLine(text).line).toEqual(line);
    expect(() => stepLine(committed)).toThrow(/a validation that the run does not have/);
    expect(() => stepLine({ ...committed, contributions: [contribution(0, true)], validates: true })).toThrow(
      /step 20 carries no validation/,
    );
    expect(() => stepLine({ ...committed, step: 21, contributions: [contribution(0)], validates: true })).not.toThrow();
  });

  const good = encodeLine(step(1, 5), firstChain).text;
  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ["nothing", "", /chain/],
    ["no chain", good.slice(0, -77), /chain/],
    ["white space", good.replace('"step":5', '"step": 5'), /canonical/],
    ["a further key", good.replace('"step":5', '"step":5,"x":1'), /canonical/],
    ["a key twice", good.replace('"step":5', '"step":4,"step":5'), /canonical/],
    ["keys in another order", good.replace('"step":5,"epoch":0', '"epoch":0,"step":5'), /canonical/],
    ["another spelling of a number", good.replace('"step":5', '"step":5.0'), /canonical/],
    ["an escaped letter", good.replace("worker-0", "\\u0077orker-0"), /canonical/],
    ["a letter beyond ASCII", good.replace("worker-0", "wörker-0"), /characters/],
    ["a control character", good.replace("worker-0", "work\ter"), /characters/],
    ["a negative step", good.replace('"step":5', '"step":-5'), /step is not a count/],
    ["half a step", good.replace('"step":5', '"step":5.5'), /step is not a count/],
    ["generation 0", good.replace('"g":1', '"g":0'), /g is not a count of at least 1/],
    ["a missing step", good.replace('"step":5,', ""), /step is not a count/],
    ["a loss in words", good.replace('"loss":0.1', '"loss":"much"'), /loss is not a number/],
    ["a digest cut short", good.replace("0101", "01"), /digest is not of the form/],
    ["shards that are no list", good.replace('"shards":[', '"shards":{"a":[').replace("}]", "}]}"), /shards is not a list/],
    ["a shard that is no object", good.replace('"shards":[{', '"shards":[7,{'), /entry of shards is not an object/],
    ["half of it", `${good.slice(0, 60)}${good.slice(-76)}`, /not JSON/],
    ["no object", `[1${good.slice(-76)}`, /not JSON/],
    ["both kinds at once", good.replace('"g":1', '"open":1,"start":0,"g":1'), /canonical/],
  ];
  it.each(wrong)("is refused with %s", (_, text, message) => {
    expect(() => decodeLine(text)).toThrow(expect.objectContaining({ code: "data", message: expect.stringMatching(message) as unknown }));
  });
});

describe("effectiveLines", () => {
  const numbers = (lines: LedgerLine[]): string[] => effectiveLines(lines).map(({ generation, step }) => `${generation}:${step}`);

  it("keeps the steps of the latest generations, cut back by each opening", () => {
    expect(numbers([open(1, 0), step(1, 0), step(1, 1), step(1, 2), open(2, 1), step(2, 1), open(5, 2), step(5, 2)])).toEqual([
      "1:0",
      "2:1",
      "5:2",
    ]);
  });

  it("ignores what is of another generation, comes again, or opens what is not above", () => {
    expect(numbers([step(1, 0), open(2, 0), step(1, 0), step(3, 0), step(2, 0), step(2, 0), open(2, 0), open(1, 0), step(2, 1)])).toEqual([
      "2:0",
      "2:1",
    ]);
  });

  it("is nothing without lines, and after an opening at 0", () => {
    expect(numbers([])).toEqual([]);
    expect(numbers([open(1, 0), step(1, 0), open(2, 0)])).toEqual([]);
  });

  it("does not accept a gap", () => {
    expect(() => numbers([open(1, 0), step(1, 0), step(1, 2)])).toThrow(
      expect.objectContaining({ code: "data", message: "ledger: step 2 follows, but step 1 is missing" }),
    );
    expect(() => numbers([open(1, 0), step(1, 0), open(2, 2)])).toThrow(/generation 2 starts at step 2, but step 1 is missing/);
  });
});
