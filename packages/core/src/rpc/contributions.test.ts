import { describe, expect, it } from "vitest";
import * as proto from "../../generated/messages.js";
import { LockstepError } from "../errors.ts";
import type { ShardContribution } from "../parameters/contribution.ts";
import { decodeContributions, encodeContributions } from "./contributions.ts";

const digest = Uint8Array.from({ length: 32 }, (_, index) => index);
const contributions: readonly ShardContribution[] = [
  {
    shard: 0,
    worker: "worker-0",
    samples: 32,
    digest,
    lossSum: 12.3456789,
    correct: 30,
    evaluation: { samples: 5, correct: 4, lossSum: 0.1, confusion: [3, 1, 0, 1] },
    validation: { samples: 3, correct: 1, lossSum: Number.POSITIVE_INFINITY, confusion: [1, 1, 1, 0] },
  },
  { shard: 1, worker: "worker-1", samples: 0, digest: new Uint8Array(0), lossSum: 0, correct: 0 },
  { shard: 65_535, worker: "w", samples: 1, digest, lossSum: -0.5, correct: 0 },
  { shard: 2, worker: "worker-2", samples: 1, digest, lossSum: Infinity, correct: 0, nonFinite: "loss" },
  { shard: 3, worker: "worker-2", samples: 1, digest, lossSum: 1, correct: 0, nonFinite: 0 },
  { shard: 4, worker: "worker-2", samples: 1, digest, lossSum: 1, correct: 0, nonFinite: 2 ** 28 - 1 },
];

const overTheWire = (message: proto.Contributions.$Properties): unknown =>
  decodeContributions(proto.Contributions.encode(message).finish());

describe("contributions on the wire", () => {
  it("come back as they were", () => {
    const { contributions: decoded, crc32 } = decodeContributions(encodeContributions(contributions, 0xfedcba98));
    expect(decoded.map((shard) => ({ ...shard, digest: [...shard.digest] }))).toEqual(
      contributions.map((shard) => ({ ...shard, digest: [...shard.digest] })),
    );
    expect(crc32).toBe(0xfedcba98);
    expect(decodeContributions(encodeContributions([]))).toEqual({ contributions: [], crc32: 0 });
  });

  it.each([Number.NaN, Infinity, -Infinity])("carry a diverged loss of %f", (lossSum) => {
    const [first] = contributions;
    if (!first) throw new Error("no contribution");
    expect(decodeContributions(encodeContributions([{ ...first, lossSum }])).contributions[0]?.lossSum).toBe(lossSum);
  });

  const good: proto.ShardContribution.$Properties = { shard: 0, worker: "w", samples: 2, digest, lossSum: 1, correct: 1 };
  const evaluation: proto.EvaluationSums.$Properties = { samples: 2, correct: 1, lossSum: 1, confusion: [1, 1] };

  it.each<readonly [string, proto.ShardContribution.$Properties]>([
    ["a digest of 31 bytes", { ...good, digest: digest.subarray(1) }],
    ["a digest without samples", { ...good, samples: 0, correct: 0 }],
    ["samples without a digest", { ...good, digest: new Uint8Array(0) }],
    ["more correct than samples", { ...good, correct: 3 }],
    ["a shard beyond the limit", { ...good, shard: 65_536 }],
    ["no worker", { ...good, worker: "" }],
    ["a worker's name without end", { ...good, worker: "w".repeat(129) }],
    ["more classes than 256", { ...good, evaluation: { ...evaluation, confusion: Array.from({ length: 256 * 256 + 1 }, () => 0) } }],
    ["a count above the samples", { ...good, evaluation: { ...evaluation, confusion: [3] } }],
    ["an element that no model has", { ...good, nonFinite: { element: 2 ** 28 } }],
    ["more correct than test samples", { ...good, evaluation: { ...evaluation, correct: 3 } }],
    ["more correct than validation samples", { ...good, evaluation, validation: { ...evaluation, correct: 3 } }],
  ])("are refused with %s", (_, shard) => {
    expect(() => overTheWire({ shards: [shard] })).toThrowError(
      expect.objectContaining({ code: "protocol", message: expect.stringContaining("Contributions.shards[0]") as string }),
    );
  });

  it("are refused with more shards than a run can have", () => {
    expect(() => overTheWire({ shards: Array.from({ length: 65_537 }, () => ({})) })).toThrowError(
      expect.objectContaining({ code: "protocol" }),
    );
  });

  it("are refused cut off anywhere", () => {
    const bytes = encodeContributions(contributions, 1);
    const outcomes = Array.from({ length: bytes.length }, (_, length) => {
      try {
        return decodeContributions(bytes.subarray(0, length)).crc32 === 0 ? "fewer fields" : "a checksum that was cut off";
      } catch (error) {
        return LockstepError.from(error).code;
      }
    });
    // A cut between two fields leaves a valid message with fewer of them.
    expect(new Set(outcomes)).toEqual(new Set(["protocol", "fewer fields"]));
    expect(outcomes.filter((outcome) => outcome === "fewer fields").length).toBeLessThan(8);
  });
});
