import { copyFileSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { RunEvent, RunStatus, RunSummary } from "@lockstep/core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { lockstep, startLockstep } from "./harness/command.ts";
import type { CommandResult, RunningCommand } from "./harness/command.ts";
import { FailingDisk, SmallDisk, whyNoFailingDisk, whyNoMounts } from "./harness/faulty-disk.ts";
import { HandStartedRun, untilMember } from "./harness/hand-started-run.ts";
import { makeScratch, readSummary, removeScratch, train } from "./harness/run-folder.ts";
import { pacedRecipe, setPace } from "./harness/paced-recipe.ts";
import { writeSmallMnist } from "./harness/small-mnist.ts";

// Disks fill up, turn read-only and lose bits under runs of real processes. The training goes on, or begins again at the last good
// snapshot; somebody is told; the weights are those of a run in which nothing happened.

const epochs = 6;
const stepsPerEpoch = 30;
const steps = epochs * stepsPerEpoch;
const snapshotEvery = 10;

let scratch = "";
let recipe = "";
/** environment of workers whose gradients take longer */
let slow: Readonly<Record<string, string>>;
let reference: RunSummary;
const disks: { unmount(): void }[] = [];
const commands: RunningCommand[] = [];

const flags = (): readonly string[] => [
  "--data",
  path.join(scratch, "data"),
  "--seed",
  "5",
  "--epochs",
  String(epochs),
  "--snapshot-every",
  String(snapshotEvery),
];

beforeAll(async () => {
  scratch = await makeScratch();
  await writeSmallMnist(path.join(scratch, "data"), stepsPerEpoch * 32, 100);
  recipe = path.join(scratch, "recipe.mjs");
  const defaults = { batchSize: 32, shards: 2, epochs, optimizer: { name: "adam", learningRate: 0.001 } } as const;
  await writeFile(recipe, pacedRecipe({ name: "slow", units: 16, paceFile: null, slowMs: 10, defaults }));
  const paceFile = path.join(scratch, "pace");
  await setPace(paceFile, "slow");
  slow = { PACE_FILE: paceFile };
  ({ summary: reference } = await train(scratch, "reference", [recipe, ...flags()]));
});
afterEach(async () => {
  for (const command of commands.splice(0)) {
    for (const pid of command.processes()) process.kill(pid, "SIGKILL");
    await command.result.catch(() => {});
  }
  for (const disk of disks.splice(0)) disk.unmount();
});
afterAll(() => removeScratch(scratch));

const noMounts = whyNoMounts();
const skipped = skippedBecause(noMounts);
const noFailingDisk = noMounts ?? whyNoFailingDisk();

function skippedBecause(reason: string | null): string {
  return reason === null ? "" : ` (skipped: ${reason})`;
}

function smallDisk(name: string, megabytes = 16): SmallDisk {
  const disk = new SmallDisk(path.join(scratch, name), megabytes);
  disks.push(disk);
  return disk;
}

function startTraining(
  runFolder: string,
  extra: readonly string[] = [],
  environment: Readonly<Record<string, string>> = slow,
): RunningCommand {
  const command = startLockstep(["train", recipe, ...flags(), "--run", runFolder, "--json", ...extra], { folder: scratch, environment });
  commands.push(command);
  return command;
}

const eventsIn = (output: string): readonly RunEvent[] =>
  output
    .slice(0, output.lastIndexOf("\n") + 1)
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as RunEvent);

const messages = (output: string, type: "alarm" | "alarm-over"): readonly string[] =>
  eventsIn(output).flatMap((event) => (event.type === type ? [event.message] : []));

/** What the coordinator of this run folder says of the run. */
async function statusOf(runFolder: string): Promise<RunStatus> {
  const { address } = JSON.parse(await readFile(path.join(runFolder, "coordinator/http.json"), "utf8")) as { readonly address: string };
  return (await (await fetch(`http://${address}/status`)).json()) as RunStatus;
}

