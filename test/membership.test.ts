import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { RunSummary } from "@lockstep/core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RunningCommand } from "./harness/command.ts";
import { eventsOf, HandStartedRun, untilGeneration, untilMember, untilMoreEpochs } from "./harness/hand-started-run.ts";
import { pacedRecipe, setPace } from "./harness/paced-recipe.ts";
import { makeScratch, readSummary, removeScratch, train } from "./harness/run-folder.ts";
import { writeSmallMnist } from "./harness/small-mnist.ts";

// Processes come, go, die and are replaced while a run is at work. Whatever happens to them, the run must end with the weights of one in
// which nothing happened, and with a ledger that proves it.

const epochs = 12;
const stepsPerEpoch = 16;
/** V; a third worker has nothing to do */
const shards = 2;

/** In a file of its own, so that a process can be made to find another one there. */
const recipe = (units: number): string =>
  pacedRecipe({
    name: "small-mlp",
    units,
    paceFile,
    slowMs: 20,
    defaults: { batchSize: 128, shards, epochs, optimizer: { name: "adam", learningRate: 1e-3 } },
  });

let scratch = "";
let settings: readonly string[];
let recipeFile = "";
let paceFile = "";
let reference: RunSummary;
let run: HandStartedRun;
let runs = 0;

beforeAll(async () => {
  scratch = await makeScratch();
  await writeSmallMnist(path.join(scratch, "data"), stepsPerEpoch * 128 - 48, 100);
  recipeFile = path.join(scratch, "recipe.mjs");
  paceFile = path.join(scratch, "pace");
  await writeFile(recipeFile, recipe(32));
  const common = ["--data", "data", "--seed", "3"];
  ({ summary: reference } = await train(scratch, "reference", [recipeFile, ...common]));
  settings = ["--recipe", recipeFile, ...common];
});
afterAll(() => removeScratch(scratch));

beforeEach(async () => {
  run = await HandStartedRun.prepare(scratch, `run-${runs++}`, settings);
  await setPace(paceFile, "slow");
});
afterEach(() => run.end());

/** Waits for the ends of processes and expects that each finished its run. */
async function expectFinished(...processes: readonly RunningCommand[]): Promise<void> {
  for (const { result } of processes) expect(await result).toMatchObject({ code: 0, signal: null, stderr: "" });
}

/** To be called when all processes should have ended: nobody can tell from the result that anything happened, and every gradient came from a member. */
async function expectUndisturbedResult(coordinators: readonly RunningCommand[]): Promise<void> {
  expect(run.processes()).toEqual([]);
  const { weightsHash, samplesApplied, testAccuracy, trainLoss } = reference;
  expect(await readSummary(run.folder)).toMatchObject({ weightsHash, samplesApplied, testAccuracy, trainLoss, ledgerOk: true });
  expect(await run.verify()).toMatchObject({ code: 0, stderr: "" });
  const rosters = new Map(
    coordinators.flatMap((coordinator) => eventsOf(coordinator, "generation")).map(({ generation, workers }) => [generation, workers]),
  );
  for (const [generation, workers] of await run.workersByGeneration()) expect(workers).toEqual(rosters.get(generation));
}

/** Every line that a process wrote is about itself; a refusal is one line. */
const refusal = (code: number, message: RegExp): object => ({
  code,
  leftOver: [],
  stderr: expect.stringMatching(new RegExp(`^lockstep: [^\\n]*${message.source}[^\\n]*\\n$`)),
});

