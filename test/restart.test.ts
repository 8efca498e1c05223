import { existsSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { failpointNames } from "@lockstep/core";
import type { RunEvent, RunSummary } from "@lockstep/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockstep, startLockstep } from "./harness/command.ts";
import type { RunningCommand } from "./harness/command.ts";
import { withLongCases } from "./harness/long-cases.ts";
import { makeScratch, readSummary, removeScratch, train } from "./harness/run-folder.ts";
import { writeSmallMnist } from "./harness/small-mnist.ts";

/** Long enough to be hit in the middle. */
const longRun = 40;
const shortRun = 3;

let scratch = "";
const references = new Map<number, RunSummary>();
const flags = (epochs: number): readonly string[] => ["--data", path.join(scratch, "data"), "--epochs", String(epochs), "--seed", "3"];

beforeAll(async () => {
  scratch = await makeScratch();
  await writeSmallMnist(path.join(scratch, "data"), 1_000, 100);
  for (const epochs of [longRun, shortRun]) references.set(epochs, (await train(scratch, `reference-${epochs}`, flags(epochs))).summary);
});
afterAll(() => removeScratch(scratch));

function startTraining(
  name: string,
  epochs: number,
  more: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): RunningCommand {
  const command = ["train", "--run", path.join(scratch, name), "--json", "--port", "0", ...flags(epochs), ...more];
  return startLockstep(command, { folder: scratch, environment });
}

/** Process ids of the run's processes by name. */
async function processesOf(command: RunningCommand): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (const pid of command.processes()) {
    const words = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
    const role = words.find((word) => ["coordinator", "parameter-server", "worker"].includes(word));
    if (role === "coordinator") found.set(role, pid);
    if (role === "parameter-server") found.set(`${role}-${words[words.indexOf("--range") + 1]}`, pid);
    if (role === "worker") found.set(words[words.indexOf("--name") + 1] ?? "", pid);
  }
  return found;
}

function eventsOf(output: string): readonly RunEvent[] {
  return output
    .slice(0, output.lastIndexOf("\n") + 1)
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as RunEvent);
}

const untilEpoch = (command: RunningCommand, epoch: number): Promise<void> => command.until(new RegExp(`"epoch":\\{"epoch":${epoch},`));

/** Kills these processes at once and waits until all of them run again. @returns the processes before and after */
async function killAndWait(command: RunningCommand, names: readonly string[]): Promise<readonly ReadonlyMap<string, number>[]> {
  const before = await processesOf(command);
  const restarts = (name: string): number =>
    eventsOf(command.output()).filter((event) => event.type === "process" && event.name === name && event.state === "restarted").length;
  const had = new Map(names.map((name) => [name, restarts(name)]));
  for (const name of names) process.kill(before.get(name) ?? Number.NaN, "SIGKILL");
  await expect.poll(() => names.every((name) => restarts(name) > (had.get(name) ?? 0)), { timeout: 10_000, interval: 20 }).toBe(true);
  return [before, await processesOf(command)];
}

/** How a training ended, what it left and what it told. */
async function endOf(command: RunningCommand, name: string): Promise<object> {
  const { code, leftOver, stderr, stdout } = await command.result;
  const folder = path.join(scratch, name);
  const { weightsHash, testAccuracy, trainLoss, samplesApplied, ledgerOk } = await readSummary(folder);
  const verified = (await lockstep(["verify", folder], { folder: scratch })).code;
  const epochs = eventsOf(stdout).flatMap((event) => (event.type === "epoch" ? [event.epoch.epoch] : []));
  const last = eventsOf(stdout).at(-1)?.type;
  return { code, leftOver, stderr, weightsHash, testAccuracy, trainLoss, samplesApplied, ledgerOk, verified, epochs, last };
}

/** The end of a training that nobody disturbed. */
function undisturbed(epochs: number): object {
  const { weightsHash, testAccuracy, trainLoss, samplesApplied } = references.get(epochs) ?? {};
  return {
    code: 0,
    leftOver: [],
    stderr: "",
    weightsHash,
    testAccuracy,
    trainLoss,
    samplesApplied,
    ledgerOk: true,
    verified: 0,
    epochs: Array.from({ length: epochs }, (_, epoch) => epoch),
    last: "finished",
  };
}

