import { describe, expect, it } from "vitest";
import { checkContributions, type ShardContribution } from "./contribution.ts";

const digest = new Uint8Array(32);
const plain = (shard: number): ShardContribution => ({
  shard,
  worker: `worker-${shard % 2}`,
  samples: 8,
  digest,
  lossSum: 9.5,
  correct: 3,
});
const evaluated = (shard: number): ShardContribution => ({
  ...plain(shard),
  evaluation: { samples: 5, correct: 3, lossSum: 4, confusion: [2, 1, 1, 1] },
});
const evaluation = evaluated(0).evaluation as NonNullable<ShardContribution["evaluation"]>;

const validated = (shard: number): ShardContribution => ({ ...evaluated(shard), validation: evaluation });

describe("checkContributions", () => {
  it("accepts every shard once, in order", () => {
    expect(() => checkContributions([plain(0), plain(1), plain(2)], 3)).not.toThrow();
    expect(() => checkContributions([evaluated(0), evaluated(1)], 2)).not.toThrow();
    expect(() => checkContributions([validated(0), validated(1)], 2)).not.toThrow();
    expect(() => checkContributions([{ ...plain(0), samples: 0, correct: 0, lossSum: 0, digest: new Uint8Array() }], 1)).not.toThrow();
    expect(() => checkContributions([{ ...plain(0), lossSum: NaN, nonFinite: "loss" }], 1)).not.toThrow();
    expect(() => checkContributions([{ ...plain(0), nonFinite: 0 }], 1)).not.toThrow();
    const regression = { ...plain(0), correct: 0, evaluation: { samples: 5, correct: 0, lossSum: 4, confusion: [] } };
    expect(() => checkContributions([regression], 1)).not.toThrow();
  });

  const wrong: readonly (readonly [string, readonly ShardContribution[], RegExp])[] = [
    ["a loss that is no number and not marked", [{ ...plain(0), lossSum: NaN }, plain(1)], /loss of NaN that is not marked/],
    [
      "an infinite loss behind another mark",
      [{ ...plain(0), lossSum: -Infinity, nonFinite: 4 }, plain(1)],
      /loss of -Infinity that is not marked/,
    ],
    ["a mark on a good loss", [{ ...plain(0), nonFinite: "loss" }, plain(1)], /loss of 9.5 is marked/],
    [
      "a mark without samples",
      [{ ...plain(0), samples: 0, correct: 0, lossSum: 0, digest: new Uint8Array(), nonFinite: 0 }, plain(1)],
      /without samples/,
    ],
    ["a shard missing", [plain(0)], /1 shards; 2 expected/],
    ["a shard too many", [plain(0), plain(1), plain(2)], /3 shards; 2 expected/],
    ["a shard twice", [plain(0), plain(0)], /shard 0 where shard 1 belongs/],
    ["shards out of order", [plain(1), plain(0)], /shard 1 where shard 0 belongs/],
    ["no name", [plain(0), { ...plain(1), worker: "" }], /shard 1: "" is not a worker's name/],
    ["a name with a line break", [plain(0), { ...plain(1), worker: "a\nb" }], /not a worker's name/],
    ["half a sample", [plain(0), { ...plain(1), samples: 1.5 }], /1.5 samples/],
    ["more correct than there are", [plain(0), { ...plain(1), correct: 9 }], /9 of 8 samples correct/],
    ["no digest", [plain(0), { ...plain(1), digest: new Uint8Array() }], /digest of 0 bytes for 8 samples/],
    ["a digest of nothing", [plain(0), { ...plain(1), samples: 0, correct: 0 }], /digest of 32 bytes for 0 samples/],
    ["evaluation of some shards only", [plain(0), evaluated(1)], /shard 1 does not evaluate what shard 0 does/],
    ["validation of some shards only", [validated(0), evaluated(1)], /shard 1 does not validate what shard 0 does/],
    ["validation of a later shard only", [evaluated(0), validated(1)], /shard 1 does not validate what shard 0 does/],
    [
      "a validation of other classes",
      [validated(0), { ...validated(1), validation: { samples: 5, correct: 5, lossSum: 4, confusion: [5] } }],
      /does not validate/,
    ],
    ["a validation by itself", [{ ...plain(0), validation: evaluation }, plain(1)], /shard 0 does not validate/],
    [
      "a validation that says otherwise",
      [{ ...validated(0), validation: { ...evaluation, correct: 4 } }, validated(1)],
      /3 of 5 validation samples correct, the sums 4 of 5/,
    ],
    [
      "other classes",
      [evaluated(0), { ...plain(1), evaluation: { samples: 3, correct: 3, lossSum: 1, confusion: [3] } }],
      /shard 1 does not evaluate/,
    ],
    [
      "a confusion matrix that is not square",
      [{ ...plain(0), evaluation: { ...evaluation, confusion: [5, 0, 0] } }, evaluated(1)],
      /matrix of 3 entries/,
    ],
    [
      "samples correct without classes",
      [
        { ...plain(0), evaluation: { ...evaluation, confusion: [] } },
        { ...plain(1), evaluation: { ...evaluation, confusion: [] } },
      ],
      /3 test samples correct without classes/,
    ],
    [
      "a confusion matrix that says otherwise",
      [{ ...plain(0), evaluation: { ...evaluation, correct: 4 } }, evaluated(1)],
      /3 of 5 test samples correct, the sums 4 of 5/,
    ],
  ];
  it.each(wrong)("refuses %s", (_, contributions, message) => {
    expect(() => checkContributions(contributions, 2)).toThrow(
      expect.objectContaining({ code: "protocol", message: expect.stringMatching(message) as unknown }),
    );
  });
});
