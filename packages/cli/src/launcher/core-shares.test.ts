import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { allowedCores, canBind, coreShare, findTaskset, processStatus } from "./core-shares.ts";

describe("allowedCores", () => {
  it.each([
    ["0-3", [0, 1, 2, 3]],
    ["0", [0]],
    ["2,4-6,9", [2, 4, 5, 6, 9]],
    ["", []],
  ])("reads %j", (list, cores) => {
    expect(allowedCores(`Name:\tnode\nCpus_allowed:\tff\nCpus_allowed_list:\t${list}\nMems_allowed:\t1\n`)).toEqual(cores);
  });

  it("reads what Linux says of this process", () => {
    expect(allowedCores(processStatus())).toHaveLength(process.platform === "linux" ? availableParallelism() : 0);
    expect(allowedCores("")).toEqual([]);
  });
});

describe("coreShare", () => {
  it("gives every worker cores of its own, as many as all can have", () => {
    expect([0, 1].map((worker) => coreShare([0, 1], 2, worker))).toEqual([[0], [1]]);
    expect([0, 1, 2].map((worker) => coreShare([0, 1, 2, 3, 4, 5, 6], 3, worker))).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
    // One that was added to the run shares with the first.
    expect(coreShare([4, 6], 2, 2)).toEqual([4]);
  });

  it("gives none where there are too few, and to a worker that is alone", () => {
    expect(coreShare([0, 1], 3, 0)).toBeNull();
    expect(coreShare([0, 1], 1, 0)).toBeNull();
    expect(coreShare([], 2, 0)).toBeNull();
  });
});

describe("findTaskset", () => {
  it("finds a program that can be run, in the order of the search path", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "lockstep-taskset-"));
    const file = path.join(folder, "taskset");
    const searchPath = ["/nowhere", "relative", folder].join(path.delimiter);
    expect(findTaskset(searchPath)).toBeNull();
    await writeFile(file, "#!/bin/sh\n");
    await chmod(file, 0o755);
    expect(findTaskset(searchPath)).toBe(file);
    await rm(folder, { recursive: true });
  });
});

describe("canBind", () => {
  const taskset = findTaskset(process.env["PATH"] ?? "");

  it.skipIf(taskset === null)("is true of the cores of this process (skipped: there is no taskset here)", () => {
    expect(canBind(taskset ?? "", allowedCores(processStatus()))).toBe(true);
  });

  it("is false where the system refuses it, or nothing comes of it", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "lockstep-taskset-"));
    const file = path.join(folder, "taskset");
    await writeFile(file, "#!/bin/sh\necho 'failed to set affinity: Operation not permitted' >&2\nexit 1\n");
    await chmod(file, 0o755);
    expect(canBind(file, [0])).toBe(false);
    expect(canBind(path.join(folder, "none"), [0])).toBe(false);
    await rm(folder, { recursive: true });
  });
});
