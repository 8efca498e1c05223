import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { encodeLine, firstChain, type LedgerLine, stepLine } from "./ledger.ts";
import { verifyLedgers, verifyLedgersInTurns, type VerifyOptions } from "./ledger-verify.ts";

const steps = 200;
const pieceLength = 1_000;
const work = new Int32Array(new SharedArrayBuffer(4));

const digestOf = (step: number): string => createHash("sha256").update(String(step)).digest("hex");

function ledger(): readonly string[] {
  let chain = firstChain;
  let text = "";
  const lines: LedgerLine[] = [{ kind: "open", generation: 1, start: 0 }];
  for (let step = 0; step <= steps; step++) {
    const samples = step < steps ? 4 : 0;
    const digest = Buffer.from(step < steps ? digestOf(step) : "", "hex");
    const contributions = [{ shard: 0, worker: "worker-0", samples, digest, lossSum: samples, correct: 0 }];
    lines.push(stepLine({ generation: 1, step, stepsPerEpoch: 1_000, contributions, gradientCrc32: step }));
  }
  for (const line of lines) {
    const encoded = encodeLine(line, chain);
    chain = encoded.chain;
    text += `${encoded.text}\n`;
  }
  return Array.from({ length: Math.ceil(text.length / pieceLength) }, (_, piece) =>
    text.slice(piece * pieceLength, (piece + 1) * pieceLength),
  );
}

/** Every step takes 1 ms of work that blocks. */
const options: VerifyOptions = {
  ledgers: [ledger()],
  steps,
  stepsPerEpoch: 1_000,
  shards: 1,
  nonFinite: "stop",
  testSamplesPerShard: [0],
  expected: (step) => {
    Atomics.wait(work, 0, 0, 1);
    return { samples: 4, digest: digestOf(step) };
  },
};

describe("verifyLedgersInTurns", () => {
  it("finds what verifyLedgers finds, and others have their turn meanwhile", async () => {
    let longestMs = 0;
    let lastMs = performance.now();
    const watch = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - lastMs);
      lastMs = performance.now();
    }, 5);
    const verifying = performance.now();
    const result = await verifyLedgersInTurns(options, new AbortController().signal);
    const verifyingMs = performance.now() - verifying;
    clearInterval(watch);
    expect(result).toEqual(verifyLedgers(options));
    expect(result).toMatchObject({ ok: true, steps, samplesApplied: 4 * steps });
    expect(longestMs).toBeLessThan(verifyingMs / 3);
  });

  it("stops between two pieces when it is told to", async () => {
    const stop = new AbortController();
    const verifying = verifyLedgersInTurns(options, stop.signal);
    setImmediate(() => stop.abort(new Error("not wanted any more")));
    await expect(verifying).rejects.toThrow("not wanted any more");
  });
});
