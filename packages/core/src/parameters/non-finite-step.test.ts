import { describe, expect, it } from "vitest";
import { makeLayout } from "../model/layout.ts";
import { describeNonFinite, type MarkedShard } from "./non-finite-step.ts";

const layout = makeLayout([
  { name: "hidden/kernel", shape: [4, 3], initializer: { kind: "zeros" }, update: "optimizer" },
  { name: "hidden/bias", shape: [3], initializer: { kind: "zeros" }, update: "optimizer" },
]);
const finite = (shard: number): MarkedShard => ({ shard, worker: "worker-0", lossSum: 2 });
const describeStep = (...shards: readonly MarkedShard[]): string | null => describeNonFinite({ step: 412, epoch: 6, shards }, layout);

describe("describeNonFinite", () => {
  it("names step, epoch, shard, worker and the loss", () => {
    expect(describeStep(finite(0), { shard: 1, worker: "worker-b", lossSum: NaN, nonFinite: "loss" })).toBe(
      "step 412 (epoch 7): the loss of shard 1 is NaN, computed by worker-b",
    );
  });

  it("names the tensor and the first element of a gradient, and how many more shards there are", () => {
    const marked = (shard: number, nonFinite: number): MarkedShard => ({ ...finite(shard), nonFinite });
    expect(describeStep(marked(2, 13))).toBe(
      "step 412 (epoch 7): the gradient of shard 2 is not finite, computed by worker-0, first in element 1 of tensor hidden/bias",
    );
    expect(describeStep(marked(0, 11), marked(1, 0), marked(3, 0))).toMatch(/element 11 of tensor hidden\/kernel \(and 2 more shards\)$/);
  });

  it("has nothing to say of finite shards", () => {
    expect(describeStep(finite(0), finite(1))).toBeNull();
  });
});
