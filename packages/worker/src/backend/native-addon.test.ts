import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addonState, mayHaveNvidiaGpu } from "./native-addon.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-addon-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe("addonState", () => {
  it("finds an addon by its file, with the package's version", async () => {
    await mkdir(join(folder, "lib", "napi-v8"), { recursive: true });
    await writeFile(join(folder, "package.json"), '{"version":"4.22.0"}');
    await writeFile(join(folder, "lib", "napi-v8", "tfjs_binding.node"), "");
    expect(addonState(join(folder, "package.json"))).toEqual({ state: "found", version: "4.22.0" });
  });

  it("says that it is not built where only the package is there", async () => {
    await mkdir(join(folder, "lib", "napi-v8"), { recursive: true });
    await writeFile(join(folder, "package.json"), '{"version":"4.22.0"}');
    expect(addonState(join(folder, "package.json"))).toEqual({ state: "absent", reason: "native addon not built" });
    await rm(join(folder, "lib"), { recursive: true });
    expect(addonState(join(folder, "package.json"))).toEqual({ state: "absent", reason: "native addon not built" });
  });

  it("says that it is not installed where there is no package", () => {
    expect(addonState(null)).toEqual({ state: "absent", reason: "not installed" });
  });
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

  it("leaves it to the driver elsewhere", () => {
    expect(mayHaveNvidiaGpu("win32", folder)).toBe(true);
  });
});
