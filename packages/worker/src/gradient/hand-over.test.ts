import { MessageChannel } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import type { ShardSamples } from "@lockstep/core/local";
import { handOver } from "./hand-over.ts";

function samples(features: Uint8Array, labels = Uint8Array.of(7)): ShardSamples {
  return { count: 1, features, labels, ids: Uint32Array.of(41), digests: new Uint8Array(32).fill(5) };
}

/** What arrives at the other end of a message channel. */
async function send(shards: readonly ShardSamples[]): Promise<readonly ShardSamples[]> {
  const { port1, port2 } = new MessageChannel();
  try {
    const { samples: ready, transfer } = handOver(shards);
    const arrived = new Promise<readonly ShardSamples[]>((resolve) => port2.once("message", resolve));
    port1.postMessage(ready, transfer);
    return await arrived;
  } finally {
    port1.close();
  }
}

describe("handOver", () => {
  it("moves arrays that fill their buffer", async () => {
    const features = Uint8Array.of(1, 2, 3);
    const [arrived] = await send([samples(features)]);
    expect(arrived).toEqual(samples(Uint8Array.of(1, 2, 3)));
    expect(features.length).toBe(0);
  });

  it("copies a part of a larger buffer and leaves that whole", async () => {
    const message = Uint8Array.of(9, 1, 2, 3, 9);
    const [arrived] = await send([samples(message.subarray(1, 4), Buffer.from([7]))]);
    expect(arrived?.features).toEqual(Uint8Array.of(1, 2, 3));
    expect(arrived?.features.buffer.byteLength).toBe(3);
    expect([...message]).toEqual([9, 1, 2, 3, 9]);
  });

  it("shares shared memory", async () => {
    const shared = new Uint8Array(new SharedArrayBuffer(3));
    const [arrived] = await send([samples(shared)]);
    shared[1] = 200;
    expect(arrived?.features[1]).toBe(200);
  });

  it("takes the same array twice", async () => {
    const features = Uint8Array.of(1, 2, 3);
    const arrived = await send([samples(features), samples(features)]);
    expect(arrived.map((shard) => [...shard.features])).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });
});
