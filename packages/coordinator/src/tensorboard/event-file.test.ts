import { appendFile, mkdir, mkdtemp, readFile, rename, rm, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { silentLogger } from "@lockstep/core";
import { EventFile } from "./event-file.ts";
import { histogram, picture, scalar, sessionEnd, sessionStart, text } from "./event-values.ts";
import type { EventValue } from "./event-file.ts";
import { eventsIn } from "./events-in.test.fixture.ts";
import { readWithTensorBoard, skippedWithout, tensorBoardPython } from "./real-tensorboard.test.fixture.ts";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "lockstep-tensorboard-"));
  folders.push(folder);
  return folder;
}

const fileOf = (folder: string): string => path.join(folder, "tensorboard", "events.out.tfevents.lockstep");

const point = (tag: string, value: number): EventValue => {
  const made = scalar(tag, value);
  if (made === null) throw new Error(`${value} is no point`);
  return made;
};

async function untilHas(file: string, event: string): Promise<void> {
  for (const endMs = performance.now() + 10_000; performance.now() < endMs; await sleep(20)) {
    if ((await eventsIn(file).catch((): string[] => [])).includes(event)) return;
  }
  throw new Error(`${event} was not written`);
}

describe("EventFile", () => {
  it("writes each step of a tag once, however often it is told, and goes on so when it is opened again", async () => {
    const folder = await newFolder();
    const first = await EventFile.open(folder, silentLogger);
    for (const step of [0, 1, 2, 1, 2, 3]) first.add(step, [point("a", step), ...(step < 2 ? [point("b", step)] : [])]);
    await first.close();
    const once = ["brain.Event:2", "a@0", "b@0", "a@1", "b@1", "a@2", "a@3"];
    expect(await eventsIn(fileOf(folder))).toEqual(once);
    const second = await EventFile.open(folder, silentLogger);
    for (const step of [0, 1, 2, 3, 4]) second.add(step, [point("a", step), point("b", step)]);
    await second.close();
    expect(await eventsIn(fileOf(folder))).toEqual([...once, "b@2", "b@3", "a@4", "b@4"]);
  });

  it("cuts off what a crash has torn, and writes it again when it is told again", async () => {
    const folder = await newFolder();
    const first = await EventFile.open(folder, silentLogger);
    for (const step of [0, 1]) first.add(step, [point("a", step)]);
    await first.close();
    const file = fileOf(folder);
    const whole = await readFile(file);
    for (const torn of [whole.subarray(0, -1), whole.subarray(0, -20), Buffer.concat([whole, whole.subarray(0, 13)]), Buffer.from("x")]) {
      await rm(file);
      await appendFile(file, torn);
      const again = await EventFile.open(folder, silentLogger);
      for (const step of [0, 1]) again.add(step, [point("a", step)]);
      await again.close();
      expect(await eventsIn(file)).toEqual(["brain.Event:2", "a@0", "a@1"]);
    }
  });

  it("keeps its records while the disk takes none, tells it once, and writes all of them later", async () => {
    const folder = await newFolder();
    const file = fileOf(folder);
    const said: object[] = [];
    const hear = (fields: object): void => void said.push(fields);
    const events = await EventFile.open(folder, { ...silentLogger, warn: hear, info: hear });
    events.add(0, [point("a", 0)]);
    await untilHas(file, "a@0");
    await rename(file, `${file}.away`);
    await mkdir(file);
    events.add(1, [point("a", 1)]);
    for (const endMs = performance.now() + 10_000; said.length === 0 && performance.now() < endMs;) await sleep(20);
    events.add(2, [point("a", 2)]);
    await sleep(1_100);
    expect(said).toEqual([{ alarm: "tensorboard" }]);
    await rmdir(file);
    await rename(`${file}.away`, file);
    await untilHas(file, "a@2");
    await events.close();
    expect(said).toEqual([{ alarm: "tensorboard" }, { alarmOver: "tensorboard", lost: 0 }]);
    expect(await eventsIn(file)).toEqual(["brain.Event:2", "a@0", "a@1", "a@2"]);
  });

  it.skipIf(tensorBoardPython === null)(`is read by TensorBoard, over restarts${skippedWithout}`, { timeout: 120_000 }, async () => {
    const folder = await newFolder();
    const first = await EventFile.open(folder, silentLogger);
    first.add(0, [sessionStart({ seed: 7, recipe: "mnist-mlp-128", allowMixedBackends: false })]);
    first.add(2, [text("run/settings", "**bold**")]);
    for (const step of [0, 1, 2]) first.add(step, [point("loss/train-step", 2 ** -step)]);
    await first.close();
    await appendFile(fileOf(folder), Buffer.from("torn"));
    const second = await EventFile.open(folder, silentLogger);
    for (const step of [1, 2, 3]) second.add(step, [point("loss/train-step", 2 ** -step)]);
    const spread = histogram("parameters/dense/kernel", [Float32Array.of(-1, 0, 0.5), Float32Array.of(2)]);
    const png = Uint8Array.of(0x89, 0x50);
    second.add(3, [...(spread === null ? [] : [spread]), picture("misclassified/1", 28, 27, png), sessionEnd()]);
    await second.close();

    const found = await readWithTensorBoard(path.dirname(fileOf(folder)));
    expect(found.scalars).toEqual({
      "loss/train-step": [
        [0, 1],
        [1, 0.5],
        [2, 0.25],
        [3, 0.125],
      ],
    });
    expect(found.histograms).toEqual({ "parameters/dense/kernel": [{ step: 3, num: 4, sum: 1.5, counts: 4 }] });
    expect(found.images).toEqual({ "misclassified/1": [{ step: 3, width: 28, height: 27, png: "8950" }] });
    expect(found.texts).toEqual({ "run/settings": [[2, "**bold**"]] });
    expect(found.hparams).toEqual({ seed: 7, recipe: "mnist-mlp-128", allowMixedBackends: false });
    expect(found.ended).toBe(true);
  });
});
