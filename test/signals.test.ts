import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startLockstep } from "./harness/command.ts";
import type { RunningCommand } from "./harness/command.ts";
import { makeScratch, removeScratch } from "./harness/run-folder.ts";
import { writeSmallMnist } from "./harness/small-mnist.ts";
import { timeBoundMs } from "./harness/time-bound.ts";

let scratch = "";
beforeAll(async () => {
  scratch = await makeScratch();
  await writeSmallMnist(path.join(scratch, "data"), 2_000, 100);
});
afterAll(() => removeScratch(scratch));

const flags = (epochs: number): readonly string[] => [
  "--data",
  path.join(scratch, "data"),
  "--epochs",
  String(epochs),
  "--seed",
  "3",
  "--no-dashboard",
];

/** A training far too long for the test, in the middle of its work. */
async function startLongTraining(name: string, more: readonly string[] = []): Promise<RunningCommand> {
  const command = startLockstep(["train", "--run", path.join(scratch, name), "--json", ...flags(100_000), ...more], { folder: scratch });
  await command.until(/"type":"epoch"/);
  // launcher, coordinator, parameter server, two workers
  expect(command.processes()).toHaveLength(5);
  return command;
}

async function untilGone(command: RunningCommand, limitMs: number): Promise<number> {
  const startedAtMs = performance.now();
  while (command.processes().length > 0 && performance.now() - startedAtMs < limitMs)
    await new Promise((resolve) => setTimeout(resolve, 20));
  return performance.now() - startedAtMs;
}

describe("a training that is interrupted", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("by %s ends with %i and leaves nothing running", async (signal, code) => {
    const command = await startLongTraining(`by-${signal}`);
    const atMs = performance.now();
    command.kill(signal);
    const result = await command.result;
    expect(result).toMatchObject({ code, signal: null, leftOver: [], stderr: "" });
    expect(performance.now() - atMs).toBeLessThan(timeBoundMs(8_000));
  });

  it("by Ctrl-C twice ends at once", async () => {
    const command = await startLongTraining("twice");
    // One that does not react to SIGTERM would be waited for otherwise.
    for (const pid of command.processes()) if (pid !== command.pid) process.kill(pid, "SIGSTOP");
    const atMs = performance.now();
    command.kill("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 800));
    command.kill("SIGINT");
    expect(await command.result).toMatchObject({ code: 130, leftOver: [] });
    expect(performance.now() - atMs).toBeLessThan(timeBoundMs(3_000));
  });

  it("by kill -9 of the launcher leaves no process after 3 s", async () => {
    const command = await startLongTraining("orphaned");
    command.kill("SIGKILL");
    expect((await command.result).signal).toBe("SIGKILL");
    await untilGone(command, 15_000).then((elapsedMs) => expect(elapsedMs).toBeLessThan(timeBoundMs(3_000)));
    expect(command.processes()).toEqual([]);
  });
});

describe("a launcher that dies while its processes are still starting", () => {
  it("leaves none of them running", async () => {
    const command = startLockstep(["train", "--run", path.join(scratch, "stillborn"), ...flags(100_000)], { folder: scratch });
    await command.until(/^data: /m);
    // They load their modules: they do not listen to their launcher yet.
    await expect.poll(() => command.processes().length, { interval: 1 }).toBeGreaterThanOrEqual(2);
    command.kill("SIGKILL");
    expect((await command.result).signal).toBe("SIGKILL");
    await untilGone(command, 15_000).then((elapsedMs) => expect(elapsedMs).toBeLessThan(timeBoundMs(3_000)));
    expect(command.processes()).toEqual([]);
  });
});

describe("what a process of the run reports as an alarm", () => {
  it("is told to the user", async () => {
    const name = "alarmed";
    const command = startLockstep(["train", "--run", path.join(scratch, name), "--json", ...flags(100_000), "--snapshot-every", "20"], {
      folder: scratch,
    });
    await command.until(/"type":"epoch"/);
    await rm(path.join(scratch, name, "snapshots"), { recursive: true });
    // A folder that is only gone would be made again.
    await writeFile(path.join(scratch, name, "snapshots"), "");
    await command.until(/"type":"alarm","message":"parameter-server-0: snapshot of version \d+ failed: /);
    command.kill("SIGINT");
    expect(await command.result).toMatchObject({ code: 130, leftOver: [] });
  });
});

describe("a process of the run that dies and is not to be started again", () => {
  it("ends the run with a line that names it", async () => {
    const command = await startLongTraining("bereaved", ["--max-restarts", "0"]);
    const victim = await pidOf(command, "worker-1");
    process.kill(victim, "SIGKILL");
    const result = await command.result;
    expect(result).toMatchObject({ code: 1, leftOver: [] });
    expect(result.stderr).toMatch(
      /^lockstep: worker-1 ended \(killed by SIGKILL\): [^\n]+; go on with: npx lockstep train --resume --run bereaved\n$/,
    );
  });
});

async function pidOf(command: RunningCommand, name: string): Promise<number> {
  for (const pid of command.processes()) {
    const words = (await readFile(`/proc/${pid}/cmdline`, "utf8")).split("\0");
    if (words.includes(name)) return pid;
  }
  throw new Error(`no process ${name}`);
}
