import { describe, expect, it } from "vitest";
import type { Dataset, Samples } from "../data/dataset.ts";
import { expectedLedger, expectedLedgerInTurns } from "./expected-ledger.ts";

const featureBytes = 1 << 20;
const settings = { shards: 2, batchSize: 4, seed: 3, epochs: 2, nonFinite: "stop" as const };

const samplesOf = (count: number): Samples => ({
  count,
  features: Uint8Array.from({ length: count * featureBytes }, (_, i) => (i * 7) >> 3),
  labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
});
const dataset: Dataset = { name: "test", featureShape: [featureBytes], classes: 10, train: samplesOf(33), test: samplesOf(1) };

describe("expectedLedgerInTurns", () => {
  it("expects what expectedLedger does, and others have their turn meanwhile", async () => {
    let turns = 0;
    let working = true;
    const others = (): void => {
      turns += 1;
      if (working) setImmediate(others);
    };
    setImmediate(others);
    const inTurns = await expectedLedgerInTurns(dataset, settings, new AbortController().signal);
    working = false;
    // 33 samples of 1 MiB, four at a time.
    expect(turns).toBeGreaterThanOrEqual(8);
    const { expected, ...figures } = expectedLedger(dataset, settings);
    expect(inTurns).toMatchObject(figures);
    for (let step = 0; step < figures.steps; step++)
      for (const shard of [0, 1]) expect(inTurns.expected(step, shard)).toEqual(expected(step, shard));
  });

  it("stops between two pieces when it is told to", async () => {
    const stop = new AbortController();
    const working = expectedLedgerInTurns(dataset, settings, stop.signal);
    setImmediate(() => stop.abort(new Error("not wanted any more")));
    await expect(working).rejects.toThrow("not wanted any more");
  });
});
