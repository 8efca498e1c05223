import { appendFile, mkdir, mkdtemp, open, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import { classificationReport, silentLogger } from "@lockstep/core";
import type { LedgerStep } from "@lockstep/core";
import { MetricsFile } from "./metrics-file.ts";
import { noTimes } from "./pace.ts";

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

const still = { samplesPerSecond: 0, ...noTimes };

const keysIn = async (file: string): Promise<string[]> =>
  (await readFile(file, "utf8"))
    .trimEnd()
    .split("\n")
    .map((text) => {
      const { generation, step } = JSON.parse(text) as { generation: number; step: number };
      return `${generation}/${step}`;
    });

const testReport = classificationReport([3, 1, 0, 4]);

describe("MetricsFile", () => {
  it("appends a line a step, and redone steps again", async () => {
    const file = await newFile();
    const metrics = await MetricsFile.open(file, 2, silentLogger);
    for (const [generation, step] of [
      [1, 0],
      [1, 1],
      [1, 1],
      [2, 1],
      [1, 9],
      [2, 2],
    ] as const)
      metrics.add(line(generation, step), { samplesPerSecond: 10.4, wallSeconds: 7.0004, trainSeconds: 1 / 3, trainedSamples: 99 }, null);
    metrics.add(line(2, 3, 0), still, { epoch: 0, trainLoss: 1, trainAccuracy: 1, testLoss: 1, testAccuracy: 1, testReport });
    await metrics.close();
    expect(await keysIn(file)).toEqual(["1/0", "1/1", "2/1", "2/2", "2/3"]);
    const lines = (await readFile(file, "utf8"))
      .trimEnd()
      .split("\n")
      .map((text) => JSON.parse(text) as object);
    const pace = { samplesPerSecond: 10, wallSeconds: 7, trainSeconds: 0.333, trainedSamples: 99 };
    expect(lines[0]).toEqual({ generation: 1, step: 0, epoch: 0, loss: 0.5, accuracy: 0.25, samples: 4, ...pace });
    expect(lines[4]).toMatchObject({ loss: null, accuracy: null, epochEnd: { testAccuracy: 1, testReport } });
  });

  it("has no accuracy where there are no classes", async () => {
    const file = await newFile();
    const metrics = await MetricsFile.open(file, 0, silentLogger);
    metrics.add(line(1, 0), still, null);
    await metrics.close();
    expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ loss: 0.5, accuracy: null });
  });

  it("keeps the lines that come while others are being written", async () => {
    const file = await newFile();
    const metrics = await MetricsFile.open(file, 2, silentLogger);
    // Several writes long, and far from the 16 MiB beyond which lines are lost on purpose.
    const endMs = performance.now() + 1_200;
    let steps = 0;
    while (performance.now() < endMs && steps < 50_000) {
      metrics.add(line(1, steps++), still, null);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await metrics.close();
    expect(await keysIn(file)).toEqual(Array.from({ length: steps }, (_, step) => `1/${step}`));
  });

  it("goes on after its last whole line", async () => {
    const file = await newFile();
    const first = await MetricsFile.open(file, 2, silentLogger);
    first.add(line(1, 0), still, null);
    first.add(line(1, 1), still, null);
    await first.close();
    await appendFile(file, '{"generation":1,"st');
    const second = await MetricsFile.open(file, 2, silentLogger);
    for (let step = 0; step < 4; step += 1) second.add(line(1, step), still, null);
    await second.close();
    expect(await keysIn(file)).toEqual(["1/0", "1/1", "1/2", "1/3"]);
  });

  it("knows the times of the last line, also of a file without any", async () => {
    const file = await newFile();
    const first = await MetricsFile.open(file, 2, silentLogger);
    first.add(line(1, 0), { samplesPerSecond: 1, wallSeconds: 9, trainSeconds: 5, trainedSamples: 40 }, null);
    await first.close();
    const second = await MetricsFile.open(file, 2, silentLogger);
    await second.close();
    expect([first.past, second.past]).toEqual([noTimes, { wallSeconds: 9, trainSeconds: 5, trainedSamples: 40 }]);
    for (const times of ["", ',"wallSeconds":9', ',"wallSeconds":9,"trainSeconds":-1,"trainedSamples":40']) {
      await appendFile(file, `{"generation":2,"step":1${times}}\n`);
      const third = await MetricsFile.open(file, 2, silentLogger);
      await third.close();
      expect(third.past).toEqual(noTimes);
    }
  });

  it("survives a file it cannot make sense of", async () => {
    const strange = await newFile();
    await writeFile(strange, "hello\n");
    const metrics = await MetricsFile.open(strange, 2, silentLogger);
    metrics.add(line(1, 0), still, null);
    await metrics.close();
    expect(await readFile(strange, "utf8")).toMatch(/^hello\n\{"generation":1/);
  });

  it("keeps its lines while the disk takes none, tells it once, and writes all of them later", async () => {
    const said: object[] = [];
    const file = await newFile();
    const hear = (fields: object): void => void said.push(fields);
    const metrics = await MetricsFile.open(file, 2, { ...silentLogger, warn: hear, info: hear });
    metrics.add(line(1, 0), still, null);
    await untilWritten(file, 1);
    // A folder in the way of the file, so that it cannot be opened.
    await rename(file, `${file}.away`);
    await mkdir(file);
    metrics.add(line(1, 1), still, null);
    while (said.length === 0) await sleep(10);
    metrics.add(line(1, 2), still, null);
    await sleep(1_100);
    expect(said).toEqual([{ alarm: "metrics" }]);
    await rmdir(file);
    await rename(`${file}.away`, file);
    await untilWritten(file, 3);
    await metrics.close();
    expect(await keysIn(file)).toEqual(["1/0", "1/1", "1/2"]);
    expect(said).toEqual([{ alarm: "metrics" }, { alarmOver: "metrics", lost: 0 }]);
  });

  it("leaves no torn line behind a write that broke off", async () => {
    const file = await newFile();
    const metrics = await MetricsFile.open(file, 2, silentLogger);
    const handle = await open(file, "a");
    const prototype = Object.getPrototypeOf(handle) as typeof handle;
    await handle.close();
    const append = vi.spyOn(prototype, "appendFile").mockImplementationOnce(async function (this: typeof handle, text) {
      await this.write(String(text).slice(0, 30));
      throw new Error("ENOSPC: no space left on device, write");
    });
    for (let step = 0; step < 2; step++) metrics.add(line(1, step), still, null);
    await untilWritten(file, 2);
    await metrics.close();
    expect(append).toHaveBeenCalledTimes(2);
    append.mockRestore();
    expect(await keysIn(file)).toEqual(["1/0", "1/1"]);
  });

  it("holds 16 MiB of lines and says how many it lost beyond", async () => {
    const said: object[] = [];
    const file = await newFile();
    const metrics = await MetricsFile.open(file, 2, { ...silentLogger, info: (fields) => said.push(fields) });
    await mkdir(file);
    const lines = 200_000;
    for (let step = 0; step < lines; step++) metrics.add(line(1, step), still, null);
    await sleep(600);
    await rmdir(file);
    await metrics.close();
    const kept = (await keysIn(file)).length;
    expect((await readFile(file)).length).toBeLessThanOrEqual(16 << 20);
    expect(kept).toBeLessThan(lines);
    expect(said).toEqual([{ alarmOver: "metrics", lost: lines - kept }]);
  });
});

async function untilWritten(file: string, lines: number): Promise<void> {
  for (;;) {
    const text = await readFile(file, "utf8").catch(() => "");
    if (text.split("\n").length > lines && text.endsWith("\n")) return;
    await sleep(20);
  }
}
