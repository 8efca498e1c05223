import { mkdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeModelFolder, type ModelFolderFixture } from "./saved-model.test.fixture.ts";
import { readSavedModel } from "./saved-model.ts";

let fixture: ModelFolderFixture;
let modelFile = "";
let weightsFile = "";

beforeAll(async () => {
  fixture = await makeModelFolder("mnist-mlp-128");
  modelFile = path.join(fixture.folder, "model.json");
  weightsFile = path.join(fixture.folder, "weights.bin");
});
afterAll(() => rm(fixture.folder, { recursive: true }));

/** What reading says while model.json is another. */
async function withManifest(manifest: unknown): Promise<void> {
  const source = await readFile(modelFile);
  await writeFile(modelFile, typeof manifest === "string" ? manifest : JSON.stringify(manifest));
  try {
    await readSavedModel(fixture.folder);
  } finally {
    await writeFile(modelFile, source);
  }
}

describe("readSavedModel", () => {
  it("reads what the run wrote", async () => {
    const { origin, tensors, weights } = await readSavedModel(fixture.folder);
    expect(origin).toEqual(fixture.manifest.userDefinedMetadata.lockstep);
    expect(tensors).toEqual(fixture.manifest.weightsManifest[0]?.weights);
    expect(Buffer.compare(Buffer.from(weights), await readFile(weightsFile))).toBe(0);
  });

  it("refuses weights that are missing, short or changed", async () => {
    const source = await readFile(weightsFile);
    try {
      const changed = Buffer.from(source);
      changed[1000] = (changed[1000] ?? 0) ^ 1;
      await writeFile(weightsFile, changed);
      await expect(readSavedModel(fixture.folder)).rejects.toMatchObject({
        code: "data",
        message: expect.stringMatching(/weights\.bin: these are not the weights/) as string,
      });
      await truncate(weightsFile, 4_000);
      await expect(readSavedModel(fixture.folder)).rejects.toMatchObject({
        code: "data",
        message: expect.stringMatching(/weights\.bin: 4000 bytes; .* describes 407080/) as string,
      });
      await rm(weightsFile);
      await expect(readSavedModel(fixture.folder)).rejects.toMatchObject({
        code: "data",
        message: expect.stringMatching(/weights\.bin: no such file/) as string,
      });
      await mkdir(weightsFile);
      await expect(readSavedModel(fixture.folder)).rejects.toMatchObject({
        code: "data",
        message: expect.stringMatching(/weights\.bin: expected a file, found a folder/) as string,
      });
    } finally {
      await rm(weightsFile, { recursive: true, force: true });
      await writeFile(weightsFile, source);
    }
  });

  it("refuses a model.json that is damaged or of another program", async () => {
    const { manifest } = fixture;
    const [group] = manifest.weightsManifest;
    const refused: readonly (readonly [manifest: unknown, message: RegExp])[] = [
      ['{"format":', /not JSON/],
      [[], /expected a JSON object/],
      [{ ...manifest, userDefinedMetadata: undefined }, /not a model that this program wrote/],
      [{ ...manifest, modelTopology: null }, /no modelTopology/],
      [{ ...manifest, weightsManifest: [{ ...group, paths: ["../../etc/passwd"] }] }, /weightsManifest/],
      [{ ...manifest, weightsManifest: [{ ...group, paths: ["weights.bin", "more.bin"] }] }, /weightsManifest/],
      [{ ...manifest, weightsManifest: [group, group] }, /weightsManifest/],
      [{ ...manifest, weightsManifest: [{ ...group, weights: [{ name: "a", shape: [-1], dtype: "float32" }] }] }, /weightsManifest/],
      [{ ...manifest, weightsManifest: [{ ...group, weights: [{ name: "a", shape: [1], dtype: "uint8" }] }] }, /weightsManifest/],
      [{ ...manifest, weightsManifest: [{ ...group, weights: [{ name: "a", shape: [1], dtype: "float32" }] }] }, /describes 4$/],
    ];
    for (const [changed, message] of refused)
      await expect(withManifest(changed)).rejects.toMatchObject({ code: "data", message: expect.stringMatching(message) as string });
  });
});
