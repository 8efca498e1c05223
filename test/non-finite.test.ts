import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockstep, startLockstep } from "./harness/command.ts";
import type { CommandResult } from "./harness/command.ts";
import { HandStartedRun, untilMoreEpochs } from "./harness/hand-started-run.ts";
import { withLongCases } from "./harness/long-cases.ts";
import { makeScratch, readSummary, removeScratch, train } from "./harness/run-folder.ts";
import { pacedRecipe, setPace } from "./harness/paced-recipe.ts";
import { writeSmallMnist } from "./harness/small-mnist.ts";

// A model that gives NaN for one training sample, so for one step of every epoch.

const samples = 1_024;
const epochs = 4;
const stepsPerEpoch = Math.ceil(samples / 64);

/** An image that is white all over makes the gradient of this model no number (that of a square root at 0), or its loss already. */
const recipe = (noNumber: "gradient" | "loss"): string => {
  // 0 for a white image, 1 for one with a black pixel
  const ordinary = "tf.sub(tf.scalar(1), tf.min(flat, 1, true))";
  return pacedRecipe({
    name: "no-number",
    units: 16,
    activation: "tanh",
    paceFile,
    slowMs: 20,
    ...(noNumber === "loss"
      ? { features: `tf.add(flat, tf.div(tf.scalar(0), ${ordinary}))` }
      : { activations: `tf.add(active, tf.sqrt(tf.add(${ordinary}, tf.mul(active, tf.scalar(0)))))` }),
    defaults: { batchSize: 64, shards: 4, epochs, optimizer: { name: "adam", learningRate: 1e-3 } },
  });
};

let scratch = "";
let recipeFile = "";
let lossRecipeFile = "";
let paceFile = "";
const common = ["--data", "data", "--seed", "9"];

beforeAll(async () => {
  scratch = await makeScratch();
  const data = path.join(scratch, "data");
  await writeSmallMnist(data, samples, 100);
  const images = path.join(data, "train-images-idx3-ubyte");
  const bytes = await readFile(images);
  bytes.fill(255, 16 + 500 * 784, 16 + 501 * 784);
  await writeFile(images, bytes);
  recipeFile = path.join(scratch, "recipe.mjs");
  paceFile = path.join(scratch, "pace");
  lossRecipeFile = path.join(scratch, "loss.mjs");
  await writeFile(recipeFile, recipe("gradient"));
  await writeFile(lossRecipeFile, recipe("loss"));
});
afterAll(() => removeScratch(scratch));

const advice = "; lower --learning-rate, .* --non-finite skip, which leaves such steps out\\n$";
const where = "^lockstep: the run has ended: step \\d+ \\(epoch 1\\): the";
const badGradient = new RegExp(
  `${where} gradient of shard [0-3] is not finite, computed by worker-\\w+, first in element 0 of tensor hidden/kernel${advice}`,
);
const again =
  /^lockstep: the run has ended: step \d+ .*\(it ended so before, and would again; remove .*aborted\.json to try it all the same\)\n$/;
const badLoss = new RegExp(`${where} loss of shard [0-3] is NaN, computed by worker-\\w+${advice}`);

describe("--non-finite stop, the default", () => {
  const cases = withLongCases(
    [{ workers: 1, servers: 1, loss: true }],
    [
      { workers: 2, servers: 2, loss: false },
      { workers: 4, servers: 1, loss: true },
    ],
  );
  it.each(cases)(
    "ends a run with 10 and says in one line what it was ($workers workers, $servers servers)",
    async ({ workers, servers, loss }) => {
      const flags = ["--workers", String(workers), "--parameter-servers", String(servers), "--no-dashboard", ...common];
      const folder = path.join(scratch, `stop-${workers}-${servers}`);
      const file = loss ? lossRecipeFile : recipeFile;
      const result = await lockstep(["train", file, "--run", folder, ...flags], { folder: scratch, timeoutMs: 60_000 });
      const message = expect.stringMatching(loss ? badLoss : badGradient) as string;
      expect(result).toMatchObject({ code: 10, leftOver: [], stderr: message });
      expect(result.stderr.trimEnd().split("\n")).toHaveLength(1);
    },
  );

  it.each(["status", "verify", "evaluate", "export"])("is what %s tells of such a run, and that resuming is of no use", async (command) => {
    const { code, stderr } = await lockstep([command, path.join(scratch, "stop-1-1")], { folder: scratch });
    expect(code).toBe(command === "verify" ? 1 : 10);
    expect(stderr).toMatch(
      /^lockstep: .*it was ended, and would end in the same way if it were resumed: step \d+ .*: the loss of shard .*\n$/,
    );
    expect(stderr).not.toMatch(/--resume/);
  });

  it("tries such a run again only if it is told to", async () => {
    const folder = path.join(scratch, "stop-1-1");
    const resume = ["train", "--resume", "--run", folder, "--no-dashboard"];
    const ledger = await readFile(path.join(folder, "ledger.jsonl"), "utf8");
    const told = await lockstep(resume, { folder: scratch, timeoutMs: 60_000 });
    expect(told).toMatchObject({ code: 10, leftOver: [], stderr: expect.stringMatching(again) as string });
    expect(await readFile(path.join(folder, "ledger.jsonl"), "utf8")).toBe(ledger);
    await rm(path.join(folder, "coordinator/aborted.json"));
    const tried = await lockstep(resume, { folder: scratch, timeoutMs: 60_000 });
    expect(tried).toMatchObject({ code: 10, leftOver: [], stderr: expect.stringMatching(badLoss) as string });
    expect((await readFile(path.join(folder, "ledger.jsonl"), "utf8")).length).toBeGreaterThan(ledger.length);
  });

  it("ends every process of a cluster with 10 and the same reason", async () => {
    const run = await HandStartedRun.prepare(scratch, "cluster", ["--recipe", recipeFile, "--parameter-servers", "2", ...common]);
    try {
      const coordinator = await run.coordinator();
      const members = [run.parameterServer(0), run.parameterServer(1), run.worker("worker-a"), run.worker("worker-b")];
      for (const { result } of [coordinator, ...members])
        expect(await result).toMatchObject({ code: 10, stderr: expect.stringMatching(badGradient) as string });
      expect(run.processes()).toEqual([]);

      // Whoever starts again what ends does not have it trained again.
      expect(await (await run.coordinator()).result).toMatchObject({ code: 10, stderr: expect.stringMatching(again) as string });
    } finally {
      run.end();
    }
  });
});

