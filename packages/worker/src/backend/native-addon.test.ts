import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addonState } from "./native-addon.ts";

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
    await mkdir(join(folder, "deps", "lib"), { recursive: true });
    const manifestFile = join(folder, "package.json");
    expect(addonState(manifestFile)).toEqual({ state: "found", version: "4.22.0", manifestFile });
  });

  it("says that TensorFlow is gone where the link to it leads nowhere", async () => {
    await mkdir(join(folder, "lib", "napi-v8"), { recursive: true });
    await writeFile(join(folder, "package.json"), '{"version":"4.22.0"}');
    await writeFile(join(folder, "lib", "napi-v8", "tfjs_binding.node"), "");
    await symlink(join(folder, "cleared cache"), join(folder, "deps"));
    expect(addonState(join(folder, "package.json"))).toEqual({
      state: "damaged",
      reason: "TensorFlow's library is gone; npm run setup:native brings it back",
    });
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
