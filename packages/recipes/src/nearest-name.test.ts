import { describe, expect, it } from "vitest";
import { nearestName } from "./nearest-name.ts";

const names = ["mnist-mlp-128", "mnist-mlp-256", "mnist-cnn", "batchSize"];

describe("nearestName", () => {
  it.each([
    ["mnist-mlp-12", "mnist-mlp-128"],
    ["mnist-mpl-256", "mnist-mlp-256"],
    ["MNIST-CNN", "mnist-cnn"],
    ["mnistcnn", "mnist-cnn"],
    ["batchsize", "batchSize"],
    ["resnet", undefined],
    ["", undefined],
  ])("of %j is %s", (name, nearest) => {
    expect(nearestName(name, names)).toBe(nearest);
  });

  it("is nothing where there is nothing", () => {
    expect(nearestName("x", [])).toBeUndefined();
  });
});
