import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startLockstep } from "./harness/command.ts";
import { makeScratch, removeScratch, train } from "./harness/run-folder.ts";
import { writeSmallMnist } from "./harness/small-mnist.ts";

// Whether TensorBoard itself reads such a file is tested beside the code that writes it.

const stepsPerEpoch = 16;

let scratch = "";
const flags = (epochs: number): readonly string[] => ["--data", path.join(scratch, "data"), "--epochs", String(epochs), "--seed", "3"];

beforeAll(async () => {
  scratch = await makeScratch();
  await writeSmallMnist(path.join(scratch, "data"), 2_000, 100);
});
afterAll(() => removeScratch(scratch));

/** How often each tag stands in the event file of a run; texts stand there as they are. */
async function tagsOf(name: string): Promise<Readonly<Record<string, number>>> {
  const file = await readFile(path.join(scratch, name, "tensorboard", "events.out.tfevents.lockstep"), "latin1");
  const tags: Record<string, number> = {};
  const found = file.matchAll(
    /(?:loss|accuracy)\/(?:train-step|train-epoch|test)|parameters\/[\w-]+\/\w+|misclassified\/|\x89PNG|_hparams_\/session_(?:start|end)_info/g,
  );
  for (const [tag] of found) tags[tag] = (tags[tag] ?? 0) + 1;
  return tags;
}

describe("the TensorBoard event file of a run", () => {
  it("has every step once, over kill -9 of all processes and a resume with more epochs", async () => {
    const command = startLockstep(["train", "--run", path.join(scratch, "run"), "--json", "--no-dashboard", ...flags(4)], {
      folder: scratch,
    });
    await command.until(/"epoch":\{"epoch":2,/);
    for (const pid of command.processes()) process.kill(pid, "SIGKILL");
    await command.result;

    const first = await train(scratch, "run", ["--resume", "--workers", "3", "--json"]);
    expect(first.result.stdout).not.toContain('"type":"alarm"');
    const once = await tagsOf("run");
    expect(once).toMatchObject({
      "loss/train-step": 4 * stepsPerEpoch,
      "accuracy/train-step": 4 * stepsPerEpoch,
      "loss/train-epoch": 4,
      "loss/test": 4,
      "accuracy/test": 4,
      "_hparams_/session_start_info": 1,
      "_hparams_/session_end_info": 1,
    });
    expect(Object.entries(once).filter(([tag]) => tag.startsWith("parameters/"))).toHaveLength(4);
    const pictures = Math.min(25, Math.round(100 * (1 - (first.summary.testAccuracy ?? Number.NaN))));
    expect(pictures).toBeGreaterThan(0);
    expect(once).toMatchObject({ "misclassified/": pictures, "\x89PNG": pictures });

    const longer = await train(scratch, "run", ["--resume", "--epochs", "6", "--json"]);
    const more = Math.min(25, Math.round(100 * (1 - (longer.summary.testAccuracy ?? Number.NaN))));
    expect(await tagsOf("run")).toMatchObject({
      "loss/train-step": 6 * stepsPerEpoch,
      "loss/test": 6,
      "_hparams_/session_start_info": 1,
      "_hparams_/session_end_info": 2,
      "misclassified/": pictures + more,
    });
  });
});
