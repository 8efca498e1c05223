import { LockstepError } from "@lockstep/core";
import type { Dataset } from "@lockstep/core";
import { describe, expect, it } from "vitest";
import { connectedMs, play } from "./played-network.test.fixture.ts";
import { serveSamples, simulatedSamples } from "./simulated-samples.ts";

const address = "coordinator:1";
const dataset: Dataset = {
  name: "test",
  featureShape: [2],
  classes: 3,
  train: { count: 4, features: Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7), labels: Uint8Array.of(0, 1, 2, 0) },
  test: { count: 2, features: Uint8Array.of(9, 8, 7, 6), labels: Uint8Array.of(1, 2) },
};
const settings = { shards: 2, seed: 1 };

describe("samples over the simulated network", () => {
  it("come as the shard plan deals them", async () => {
    const ids: number[] = [];
    await play(1, 10_000, ({ network, world, client }) => {
      serveSamples(network, world.process("coordinator"), address, dataset, settings);
      const fetch = simulatedSamples(network, client, address, dataset);
      const { signal } = new AbortController();
      client.run(() => {
        for (const shard of [0, 1]) {
          void fetch("train", shard, signal).then((samples) => {
            ids.push(...samples.ids);
            samples.ids.forEach((id, index) =>
              expect(samples.features.slice(index * 2, index * 2 + 2)).toEqual(Uint8Array.of(id * 2, id * 2 + 1)),
            );
          });
        }
        void fetch("test", 1, signal).then((samples) => expect(samples.count).toBe(1));
      });
    });
    expect(ids.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3]);
  });

  it.each([
    ["nobody is there", "unavailable"],
    ["the link is cut", "unavailable"],
    ["the generation ends", "generation-ended"],
  ] as const)("do not come when %s", async (why, code) => {
    let failure: unknown = null;
    let failedMs = 0;
    await play(3, 60_000, ({ network, world, client, at }) => {
      if (why !== "nobody is there") serveSamples(network, world.process("coordinator"), address, dataset, settings);
      if (why !== "nobody is there") network.cut({ from: "coordinator", to: "client", plane: "all" });
      const generation = new AbortController();
      if (why === "the generation ends")
        at(connectedMs, () => client.run(() => generation.abort(new LockstepError("generation-ended", "test"))));
      client.run(
        () =>
          void simulatedSamples(
            network,
            client,
            address,
            dataset,
          )("train", 0, generation.signal).catch((error: unknown) => {
            failure = error;
            failedMs = world.nowMs;
          }),
      );
    });
    expect(failure).toMatchObject({ code });
    expect(failedMs).toBeLessThanOrEqual(10_000);
  });
});
