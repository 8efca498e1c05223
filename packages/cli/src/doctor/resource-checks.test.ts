import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { LockstepError } from "@lockstep/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkData, checkPort, checkRunsFolder } from "./resource-checks.ts";

let scratch = "";
beforeEach(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), "lockstep-doctor-"));
});
afterEach(() => rm(scratch, { recursive: true }));

describe("checkPort", () => {
  it("dials a port of this machine", async () => {
    expect(await checkPort("127.0.0.1")).toMatchObject({ state: "ok" });
  });

  it("says what hinders", async () => {
    // A documentation address (RFC 5737) that no interface of this machine has.
    expect(await checkPort("192.0.2.1")).toMatchObject({ state: "failed", detail: expect.stringContaining("192.0.2.1") as string });
  });
});

describe("checkRunsFolder", () => {
  it("is content where a folder can be made, and leaves nothing there", async () => {
    expect(await checkRunsFolder(scratch)).toMatchObject({ state: "ok", detail: expect.stringContaining(scratch) as string });
    expect(await checkRunsFolder(path.join(scratch, "runs", "deeper"))).toMatchObject({ state: "ok" });
    expect(await readdir(scratch)).toEqual([]);
  });

  it("fails where nothing can be written", async () => {
    await writeFile(path.join(scratch, "runs"), "a file");
    for (const folder of [path.join(scratch, "runs"), "/proc/self/runs"]) {
      expect(await checkRunsFolder(folder)).toMatchObject({ state: "failed", advice: expect.any(String) as string });
    }
  });
});

describe("checkData", () => {
  it("counts what was read", async () => {
    expect(await checkData(() => Promise.resolve({ train: { count: 6 }, test: { count: 2 } }))).toMatchObject({
      state: "ok",
      detail: "6 and 2 images, checksums right",
    });
  });

  it("fails with the reason why it was not", async () => {
    const load = (): Promise<never> => Promise.reject(new LockstepError("data", "images: the SHA-256 should be 1"));
    expect(await checkData(load)).toMatchObject({
      state: "failed",
      detail: "images: the SHA-256 should be 1",
      advice: expect.stringMatching(/install/) as string,
    });
  });
});