/** Waits until the run has committed so many steps, and tells how many. */
async function untilStep(runFolder: string, step: number): Promise<number> {
  const endMs = performance.now() + 60_000;
  for (;;) {
    const status = await statusOf(runFolder).catch(() => null);
    if (status !== null && status.progress.step >= step) return status.progress.step;
    if (performance.now() > endMs) throw new Error(`step ${step} was not committed within 60 s: ${JSON.stringify(status)}`);
    await sleep(50);
  }
}

function pidOf(command: RunningCommand, name: string): number {
  const pid = command.processes().find((each) => readFileSync(`/proc/${each}/cmdline`, "utf8").split("\0").includes(name));
  if (pid === undefined) throw new Error(`no process is called ${name}`);
  return pid;
}

/** The run has come to what it would have come to on a good disk. */
async function expectGoodRun(runFolder: string): Promise<void> {
  const { weightsHash, samplesApplied, testAccuracy, trainLoss } = reference;
  expect(await readSummary(runFolder)).toMatchObject({ weightsHash, samplesApplied, testAccuracy, trainLoss, steps, ledgerOk: true });
  expect(await lockstep(["verify", runFolder], { folder: scratch })).toMatchObject({ code: 0, stderr: "" });
  const model = JSON.parse(await readFile(path.join(runFolder, "model/model.json"), "utf8")) as object;
  expect(model).toMatchObject({ userDefinedMetadata: { lockstep: { weightsHash } } });
  expect(await measuredSteps(runFolder)).toEqual(Array.from({ length: steps + 1 }, (_, step) => step));
  expect(readdirSync(runFolder, { recursive: true }).filter((name) => String(name).endsWith(".tmp"))).toEqual([]);
}

/** The steps that metrics.jsonl tells of, in order, each line whole. */
async function measuredSteps(runFolder: string): Promise<readonly number[]> {
  const lines = (await readFile(path.join(runFolder, "metrics.jsonl"), "utf8")).trimEnd().split("\n");
  return [...new Set(lines.map((line) => (JSON.parse(line) as { readonly step: number }).step))].toSorted((a, b) => a - b);
}

const filesOf = (folder: string): readonly string[] => readdirSync(folder, { recursive: true }).map(String).toSorted();

/** One line that tells what is wrong. */
const refusal = (code: number, message: RegExp): object => ({
  code,
  leftOver: [],
  stderr: expect.stringMatching(new RegExp(`^lockstep: [^\\n]*${message.source}[^\\n]*\\n$`)),
});

