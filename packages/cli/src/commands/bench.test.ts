import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadBenchmarks } from "./bench.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "lockstep-bench-test-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("loadBenchmarks", () => {
  it("says where they are when the command runs without its clone", async () => {
    await expect(loadBenchmarks(path.join(folder, "none"))).rejects.toMatchObject({
      code: "configuration",
      message: expect.stringContaining("run `npx lockstep bench` in a clone") as string,
    });
  });

  it("runs nobody else's folder of that name", async () => {
    await mkdir(path.join(folder, "dist"));
    await writeFile(path.join(folder, "dist/index.js"), "throw new Error('this ran');");
    await writeFile(path.join(folder, "package.json"), JSON.stringify({ name: "benchmarks", type: "module" }));
    await expect(loadBenchmarks(folder)).rejects.toThrow("not part of the published command");
    await writeFile(path.join(folder, "package.json"), "{");
    await expect(loadBenchmarks(folder)).rejects.toThrow("not part of the published command");
  });

  it("says what to do when they are not built", async () => {
    await writeFile(path.join(folder, "package.json"), JSON.stringify({ name: "@lockstep/benchmarks", type: "module" }));
    await expect(loadBenchmarks(folder)).rejects.toMatchObject({
      code: "configuration",
      message: expect.stringContaining("run `npm run build` there") as string,
    });
  });

  it("loads them", async () => {
    await mkdir(path.join(folder, "dist"));
    await writeFile(path.join(folder, "dist/index.js"), "export const runBenchmarks = async () => 7;");
    await writeFile(path.join(folder, "package.json"), JSON.stringify({ name: "@lockstep/benchmarks", type: "module" }));
    const runBenchmarks = (await loadBenchmarks(folder)) as () => Promise<number>;
    expect(await runBenchmarks()).toBe(7);
  });
});