describe("a worker started by hand", () => {
  it("joins at a step boundary, or stands by where every shard has a worker and takes over from one that is killed", async () => {
    const coordinator = await run.coordinator();
    const server = run.parameterServer(0);
    const first = run.worker("worker-a");
    await untilMoreEpochs(coordinator, 1);
    await setPace(paceFile, { hold: "worker-a" });

    const second = run.worker("worker-b");
    const joined = await untilGeneration(coordinator, 2);
    expect(joined).toMatchObject({ reason: "worker-b joined", workers: ["worker-a", "worker-b"] });
    expect(joined.start).toBeGreaterThan(0);

    const spare = run.worker("worker-c");
    await untilMember(coordinator, "worker-c");
    await setPace(paceFile, "slow");
    await untilMoreEpochs(coordinator, 2);
    expect(eventsOf(coordinator, "generation")).toHaveLength(2);

    first.kill("SIGKILL");
    const replaced = await untilGeneration(coordinator, 3);
    expect(replaced).toMatchObject({ reason: expect.stringMatching(/^worker-a left/), workers: ["worker-b", "worker-c"] });
    expect(replaced.start).toBeGreaterThan(joined.start);
    expect((await first.result).signal).toBe("SIGKILL");

    await setPace(paceFile, "full");
    await expectFinished(second, spare, server, coordinator);
    expect((await run.workersByGeneration()).size).toBe(3);
    await expectUndisturbedResult([coordinator]);
  });

  it("hands over when it gets SIGTERM, ends with 143, and the run goes on; spares end with 0", async () => {
    const coordinator = await run.coordinator(["--expected-workers", "2"]);
    const server = run.parameterServer(0);
    const [first, second] = [run.worker("worker-a"), run.worker("worker-b")];
    await untilMoreEpochs(coordinator, 1);
    expect(eventsOf(coordinator, "generation")).toHaveLength(1);

    second.kill("SIGTERM");
    expect(await untilGeneration(coordinator, 2)).toMatchObject({ reason: "worker-b leaves", workers: ["worker-a"] });
    expect(await second.result).toMatchObject({ code: 143, stderr: "", leftOver: [] });
    await untilMoreEpochs(coordinator, 1);

    await setPace(paceFile, { hold: "worker-a" });
    const third = run.worker("worker-c");
    expect(await untilGeneration(coordinator, 3)).toMatchObject({ workers: ["worker-a", "worker-c"] });
    const spare = run.worker("worker-d");
    await untilMember(coordinator, "worker-d");
    await setPace(paceFile, "full");
    await expectFinished(first, third, spare, server, coordinator);
    expect(eventsOf(coordinator, "generation")).toHaveLength(3);
    await expectUndisturbedResult([coordinator]);
  });

  it("works on for its grace after SIGTERM if it is the only one, and the run waits for the next", async () => {
    const coordinator = await run.coordinator();
    const server = run.parameterServer(0);
    const only = run.worker("worker-a", ["--leave-timeout", "3"]);
    await untilMoreEpochs(coordinator, 1);
    const toldMs = performance.now();
    only.kill("SIGTERM");
    // Nobody can take over, so it is not let go: steps are committed still.
    await untilMoreEpochs(coordinator, 1);
    expect(await only.result).toMatchObject({ code: 143, stderr: "", leftOver: [] });
    expect(performance.now() - toldMs).toBeGreaterThan(3_000);
    await coordinator.until(/waiting for 1 more worker/);

    const impatient = run.worker("worker-b");
    await untilGeneration(coordinator, 2);
    impatient.kill("SIGTERM");
    await impatient.until(/told to leave/);
    await new Promise((resolve) => setTimeout(resolve, 600));
    impatient.kill("SIGTERM");
    expect(await impatient.result).toMatchObject({ code: 143, stderr: "", leftOver: [] });

    // One that comes within the grace takes over at once.
    const third = run.worker("worker-c");
    await untilGeneration(coordinator, 3);
    await setPace(paceFile, { hold: "worker-c" });
    third.kill("SIGTERM");
    await third.until(/told to leave/);
    const fourth = run.worker("worker-d");
    expect(await untilGeneration(coordinator, 4)).toMatchObject({ reason: "worker-c leaves", workers: ["worker-d"] });
    await setPace(paceFile, "full");
    expect(await third.result).toMatchObject({ code: 143, stderr: "", leftOver: [] });
    await expectFinished(fourth, server, coordinator);
    await expectUndisturbedResult([coordinator]);
  });
});