describe.skipIf(noMounts !== null)(`a full disk${skipped}`, () => {
  it("in the middle of a run: it goes on, also over a change of its membership, tells of it once, and writes everything later", async () => {
    const disk = smallDisk("middle");
    const runFolder = path.join(disk.folder, "run");
    const command = startTraining(runFolder);
    await command.until(/"epoch":\{"epoch":1,/);
    disk.fill();
    const fullAt = await untilStep(runFolder, 0);
    await untilStep(runFolder, fullAt + 40);
    process.kill(pidOf(command, "worker-1"), "SIGKILL");
    await command.until(/"type":"generation","generation":2,/);
    await untilStep(runFolder, fullAt + 80);

    const { alarms, alarmCount } = await statusOf(runFolder);
    const told = messages(command.output(), "alarm");
    expect(told.toSorted()).toEqual([
      expect.stringMatching(/metrics\.jsonl cannot be written: ENOSPC/),
      expect.stringMatching(/events\.out\.tfevents\.lockstep cannot be written: ENOSPC/),
      expect.stringMatching(/^parameter-server-0: ledger .* cannot be written: ENOSPC: .*training goes on/),
      expect.stringMatching(/^parameter-server-0: snapshot of version \d+ failed: .*training goes on/),
    ]);
    expect(Object.values(alarms)).toMatchObject(told.map((message) => ({ message, over: null })));
    expect(alarmCount).toBe(4);
    const shown = await lockstep(["status", runFolder], { folder: scratch });
    // The latest three of them.
    expect(shown.stdout).toMatch(/^alarm \S+: .*(?:cannot be written: ENOSPC|snapshot of version \d+ failed)/m);
    expect(shown.stdout).toContain("(4 alarms, the latest:)");

    disk.free();
    expect(await command.result).toMatchObject({ code: 0, leftOver: [] });
    expect(messages(command.output(), "alarm-over").toSorted()).toEqual(told.toSorted());
    expect(messages(command.output(), "alarm")).toEqual(told);
    await expectGoodRun(runFolder);
    for (const name of readdirSync(path.join(runFolder, "logs"))) {
      const log = readFileSync(path.join(runFolder, "logs", name), "utf8");
      for (const line of log.trimEnd().split("\n")) expect(() => JSON.parse(line) as object).not.toThrow();
    }
  });

  it("at the end of a run: the last snapshot and the results wait for room", async () => {
    const disk = smallDisk("end");
    const runFolder = path.join(disk.folder, "run");
    const command = startTraining(runFolder, ["--parameter-servers", "2"]);
    await untilStep(runFolder, steps - 30);
    disk.fill();
    await untilStep(runFolder, steps);
    await expect.poll(() => messages(command.output(), "alarm").length, { timeout: 10_000 }).toBeGreaterThanOrEqual(5);
    await sleep(2_000);
    expect((await statusOf(runFolder)).state).toBe("training");
    disk.free();
    expect(await command.result).toMatchObject({ code: 0, leftOver: [] });
    await expectGoodRun(runFolder);
  });

  it("of the coordinator alone at the end: the results are tried until there is room, and told once", async () => {
    const run = await HandStartedRun.prepare(scratch, "results", ["--recipe", recipe, ...flags()]);
    const disk = smallDisk("results");
    const coordinator = await run.coordinator();
    commands.push(coordinator, run.parameterServer(0), run.worker("worker-0", [], slow));
    await coordinator.until(/"epoch":\{"epoch":4,/);
    disk.fill();
    await coordinator.until(/the results cannot be gathered yet: cannot write .*: ENOSPC/);
    await sleep(3_000);
    disk.free();
    expect(await coordinator.result).toMatchObject({ code: 0, stderr: "" });
    expect(coordinator.output().match(/"type":"alarm","message":"the results/g)).toHaveLength(1);
    expect(coordinator.output().match(/"type":"alarm-over","message":"the results/g)).toHaveLength(1);
    expect(coordinator.output().match(/"type":"finished"/g)).toHaveLength(1);
    await expectGoodRun(run.folder);
  });

  it("before the start: one line, nothing left behind, and the same command works when there is room", async () => {
    const disk = smallDisk("start");
    disk.fill();
    const runFolder = path.join(disk.folder, "run");
    const command = ["train", recipe, ...flags(), "--run", runFolder, "--no-dashboard"];
    const refused = await lockstep(command, { folder: scratch });
    expect(refused).toMatchObject({ ...refusal(10, /config\.yaml: ENOSPC/), stdout: "" });
    expect(readdirSync(disk.folder)).toEqual(["filler"]);

    const run = await HandStartedRun.prepare(scratch, "start-by-hand", ["--recipe", recipe, ...flags()]);
    const byHand = await lockstep(["coordinator", "--run", path.join(disk.folder, "run"), "--recipe", recipe, ...flags()], {
      folder: scratch,
      environment: { LOCKSTEP_TOKEN: "secret-of-this-run" },
    });
    expect(byHand).toMatchObject(refusal(10, /ENOSPC/));
    const serverDisk = smallDisk("start-by-hand-server-0");
    serverDisk.fill();
    commands.push(await run.coordinator());
    expect(await run.parameterServer(0).result).toMatchObject(refusal(10, /parameter server 0 cannot keep its state in .*ENOSPC/));

    disk.free();
    expect(await lockstep(command, { folder: scratch })).toMatchObject({ code: 0, leftOver: [] });
    await expectGoodRun(runFolder);
  });
});

describe("an output that takes nothing", () => {
  it("does not end a training, which says so once", async () => {
    const runFolder = path.join(scratch, "silent");
    const result = await lockstep(["train", recipe, ...flags(), "--run", runFolder, "--no-dashboard"], {
      folder: scratch,
      outputFile: "/dev/full",
    });
    expect(result).toMatchObject(refusal(0, /the output cannot be written: ENOSPC/));
    await expectGoodRun(runFolder);
    expect(await lockstep(["recipes"], { folder: scratch, outputFile: "/dev/full" })).toMatchObject(
      refusal(1, /the output cannot be written: ENOSPC/),
    );
  });
});

describe.skipIf(noMounts !== null)(`a read-only disk${skipped}`, () => {
  it("at the start: one line that says so", async () => {
    const disk = smallDisk("read-only-server-0");
    disk.setReadOnly(true);
    const folder = path.join(disk.folder, "run");
    expect(await lockstep(["train", recipe, ...flags(), "--run", folder], { folder: scratch })).toMatchObject({
      ...refusal(10, /cannot write the run folder .*EROFS/),
      stdout: "",
    });
    const run = await HandStartedRun.prepare(scratch, "read-only", ["--recipe", recipe, ...flags()]);
    commands.push(await run.coordinator());
    expect(await run.parameterServer(0).result).toMatchObject(refusal(10, /cannot keep its state in .*EROFS/));
  });
});

describe.skipIf(noFailingDisk !== null)(`a disk that turns read-only${skippedBecause(noFailingDisk)}`, () => {
  it("from one moment to the next: the run goes on as it is, changes nothing it cannot promise, and ends well after a repair", async () => {
    const run = await HandStartedRun.prepare(scratch, "broken", ["--recipe", recipe, ...flags()]);
    const disk = new FailingDisk(`${run.folder}-server-0`, 16);
    disks.push(disk);
    const coordinator = await run.coordinator(["--http", "127.0.0.1:0"]);
    const server = run.parameterServer(0);
    const staying = run.worker("worker-0", [], slow);
    const killed = run.worker("worker-1", [], slow);
    commands.push(coordinator, server, staying, killed);
    await untilMember(coordinator, "worker-1");
    await coordinator.until(/"epoch":\{"epoch":1,/);
    disk.fail();
    await coordinator.until(/"type":"alarm","message":"parameter-server-0: ledger .* cannot be written: EROFS/);
    await untilStep(run.folder, (await untilStep(run.folder, 0)) + 40);

    killed.kill("SIGKILL");
    await coordinator.until(/"type":"alarm","message":"parameter-server-0: generation \d+ cannot be promised: .*EROFS/);
    server.kill("SIGKILL");
    await server.result;
    disk.repair();
    commands.push(run.parameterServer(0));
    expect(await coordinator.result).toMatchObject({ code: 0, stderr: "" });
    expect((await staying.result).code).toBe(0);
    await expectGoodRun(run.folder);
  });
});

/** What all of these tests damage: a run of two parameter servers, killed in the middle. */
describe("damaged files of a run that goes on", () => {
  let killed = "";
  /** of both servers, ascending */
  let common: readonly number[] = [];
  let runs = 0;
  let runFolder = "";
  const inRun = (...names: readonly string[]): string => path.join(runFolder, ...names);

  beforeAll(async () => {
    killed = path.join(scratch, "killed");
    const command = startTraining(killed, ["--parameter-servers", "2", "--no-dashboard"]);
    await command.until(/"epoch":\{"epoch":2,/);
    for (const pid of command.processes()) process.kill(pid, "SIGKILL");
    await command.result;
    runFolder = killed;
    common = snapshotsOf(0).filter((version) => snapshotsOf(1).includes(version));
    if (common.length < 2) throw new Error(`the killed run has ${common.length} common snapshots; expected 2`);
  });

  /** A copy of the killed run, damaged. */
  async function damaged(): Promise<void> {
    runFolder = path.join(scratch, `damaged-${runs++}`);
    await cp(killed, runFolder, { recursive: true });
  }

  const versionOf = (name: string): number => Number(/^ps\d+-v(\d+)-/.exec(name)?.[1]);
  const namesOf = (range: number): readonly string[] => readdirSync(inRun("snapshots")).filter((name) => name.startsWith(`ps${range}-v`));
  const snapshotsOf = (range: number): readonly number[] =>
    namesOf(range)
      .filter((name) => name.endsWith(".snapshot"))
      .map(versionOf)
      .toSorted((a, b) => a - b);
  const snapshotFile = (range: number, version: number): string =>
    inRun("snapshots", namesOf(range).find((name) => versionOf(name) === version) ?? "");

  function flip(file: string, byte: number, bit = 3): void {
    const bytes = readFileSync(file);
    const at = byte < 0 ? bytes.length + byte : byte;
    bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
    writeFileSync(file, bytes);
  }

  /** Goes on with the run to its end, and expects that it comes to what it must. @returns its output */
  async function resume(...extra: readonly string[]): Promise<CommandResult> {
    const result = await lockstep(["train", "--resume", "--run", runFolder, "--json", "--no-dashboard", ...extra], { folder: scratch });
    expect(result).toMatchObject({ code: 0, leftOver: [] });
    const { weightsHash, samplesApplied } = reference;
    expect(await readSummary(runFolder)).toMatchObject({ weightsHash, samplesApplied, ledgerOk: true });
    expect(await lockstep(["verify", runFolder], { folder: scratch })).toMatchObject({ code: 0, stderr: "" });
    await rm(runFolder, { recursive: true });
    return result;
  }

  const startOf = (output: string): number => eventsIn(output).find((event) => event.type === "generation")?.start ?? NaN;

  it("goes on from the newest common snapshot that is whole, where only one server's newest is damaged", async () => {
    await damaged();
    const newest = Math.max(...common);
    flip(snapshotFile(1, newest), -1000);
    for (const version of snapshotsOf(1)) if (version > newest) flip(snapshotFile(1, version), 5);
    const { stdout } = await resume();
    expect(startOf(stdout)).toBe(common.at(-2));
    expect(messages(stdout, "alarm")).toContainEqual(
      expect.stringMatching(new RegExp(`^parameter-server-1: a snapshot is not used: .*ps1-v${newest}-.*its checksum is wrong`)),
    );
  });

  it("begins again, and says what is lost, where no snapshot of a server is whole", async () => {
    await damaged();
    for (const [index, version] of snapshotsOf(1).entries()) {
      if (index === 0) truncateSync(snapshotFile(1, version), 1024);
      else flip(snapshotFile(1, version), [3, 9, 14, 40, -10][index % 5] ?? 0);
    }
    const { stdout } = await resume();
    expect(startOf(stdout)).toBe(0);
    expect(messages(stdout, "alarm")).toContainEqual(
      expect.stringMatching(/training starts again from version 0: .*parameter-server-1 has none/),
    );
  });

  it("takes no file for what it is not, and misses none that can be made again", async () => {
    await damaged();
    const newest = Math.max(...common);
    // Leftovers and strangers.
    copyFileSync(
      path.join(scratch, "reference/snapshots", readdirSync(path.join(scratch, "reference/snapshots"))[0] ?? ""),
      inRun("snapshots/ps0-v9999-g9.snapshot"),
    );
    writeFileSync(inRun("snapshots/ps0-v500-g1.snapshot.0.tmp"), "half of it");
    writeFileSync(inRun("snapshots/notes.txt"), "mine");
    writeFileSync(inRun("coordinator/model.json.tmp"), "half of it");
    // Damage that something else makes good.
    flip(inRun("state/parameter-server-0.fence"), 30);
    flip(inRun("coordinator/journal"), 4096 + 30);
    rmSync(inRun("state/parameter-server-1.fence"));
    rmSync(inRun("state/parameter-server-1.owner"));
    writeFileSync(inRun("coordinator/model.json"), "{");
    writeFileSync(inRun("metrics.jsonl"), readFileSync(inRun("metrics.jsonl"), "utf8").slice(0, -7));
    writeFileSync(inRun("ledger.jsonl"), `${readFileSync(inRun("ledger.jsonl"), "latin1")}{"g":1,"step":`);
    const { stdout } = await resume();
    expect(startOf(stdout)).toBe(newest);
    const told = messages(stdout, "alarm");
    expect(told).toContainEqual(expect.stringMatching(/^parameter-server-0: a snapshot is not used: .*ps0-v9999-g9/));
    expect(told).toContainEqual(expect.stringMatching(/model\.json is damaged/));
    expect(told).toContainEqual(expect.stringMatching(/^parameter-server-1: the promise of parameter server 1 was lost/));
  });

  it("goes back behind the damage of a ledger, and keeps what it cuts off", async () => {
    await damaged();
    const file = inRun("ledger-1.jsonl");
    flip(file, Math.floor(readFileSync(file).length / 2));
    const { stdout } = await resume();
    expect(startOf(stdout)).toBeLessThan(Math.min(...common));
    expect(messages(stdout, "alarm")).toContainEqual(
      expect.stringMatching(
        /^parameter-server-1: .*ledger-1\.jsonl: \d+ bytes cut off its end: line \d+: .*; they are kept as .*ledger-1\.jsonl\.cut-at-\d+/,
      ),
    );
  });

  it("begins again, and says so, where snapshots and promises are gone", async () => {
    await damaged();
    for (const folder of ["snapshots", "state", "coordinator"]) await rm(inRun(folder), { recursive: true });
    const { stdout } = await resume();
    expect(startOf(stdout)).toBe(0);
    for (const server of [0, 1]) {
      expect(messages(stdout, "alarm")).toContainEqual(
        expect.stringMatching(
          new RegExp(
            `^parameter-server-${server}: the ledger tells of \\d+ steps, but the newest snapshot that can be used is of version 0`,
          ),
        ),
      );
    }
  });

  it("is cut anew from the snapshots that are whole, or not at all", async () => {
    await damaged();
    flip(snapshotFile(1, Math.max(...common)), -1000);
    const { stdout, stderr } = await resume("--parameter-servers", "1");
    expect(startOf(stdout)).toBe(common.at(-2));
    expect(stderr).toMatch(/^lockstep: a snapshot is not used: .*its checksum is wrong/m);

    await damaged();
    for (const version of snapshotsOf(1)) flip(snapshotFile(1, version), -1000);
    const before = filesOf(runFolder);
    const refused = await lockstep(["train", "--resume", "--run", runFolder, "--parameter-servers", "1"], { folder: scratch });
    expect(refused).toMatchObject({ code: 10, stdout: "" });
    expect(refused.stderr).toMatch(/have no snapshot in common .*; go on with --parameter-servers 2$/m);
    expect(filesOf(runFolder)).toEqual(before);
  });

  it.each([
    ["state/parameter-server-1.fence", /parameter-server-1\.fence is damaged: neither of its two copies is whole/],
    ["state/parameter-server-0.owner", /parameter-server-0\.owner is damaged/],
    ["coordinator/journal", /journal is damaged: neither of its two copies is whole/],
    ["config.yaml", /config\.yaml/],
  ])("is refused where %s holds nothing any more", async (name, message) => {
    await damaged();
    writeFileSync(inRun(name), Buffer.alloc(readFileSync(inRun(name)).length));
    const refused = await lockstep(["train", "--resume", "--run", runFolder, "--no-dashboard"], { folder: scratch });
    expect(refused).toMatchObject(refusal(10, message));
  });
});
