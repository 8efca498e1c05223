import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockstep } from "./harness/command.ts";
import { HandStartedRun, untilMoreEpochs } from "./harness/hand-started-run.ts";
import { makeScratch, removeScratch } from "./harness/run-folder.ts";
import { pacedRecipe, setPace } from "./harness/paced-recipe.ts";
import { writeSmallMnist } from "./harness/small-mnist.ts";

// Whoever asks why a run stands still is told whom it awaits, since when, and what that process was doing.

const statusTimeoutMs = 30_000;

let scratch = "";
let paceFile = "";
let recipeFile = "";

beforeAll(async () => {
  scratch = await makeScratch();
  await writeSmallMnist(path.join(scratch, "data"), 512, 100);
  paceFile = path.join(scratch, "pace");
  recipeFile = path.join(scratch, "recipe.mjs");
  const defaults = { batchSize: 64, shards: 2, epochs: 100, optimizer: { name: "sgd", learningRate: 0.1 } } as const;
  await writeFile(recipeFile, pacedRecipe({ name: "held", units: 0, paceFile, slowMs: 20, defaults }));
  await setPace(paceFile, "slow");
});
afterAll(() => removeScratch(scratch));

describe("lockstep status", () => {
  it("names the worker that everybody awaits, and the parameter server that is away", async () => {
    const run = await HandStartedRun.prepare(scratch, "run", ["--recipe", recipeFile, "--data", "data", "--parameter-servers", "2"]);
    /** Asks until the answer has all of it, for so long at most. */
    const statusWith = async (...patterns: readonly RegExp[]): Promise<string> => {
      const endMs = performance.now() + statusTimeoutMs;
      for (;;) {
        const { stdout } = await lockstep(["status", run.folder], { folder: scratch });
        if (performance.now() > endMs || patterns.every((pattern) => pattern.test(stdout))) return stdout;
      }
    };
    try {
      const coordinator = await run.coordinator(["--http", "127.0.0.1:0"]);
      run.parameterServer(0);
      const server = run.parameterServer(1);
      run.worker("worker-a");
      run.worker("worker-b");
      await untilMoreEpochs(coordinator, 1);
      await setPace(paceFile, { hold: "worker-b" });
      const held = [
        /^worker-a .* reduceScatter for 0:\d\d, waiting for worker-b$/m,
        /^worker-b .* gradient for 0:\d\d$/m,
        /^parameter-server-\d .* step for 0:\d\d, waiting for worker-/m,
      ];
      const whileHeld = await statusWith(...held);
      for (const pattern of held) expect(whileHeld).toMatch(pattern);

      server.kill("SIGKILL");
      const away = [
        /^waiting: waiting for parameter server 1; parameter-server-1 has been away for 1\d s \(.*\); last seen at version \d+ \(step\)$/m,
        /^parameter-server-1 .* away for 0:1\d, last seen at step \d+$/m,
        /alarm .*: training waits for parameter-server-1, away for more than 10 s: /,
      ];
      const whileAway = await statusWith(...away);
      for (const pattern of away) expect(whileAway).toMatch(pattern);

      await setPace(paceFile, "slow");
      run.parameterServer(1);
      await untilMoreEpochs(coordinator, 1);
    } finally {
      run.end();
    }
  });
});
