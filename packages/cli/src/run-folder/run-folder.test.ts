import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { RunSettings } from "@lockstep/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findRunConfig, readRunConfig, writeRunConfig } from "./run-config-file.ts";
import { createRunFolder, freeRunFolder, newestRun, requireFree, runFolderName } from "./run-folder.ts";

const settings: RunSettings = {
  recipe: "mnist-mlp-128",
  overrides: {},
  seed: 1,
  shards: 4,
  batchSize: 128,
  epochs: 1,
  parameterServers: 1,
  minWorkers: 1,
  snapshotEverySteps: 469,
  optimizer: { name: "sgd", learningRate: 0.1 },
  data: null,
  backend: "auto",
  allowMixedBackends: false,
  nonFinite: "stop",
};
const config = { runId: "run-1", recipeHash: "0".repeat(64), workers: 2, settings };

let scratch = "";
beforeEach(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), "lockstep run folder "));
});
afterEach(() => rm(scratch, { recursive: true, force: true }));

describe("the run folder", () => {
  it("is named after recipe and local time, and never taken twice", async () => {
    const name = runFolderName("/somewhere/my-recipe.mjs", new Date(2026, 0, 2, 3, 4, 5));
    expect(name).toBe("my-recipe-20260102-030405");
    expect(freeRunFolder(scratch, name)).toBe(path.join(scratch, name));
    await mkdir(path.join(scratch, name));
    await mkdir(path.join(scratch, `${name}-2`));
    expect(freeRunFolder(scratch, name)).toBe(path.join(scratch, `${name}-3`));
  });

  it("is free when absent or empty, not when it holds anything", async () => {
    const folder = path.join(scratch, "run");
    await expect(requireFree(folder)).resolves.toBeUndefined();
    await createRunFolder(folder);
    await expect(requireFree(folder)).rejects.toThrow(/not empty \(it holds logs\)/);
    await writeRunConfig(folder, config, "new");
    await expect(requireFree(folder)).rejects.toThrow(/already holds a run/);
    const file = path.join(scratch, "file");
    await writeFile(file, "");
    await expect(requireFree(file)).rejects.toThrow(/is a file/);
    await expect(requireFree(path.join(file, "below"))).rejects.toThrow(/is a file/);
  });

  it("that cannot be made leaves nothing behind", async () => {
    await expect(createRunFolder("/proc/lockstep/run")).rejects.toMatchObject({
      code: "configuration",
      message: expect.stringMatching(/^cannot write the run folder/),
    });
    const file = path.join(scratch, "file");
    await writeFile(file, "");
    await expect(createRunFolder(path.join(file, "run"))).rejects.toMatchObject({ code: "configuration" });
    await mkdir(path.join(scratch, "taken"));
    await writeFile(path.join(scratch, "taken/logs"), "");
    await expect(createRunFolder(path.join(scratch, "taken"))).rejects.toMatchObject({ code: "configuration" });
    await createRunFolder(path.join(scratch, "new/deeper/run"));
    await createRunFolder(path.join(scratch, "new/deeper/run"));
    expect(await readdir(path.join(scratch, "new/deeper/run"))).toEqual(["logs"]);
    expect((await readdir(scratch)).toSorted()).toEqual(["file", "new", "taken"]);
  });

  it("finds the newest run and ignores what is none", async () => {
    await expect(newestRun(path.join(scratch, "absent"))).rejects.toThrow(/no run to resume/);
    for (const [name, seconds] of [
      ["old", 1000],
      ["new", 3000],
      ["middle", 2000],
    ] as const) {
      await createRunFolder(path.join(scratch, name));
      await writeRunConfig(path.join(scratch, name), config, "new");
      await utimes(path.join(scratch, name, "config.yaml"), seconds, seconds);
    }
    await mkdir(path.join(scratch, "no-run"));
    expect(await newestRun(scratch)).toBe(path.join(scratch, "new"));
  });
});

describe("its configuration file", () => {
  it("is written whole, once, and replaced only on purpose", async () => {
    await writeRunConfig(scratch, config, "new");
    expect(await readRunConfig(scratch)).toEqual(config);
    await expect(writeRunConfig(scratch, { ...config, runId: "run-2" }, "new")).rejects.toThrow(/already holds a run/);
    expect((await readRunConfig(scratch)).runId).toBe("run-1");
    await writeRunConfig(scratch, { ...config, runId: "run-3" }, "replace");
    expect((await readRunConfig(scratch)).runId).toBe("run-3");
    expect(await readdir(scratch)).toEqual(["config.yaml"]);
  });

  it("that is missing or damaged is an error of the configuration", async () => {
    expect(await findRunConfig(scratch)).toBeNull();
    await expect(readRunConfig(scratch)).rejects.toMatchObject({ code: "configuration", message: expect.stringMatching(/holds no run/) });
    await writeFile(path.join(scratch, "config.yaml"), "format: [");
    await expect(readRunConfig(scratch)).rejects.toMatchObject({ code: "configuration" });
    await expect(writeRunConfig("/proc/lockstep", config, "new")).rejects.toMatchObject({ code: "configuration" });
    expect(existsSync("/proc/lockstep")).toBe(false);
    expect(await readFile(path.join(scratch, "config.yaml"), "utf8")).toBe("format: [");
  });
});
