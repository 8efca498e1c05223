import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findModelFolder } from "./model-folder.ts";

let scratch = "";
beforeEach(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), "lockstep model "));
});
afterEach(() => rm(scratch, { recursive: true }));

async function touch(...parts: readonly string[]): Promise<void> {
  const file = path.join(scratch, ...parts);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, "");
}

describe("findModelFolder", () => {
  it("finds the model of a run, from the run's folder or the model's", async () => {
    await touch("run", "config.yaml");
    await touch("run", "model", "model.json");
    const run = path.join(scratch, "run");
    expect(await findModelFolder(run, "")).toEqual({ folder: path.join(run, "model"), runFolder: run });
    expect(await findModelFolder(path.join(run, "model"), "")).toEqual({ folder: path.join(run, "model"), runFolder: run });
  });

  it("finds a model that was copied from its run", async () => {
    await touch("copy", "model.json");
    await touch("taken", "model", "model.json");
    expect(await findModelFolder(path.join(scratch, "copy"), "")).toEqual({ folder: path.join(scratch, "copy"), runFolder: null });
    expect(await findModelFolder(path.join(scratch, "taken"), "")).toEqual({
      folder: path.join(scratch, "taken", "model"),
      runFolder: null,
    });
  });

  it("says what to do where there is none", async () => {
    await touch("unfinished", "config.yaml");
    const folder = path.join(scratch, "unfinished");
    await expect(findModelFolder(folder, "")).rejects.toMatchObject({
      code: "configuration",
      message: `the run in ${folder} has no model yet; finish it with \`lockstep train --resume --run '${folder}'\``,
    });
    for (const named of [scratch, path.join(scratch, "absent"), path.join(folder, "config.yaml")]) {
      await expect(findModelFolder(named, "")).rejects.toMatchObject({
        code: "configuration",
        message: expect.stringMatching(/holds neither a run nor a model/) as string,
      });
    }
  });
});
