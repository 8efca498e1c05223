import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { countVisibleGpus, mayHaveNvidiaGpu } from "./nvidia-devices.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-devices-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe("mayHaveNvidiaGpu", () => {
  it("asks for a device file on Linux", async () => {
    expect(mayHaveNvidiaGpu("linux", folder)).toBe(false);
    expect(mayHaveNvidiaGpu("linux", join(folder, "missing"))).toBe(false);
    await writeFile(join(folder, "nvidiactl"), "");
    expect(mayHaveNvidiaGpu("linux", folder)).toBe(false);
    await writeFile(join(folder, "nvidia0"), "");
    expect(mayHaveNvidiaGpu("linux", folder)).toBe(true);
  });

  it("takes Windows' device for Linux", async () => {
    await writeFile(join(folder, "dxg"), "");
    expect(mayHaveNvidiaGpu("linux", folder)).toBe(true);
  });

  it("leaves it to the driver elsewhere", () => {
    expect(mayHaveNvidiaGpu("win32", folder)).toBe(true);
  });
});

describe("countVisibleGpus", () => {
  it("counts the devices where nothing is said", async () => {
    expect(countVisibleGpus({}, join(folder, "missing"))).toBe(0);
    for (const name of ["nvidia0", "nvidia1", "nvidia10", "nvidiactl", "nvidia-uvm"]) await writeFile(join(folder, name), "");
    expect(countVisibleGpus({}, folder)).toBe(3);
  });

  it.each([
    ["", 0],
    ["0", 1],
    ["2, 0", 2],
    ["-1", 0],
    ["1,-1,2", 1],
    ["GPU-8932f937,GPU-1d2b", 2],
  ])("reads CUDA_VISIBLE_DEVICES=%s as CUDA does", (visible, count) => {
    expect(countVisibleGpus({ CUDA_VISIBLE_DEVICES: visible }, folder)).toBe(count);
  });
});
