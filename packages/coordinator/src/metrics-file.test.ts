import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { silentLogger } from "@lockstep/core";
import type { LedgerStep } from "@lockstep/core";
import { MetricsFile } from "./metrics-file.ts";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function newFile(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "lockstep-metrics-"));
  folders.push(folder);
  return path.join(folder, "metrics.jsonl");
}

const line = (generation: number, step: number, samples = 4): LedgerStep => ({
  kind: "step",
  generation,
  step,
  epoch: 0,
  shards: [],
  samples,
  lossSum: 2,
  correct: 1,
  gradient: "00000000",
});

const keysIn = async (file: string): Promise<string[]> =>
  (await readFile(file, "utf8"))
    .trimEnd()
    .split("\n")
    .map((text) => {
      const { generation, step } = JSON.parse(text) as { generation: number; step: number };
      return `${generation}/${step}`;
    });

describe("MetricsFile", () => {
  it("appends a line a step, and redone steps again", async () => {
    const file = await newFile();
    const metrics = await MetricsFile.open(file, silentLogger);
    for (const [generation, step] of [
      [1, 0],
      [1, 1],
      [1, 1],
      [2, 1],
      [1, 9],
      [2, 2],
    ] as const)
      metrics.add(line(generation, step), 10.4, null);
    metrics.add(line(2, 3, 0), 0, { epoch: 0, trainLoss: 1, trainAccuracy: 1, testLoss: 1, testAccuracy: 1 });
    await metrics.close();
    expect(await keysIn(file)).toEqual(["1/0", "1/1", "2/1", "2/2", "2/3"]);
    const lines = (await readFile(file, "utf8"))
      .trimEnd()
      .split("\n")
      .map((text) => JSON.parse(text) as object);
    expect(lines[0]).toEqual({ generation: 1, step: 0, epoch: 0, loss: 0.5, accuracy: 0.25, samples: 4, samplesPerSecond: 10 });
    expect(lines[4]).toMatchObject({ loss: null, accuracy: null, epochEnd: { testAccuracy: 1 } });
  });

  it("goes on after its last whole line", async () => {
    const file = await newFile();
    const first = await MetricsFile.open(file, silentLogger);
    first.add(line(1, 0), 0, null);
    first.add(line(1, 1), 0, null);
    await first.close();
    await appendFile(file, '{"generation":1,"st');
    const second = await MetricsFile.open(file, silentLogger);
    for (let step = 0; step < 4; step += 1) second.add(line(1, step), 0, null);
    await second.close();
    expect(await keysIn(file)).toEqual(["1/0", "1/1", "1/2", "1/3"]);
  });

  it("survives a file it cannot make sense of, and a disk that takes nothing", async () => {
    const strange = await newFile();
    await writeFile(strange, "hello\n");
    const metrics = await MetricsFile.open(strange, silentLogger);
    metrics.add(line(1, 0), 0, null);
    await metrics.close();
    expect(await readFile(strange, "utf8")).toMatch(/^hello\n\{"generation":1/);

    const alarms: string[] = [];
    const file = await newFile();
    const lost = await MetricsFile.open(file, { ...silentLogger, warn: (_fields, message) => alarms.push(message) });
    await rm(path.dirname(file), { recursive: true });
    lost.add(line(1, 0), 0, null);
    await lost.close();
    expect(alarms).toHaveLength(1);
    folders.pop();
  });
});