describe("--non-finite skip", () => {
  const flags = (workers: number, servers: number): readonly string[] => [
    recipeFile,
    "--non-finite",
    "skip",
    "--workers",
    String(workers),
    "--parameter-servers",
    String(servers),
    ...common,
  ];
  /** Of a run in which nothing else happens. */
  let weightsHash = "";

  const expectResult = async (name: string): Promise<void> => {
    expect(await readSummary(path.join(scratch, name))).toMatchObject({
      weightsHash,
      ledgerOk: true,
      skippedSteps: epochs,
      samplesApplied: (samples - 64) * epochs,
      trainLoss: expect.any(Number) as number,
    });
  };
  const verify = (name: string): Promise<CommandResult> => lockstep(["verify", path.join(scratch, name)], { folder: scratch });

  it("leaves out the step of every epoch in which the loss is no number, and says so once", async () => {
    const { summary, result } = await train(scratch, "skip", flags(1, 1));
    ({ weightsHash } = summary);
    expect(summary.testAccuracy).toBeGreaterThan(0.3);
    await expectResult("skip");
    expect(result.stdout.match(/alarm: step \d+ \(epoch 1\): the gradient of shard \d is not finite.*was skipped/g)).toHaveLength(1);
    expect(result.stdout).toMatch(/skipped +4 steps/);
    expect(await verify("skip")).toMatchObject({ code: 0, stdout: expect.stringMatching(/but for 4 skipped steps/) as string });
    const lines = (await readFile(path.join(scratch, "skip", "ledger.jsonl"), "utf8")).trimEnd().split("\n");
    const skipped = lines.flatMap((line) => {
      const { step, skipped: isSkipped } = JSON.parse(line) as { readonly step?: number; readonly skipped?: true };
      return isSkipped && step !== undefined ? [Math.floor(step / stepsPerEpoch)] : [];
    });
    expect(skipped).toEqual([0, 1, 2, 3]);
  });

  it.each(withLongCases([{ workers: 4, servers: 2 }], [{ workers: 2, servers: 1 }]))(
    "gives the same weights with $workers workers and $servers servers",
    async ({ workers, servers }) => {
      await train(scratch, `skip-${workers}-${servers}`, flags(workers, servers));
      await expectResult(`skip-${workers}-${servers}`);
      expect(await verify(`skip-${workers}-${servers}`)).toMatchObject({ code: 0 });
    },
  );

  it("gives the same weights after all processes were killed in between", async () => {
    await setPace(paceFile, "slow");
    const run = startLockstep(["train", "--run", path.join(scratch, "killed"), "--no-dashboard", ...flags(2, 2)], { folder: scratch });
    await run.until(/epoch 2\/4 done/);
    for (const pid of run.processes()) process.kill(pid, "SIGKILL");
    await run.result;
    const resumed = await lockstep(["train", "--resume", "--run", path.join(scratch, "killed"), "--no-dashboard", "--workers", "1"], {
      folder: scratch,
    });
    expect(resumed).toMatchObject({ code: 0, leftOver: [] });
    await expectResult("killed");
    expect(await verify("killed")).toMatchObject({ code: 0 });
  });

  it("gives the same weights after a worker and a parameter server were killed in between", async () => {
    await setPace(paceFile, "slow");
    const settings = ["--recipe", recipeFile, "--non-finite", "skip", "--parameter-servers", "2", ...common];
    const run = await HandStartedRun.prepare(scratch, "members", settings);
    try {
      const coordinator = await run.coordinator();
      const first = [run.parameterServer(0), run.worker("worker-a")];
      const [server, worker] = [run.parameterServer(1), run.worker("worker-b")];
      await untilMoreEpochs(coordinator, 1);
      worker.kill("SIGKILL");
      await untilMoreEpochs(coordinator, 1);
      server.kill("SIGKILL");
      const again = run.parameterServer(1);
      for (const { result } of [coordinator, again, ...first]) expect(await result).toMatchObject({ code: 0, stderr: "" });
      await expectResult("members");
      expect(await run.verify()).toMatchObject({ code: 0 });
    } finally {
      run.end();
    }
  });

  it("cannot be changed when a run goes on", async () => {
    const result = await lockstep(["train", "--resume", "--run", path.join(scratch, "skip"), "--non-finite", "stop"], { folder: scratch });
    expect(result).toMatchObject({
      code: 10,
      stderr: expect.stringMatching(/--non-finite "stop" differs from the run's "skip"/) as string,
    });
  });
});
