import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findNativeAddon } from "./native-addon.ts";
import { gpuWarnings, loadNativeBackend, loadNativeBackendWith, versionOf } from "./native-backend.ts";
import { selectBackend } from "./select-backend.ts";

describe("versionOf", () => {
  it("names all that the bits of a gradient depend on", () => {
    const plain = { TF_ENABLE_ONEDNN_OPTS: "0" };
    expect(versionOf("4.22.0", "2.21.0", plain, "avx2-32K-1024K")).toBe("4.22.0+tensorflow-2.21.0+kernels-1+avx2-32K-1024K");
    expect(versionOf("4.22.0", "2.21.0", { TF_ENABLE_ONEDNN_OPTS: "1" }, "unknown")).toBe(
      "4.22.0+tensorflow-2.21.0+kernels-1+onednn+unknown",
    );
  });
});

describe("gpuWarnings", () => {
  it("warns of more than one visible GPU", () => {
    expect(gpuWarnings(0)).toEqual([]);
    expect(gpuWarnings(1)).toEqual([]);
    expect(gpuWarnings(8)).toEqual([expect.stringMatching(/^8 GPUs are visible; .*set CUDA_VISIBLE_DEVICES to one for each worker$/)]);
  });
});

describe("loadNativeBackend", () => {
  it.skipIf(findNativeAddon("tfjs-node").state === "found")("says why there is none before it loads anything", () => {
    expect(loadNativeBackend("tfjs-node")).toBe("native addon not built");
  });
});

describe("an addon that does not load", () => {
  it("is told apart, and leaves wasm usable in the same process", async () => {
    const folder = await mkdtemp(join(tmpdir(), "lockstep-addon-"));
    try {
      const addonFile = join(folder, "tfjs_binding.node");
      await writeFile(addonFile, "no library");
      expect(loadNativeBackendWith(addonFile, "tfjs-node")).toMatch(/^addon does not load \(.*tfjs_binding\.node/);
      expect(loadNativeBackendWith(addonFile, "tfjs-node-gpu")).toBe(
        "not tried, because the library of tfjs-node is already loaded in this process",
      );
      expect((await selectBackend("wasm")).reason).toBe("wasm 4.22.0: chosen");
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