describe("a process that does not belong to the run", () => {
  it("ends with 11 or 10 and one line that says why, and the training does not notice", async () => {
    const coordinator = await run.coordinator(["--expected-workers", "2"]);
    const members = [run.parameterServer(0), run.worker("worker-a"), run.worker("worker-b")];
    await untilMoreEpochs(coordinator, 1);
    await setPace(paceFile, { hold: "worker-a" });

    const wrongToken = { LOCKSTEP_TOKEN: "a-token-that-is-of-another-run" };
    await writeFile(recipeFile, recipe(33));
    const strangers = {
      worker: run.worker("worker-c", [], wrongToken),
      server: run.parameterServer(0, wrongToken),
      foreign: run.worker("worker-d", ["--run-id", "another-run"]),
      otherRecipe: run.worker("worker-e"),
      noSuchRange: run.parameterServer(1),
    };
    expect(await strangers.worker.result).toMatchObject(refusal(11, /wrong or missing token/));
    expect(await strangers.server.result).toMatchObject(refusal(11, /wrong or missing token/));
    expect(await strangers.foreign.result).toMatchObject(refusal(11, /this is another run/));
    expect(await strangers.otherRecipe.result).toMatchObject(refusal(11, /is another one here/));
    expect(await strangers.noSuchRange.result).toMatchObject(refusal(10, /there is no range 1/));
    await writeFile(recipeFile, recipe(32));

    await setPace(paceFile, "full");
    await expectFinished(...members, coordinator);
    expect(eventsOf(coordinator, "generation")).toHaveLength(1);
    await expectUndisturbedResult([coordinator]);
  });
});

describe("a second coordinator of a run", () => {
  it("takes over address and members; the first one ends with 11", async () => {
    const older = await run.coordinator(["--expected-workers", "2"]);
    const members = [run.parameterServer(0), run.worker("worker-a"), run.worker("worker-b")];
    await untilMoreEpochs(older, 1);
    await setPace(paceFile, { hold: "worker-a" });
    const newer = await run.coordinator();
    expect(await older.result).toMatchObject(refusal(11, /a newer coordinator of this run is at work/));
    expect((await untilGeneration(newer, 2)).start).toBeGreaterThan(0);
    await setPace(paceFile, "full");
    await expectFinished(...members, newer);
    await expectUndisturbedResult([older, newer]);
  });
});

describe("a parameter server started by hand on the folder of one before", () => {
  it("goes on from what that one left: after SIGTERM, after kill -9, and after taking over from one that is alive", async () => {
    // The only snapshots on the way are those that a server writes when it is told to leave.
    run = await HandStartedRun.prepare(scratch, "two-servers", [...settings, "--parameter-servers", "2", "--snapshot-every", "64"]);
    const coordinator = await run.coordinator(["--expected-workers", "2"]);
    const zero = run.parameterServer(0);
    const one = run.parameterServer(1);
    const workers = [run.worker("worker-a"), run.worker("worker-b")];
    await untilMoreEpochs(coordinator, 1);

    one.kill("SIGTERM");
    expect(await one.result).toMatchObject({ code: 143, stderr: "", leftOver: [] });
    const committed = (eventsOf(coordinator, "epoch").at(-1)?.epoch.epoch ?? 0) * stepsPerEpoch;
    const oneAgain = run.parameterServer(1);
    const second = await untilGeneration(coordinator, 2);
    expect(second.start).toBeGreaterThanOrEqual(committed);
    expect(second.start).toBeGreaterThan(0);
    await untilMoreEpochs(coordinator, 4);

    zero.kill("SIGKILL");
    await zero.result;
    const zeroAgain = run.parameterServer(0);
    const third = await untilGeneration(coordinator, 3);
    expect(third.start).toBeGreaterThanOrEqual(64);
    await untilMoreEpochs(coordinator, 1);

    await setPace(paceFile, { hold: "worker-a" });
    const oneInstead = run.parameterServer(1);
    expect(await oneAgain.result).toMatchObject(refusal(11, /a newer process has taken over range 1/));
    await untilGeneration(coordinator, 4);
    await setPace(paceFile, "full");
    await expectFinished(...workers, zeroAgain, oneInstead, coordinator);
    await expectUndisturbedResult([coordinator]);
  });
});