describe("lockstep train whose processes are killed by -9", () => {
  it("ends with the same weights after each of them was, one after the other; the others are not touched", async () => {
    const command = startTraining("one-by-one", longRun);
    for (const [name, epoch] of [
      ["worker-1", 3],
      ["parameter-server-0", 8],
      ["coordinator", 14],
    ] as const) {
      await untilEpoch(command, epoch);
      const [before, after] = await killAndWait(command, [name]);
      expect(before?.size).toBe(4);
      for (const [other, pid] of before ?? []) expect(after?.get(other) === pid).toBe(other !== name);
      expect([...(after?.keys() ?? [])].toSorted()).toEqual([...(before?.keys() ?? [])].toSorted());
    }
    expect(await endOf(command, "one-by-one")).toEqual(undisturbed(longRun));
    // The coordinator serves where it did before.
    const listening = eventsOf(command.output()).filter((event) => event.type === "listening");
    expect(listening).toHaveLength(2);
    expect(listening[1]).toEqual(listening[0]);
    const log = await readFile(path.join(scratch, "one-by-one", "logs", "worker-1.log"), "utf8");
    expect(new Set([...log.matchAll(/"pid":(\d+)/g)].map(([, pid]) => pid)).size).toBe(2);
  });

  it("ends with the same weights after all of them were at once", async () => {
    const command = startTraining("all-at-once", longRun);
    await untilEpoch(command, 5);
    await killAndWait(command, ["worker-0", "worker-1", "parameter-server-0", "coordinator"]);
    expect(await endOf(command, "all-at-once")).toEqual(undisturbed(longRun));
  });

  it.each(withLongCases(["coordinator.results-written"], ["coordinator.finished-durable"]))(
    "ends with the same weights after %s",
    async (point) => {
      const command = startTraining(point, shortRun, [], { LOCKSTEP_FAILPOINTS: `${point}=kill` });
      expect(await endOf(command, point)).toEqual(undisturbed(shortRun));
      expect(command.output()).toContain('"name":"coordinator","state":"restarted"');
    },
  );

  it("fails with what the process said when it crashes again and again", async () => {
    const command = startTraining("hopeless", longRun, ["--max-restarts", "1"]);
    for (let crash = 0; crash < 2; crash++) {
      await command.until(new RegExp(`"name":"worker-1","state":"${crash === 0 ? "joined" : "restarted"}"`));
      process.kill((await processesOf(command)).get("worker-1") ?? Number.NaN, "SIGKILL");
    }
    const result = await command.result;
    expect(result).toMatchObject({ code: 1, leftOver: [] });
    expect(result.stderr).toMatch(/^lockstep: worker-1 ended \(killed by SIGKILL\): .*; given up after 2 crashes of it .*; go on with: /);
  });
});

describe("a worker that is told to leave", () => {
  it("leaves, and the others end the run with the same weights; the run passes every failpoint", async () => {
    const all = failpointNames.map((name) => `${name}=pause(0)`).join(";");
    const command = startTraining("left", longRun, ["--snapshot-every", "20", "--parameter-servers", "2"], {
      LOCKSTEP_FAILPOINTS: all,
    });
    await untilEpoch(command, 3);
    process.kill((await processesOf(command)).get("worker-0") ?? Number.NaN, "SIGTERM");
    await command.until(/"type":"process","name":"worker-0","state":"left"/);
    expect(await endOf(command, "left")).toEqual(undisturbed(longRun));
    expect(command.output()).not.toContain('"state":"restarted"');
    const logs = path.join(scratch, "left", "logs");
    const passed = new Set<string>();
    for (const file of await readdir(logs)) {
      const log = await readFile(path.join(logs, file), "utf8");
      expect(log).toContain("this process will fail where it is told to");
      for (const [, name] of log.matchAll(/"msg":"failpoint ([\w.-]+)=/g)) passed.add(name ?? "");
    }
    expect(failpointNames.filter((name) => !passed.has(name))).toEqual([]);
  });
});

describe("failpoints", () => {
  it.each([
    ["worker.step-don=kill", "worker.step-done"],
    ["woker-1:worker.step-done=kill", "worker-1"],
    ["parameter-server-7:server.opened=kill", "parameter-server-0"],
  ])("are refused before anything is started if there is no such point or process: %s", async (rule, nearest) => {
    const environment = { LOCKSTEP_FAILPOINTS: rule };
    const runFolder = path.join(scratch, "wrong");
    const result = await lockstep(["train", "--run", runFolder, ...flags(shortRun)], { folder: scratch, environment });
    expect(result).toMatchObject({ code: 10, stdout: "", leftOver: [] });
    expect(result.stderr.startsWith(`lockstep: LOCKSTEP_FAILPOINTS: "${rule}": `)).toBe(true);
    expect(result.stderr.endsWith(`; the nearest is ${nearest}\n`)).toBe(true);
    expect(existsSync(runFolder)).toBe(false);
  });
});
