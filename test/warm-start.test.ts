import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { safetensorsHeader } from "@lockstep/core";
import type { EpochResult } from "@lockstep/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockstep, startLockstep } from "./harness/command.ts";
import type { CommandResult } from "./harness/command.ts";
import { makeScratch, removeScratch, train } from "./harness/run-folder.ts";
import { writeSmallMnist } from "./harness/small-mnist.ts";

const recipe = "mnist-mlp-64x2";
/** of its first layer: 784 x 64 weights and 64 biases, which lie first in P */
const firstLayer = 784 * 64 + 64;

let scratch = "";
let flags: readonly string[] = [];

beforeAll(async () => {
  scratch = await makeScratch();
  await writeSmallMnist(path.join(scratch, "data"), 2_000, 100);
  flags = [recipe, "--data", path.join(scratch, "data"), "--seed", "3", "--backend", "wasm"];
  await train(scratch, "teacher", [...flags, "--epochs", "2"]);
});
afterAll(() => removeScratch(scratch));

const command = (...words: readonly string[]): Promise<CommandResult> => lockstep(words, { folder: scratch });

async function weightsOf(run: string): Promise<Float32Array> {
  const bytes = await readFile(path.join(scratch, run, "model", "weights.bin"));
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

/** Mean loss of the first epoch, of a run that began with random values. */
async function firstEpochLoss(run: string): Promise<number> {
  const lines = (await readFile(path.join(scratch, run, "metrics.jsonl"), "utf8")).trimEnd().split("\n");
  const [first] = lines.flatMap((line) => (JSON.parse(line) as { readonly epochEnd?: EpochResult }).epochEnd ?? []);
  return first?.trainLoss ?? NaN;
}

const layersOf = async (run: string): Promise<readonly string[]> => {
  const { weightsManifest } = JSON.parse(await readFile(path.join(scratch, run, "model", "model.json"), "utf8")) as {
    readonly weightsManifest: readonly { readonly weights: readonly { readonly name: string }[] }[];
  };
  return [...new Set(weightsManifest[0]?.weights.map(({ name }) => name.slice(0, name.lastIndexOf("/"))))];
};

describe("lockstep train --from", () => {
  it("begins with the parameters of another run, and gives the same weights for any number of processes, over kill -9 and resume", async () => {
    const [first = ""] = await layersOf("teacher");
    const warm = [...flags, "--epochs", "6", "--from", path.join(scratch, "teacher"), "--freeze", first];
    const reference = await train(scratch, "one", [...warm, "--workers", "1"]);
    expect(await readdir(path.join(scratch, "one"))).toContainEqual(expect.stringMatching(/^initial-[0-9a-f]{16}\.safetensors$/));
    const [teacher, student] = [await weightsOf("teacher"), await weightsOf("one")];
    expect(student.subarray(0, firstLayer)).toEqual(teacher.subarray(0, firstLayer));
    const moved = student.subarray(firstLayer).filter((value, i) => value !== teacher[firstLayer + i]);
    expect(moved.length).toBeGreaterThan((student.length - firstLayer) / 2);

    const many = await train(scratch, "many", [...warm, "--workers", "4", "--parameter-servers", "3"]);
    expect(many.summary.weightsHash).toBe(reference.summary.weightsHash);
    expect(many.summary.recipeHash).toBe(reference.summary.recipeHash);

    const killed = startLockstep(["train", ...warm, "--run", path.join(scratch, "killed"), "--json", "--no-dashboard"], {
      folder: scratch,
    });
    await killed.until(/"epoch":\{"epoch":1,/);
    for (const pid of killed.processes()) process.kill(pid, "SIGKILL");
    await killed.result;
    const resumed = await train(scratch, "killed", ["--resume", "--workers", "3", "--parameter-servers", "2", "--json"]);
    expect(resumed.summary.weightsHash).toBe(reference.summary.weightsHash);
    expect(await command("verify", path.join(scratch, "killed"))).toMatchObject({ code: 0 });
  });

  it("begins with a safetensors file as with the model that it was exported from", async () => {
    const file = path.join(scratch, "teacher.safetensors");
    expect(await command("export", path.join(scratch, "teacher"), "--out", file)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/teacher\.safetensors: 6 tensors, \d\d,\d{3} values of float32\n$/) as string,
    });
    const runs = [];
    for (const [name, from] of [
      ["from-file", file],
      ["from-model", path.join(scratch, "teacher", "model")],
    ] as const)
      runs.push(await train(scratch, name, [...flags, "--epochs", "1", "--workers", "1", "--from", from]));
    expect(runs[0]?.summary).toMatchObject({ weightsHash: runs[1]?.summary.weightsHash, recipeHash: runs[1]?.summary.recipeHash });
    expect(runs[0]?.summary.trainLoss).toBeLessThan((await firstEpochLoss("teacher")) / 2);
  });

  it("says which tensors are not taken, and trains nothing if none is", async () => {
    const from = ["--from", path.join(scratch, "teacher"), "--epochs", "1", "--workers", "1"];
    const partly = await train(scratch, "partly", ["mnist-mlp-128", ...flags.slice(1), ...from]);
    expect(partly.result.stdout).toMatch(
      /^alarm: .*tensors take their first values from the file; random as ever: .*in the model, .* in the file/m,
    );

    const values = new Uint8Array(8);
    const other = path.join(scratch, "other.safetensors");
    await writeFile(other, Buffer.concat([safetensorsHeader([{ name: "other", shape: [2] }]), values]));
    const none = await command("train", ...flags, "--run", path.join(scratch, "none"), "--no-dashboard", "--from", other);
    expect(none).toMatchObject({
      code: 10,
      leftOver: [],
      stderr: expect.stringMatching(/nothing of --from fits the model: 0 of 6/) as string,
    });
  });

  it("refuses what it cannot begin with, and leaves nothing behind", async () => {
    const damaged = path.join(scratch, "damaged.safetensors");
    await writeFile(damaged, Buffer.from("0900000000000000", "hex"));
    for (const [from, message] of [
      [damaged, /damaged\.safetensors: it is no safetensors file, or damaged: a header of 9 bytes in a file of 8/],
      [path.join(scratch, "nowhere"), /nowhere: no such file/],
      [path.join(scratch, "data"), /data holds neither a run nor a model/],
    ] as const) {
      const refused = await command("train", ...flags, "--run", path.join(scratch, "refused"), "--from", from);
      expect(refused).toMatchObject({ code: 10, stdout: "", stderr: expect.stringMatching(message) as string });
    }
    expect(await readdir(scratch)).not.toContain("refused");
    // Both count, the unknown one as well as the one that is there.
    const [first = ""] = await layersOf("teacher");
    const freeze = ["--freeze", "conv*", "--freeze", first];
    const frozen = await command("train", ...flags, "--run", path.join(scratch, "frozen"), "--no-dashboard", ...freeze);
    expect(frozen).toMatchObject({ code: 10, stderr: expect.stringMatching(/no layer with parameters is called conv\*/) as string });
  });

  it("does not go on without the file that it began with, nor with another one", async () => {
    const folder = path.join(scratch, "from-file");
    const [name = ""] = (await readdir(folder)).filter((each) => each.startsWith("initial-"));
    const file = path.join(folder, name);
    const sha256 = createHash("sha256")
      .update(await readFile(file))
      .digest("hex");
    expect(await readFile(path.join(folder, "config.yaml"), "utf8")).toContain(`initialValues: ${sha256}`);
    const resume = ["train", "--resume", "--run", folder, "--no-dashboard", "--epochs", "2"];
    expect(await command(...resume, "--from", file)).toMatchObject({ code: 10, stderr: expect.stringMatching(/leave it out/) as string });
    expect(await command(...resume, "--freeze", "x")).toMatchObject({
      code: 10,
      stderr: expect.stringMatching(/--freeze \["x"\] differs/) as string,
    });
    await rm(file);
    expect(await command(...resume)).toMatchObject({
      code: 10,
      stderr: expect.stringMatching(/begins with cannot be read: ENOENT/) as string,
    });
  });
});
