import type { BackendName } from "@lockstep/core/local";
import { beforeAll, describe, expect, it } from "vitest";
import { checkGradients } from "./check-gradients.ts";
import { findNativeAddon } from "./native-addon.ts";
import { loadCpuBackend, loadWasmBackend } from "./portable-backend.ts";
import { selectBackend, type BackendLoader } from "./select-backend.ts";
import type { LoadedBackend } from "./tensorflow.ts";

const absent: BackendLoader = () => "not installed";
let cpu: LoadedBackend;
let wasm: LoadedBackend;

beforeAll(async () => {
  cpu = loadCpuBackend();
  wasm = await loadWasmBackend();
});

function available(loaders: Partial<Record<BackendName, BackendLoader>>): Record<BackendName, BackendLoader> {
  return { "tfjs-node-gpu": absent, "tfjs-node": absent, wasm: absent, cpu: absent, ...loaders };
}

describe("selectBackend", () => {
  it.skipIf(findNativeAddon("tfjs-node").state === "found" || findNativeAddon("tfjs-node-gpu").state === "found")(
    "chooses wasm where no native addon is built, and says what it tried",
    async () => {
      const backend = await selectBackend("auto");
      expect(backend).toMatchObject({ name: "wasm", version: "4.22.0", copiesUploads: true });
      expect(backend.tf.getBackend()).toBe("wasm");
      expect(backend.reason).toMatch(
        /^tfjs-node-gpu: (not installed|native addon not built); tfjs-node: (not installed|native addon not built); wasm 4\.22\.0: chosen$/,
      );
    },
  );

  it("takes the best that is there, in order", async () => {
    const backend = await selectBackend(
      "auto",
      available({ "tfjs-node": () => ({ ...cpu, version: "native" }), wasm: () => wasm, cpu: () => cpu }),
    );
    expect(backend.name).toBe("tfjs-node");
    expect(backend.reason).toBe("tfjs-node-gpu: not installed; tfjs-node native: chosen");
  });

  it("takes the one that is named and tries no other", async () => {
    const backend = await selectBackend("cpu", available({ wasm: () => Promise.reject(new Error("must not be asked")), cpu: () => cpu }));
    expect(backend).toMatchObject({ name: "cpu", reason: "cpu 4.22.0: chosen" });
  });

  it("goes on, with the reason, when a loader throws", async () => {
    const broken: BackendLoader = () => Promise.reject(new Error("libtensorflow.so.2: cannot open shared object file\nsecond line"));
    const backend = await selectBackend("auto", available({ "tfjs-node": broken, cpu: () => cpu }));
    expect(backend.reason).toBe(
      "tfjs-node-gpu: not installed; tfjs-node: failed (libtensorflow.so.2: cannot open shared object file); wasm: not installed; cpu 4.22.0: chosen",
    );
  });

  it("does not believe a backend whose gradient is wrong", async () => {
    const wrong: LoadedBackend = {
      ...wasm,
      readInto(tensor, out) {
        wasm.readInto(tensor, out);
        if (out.length === 9) out[4] = (out[4] as number) * 1.001;
      },
    };
    const backend = await selectBackend("auto", available({ wasm: () => wrong, cpu: () => cpu }));
    expect(backend.name).toBe("cpu");
    expect(backend.reason).toMatch(
      /wasm: wrong gradient \(dense network: differs from the recorded gradient by \S+ of its largest value\); cpu/,
    );
  });

  it("notices that TensorFlow.js fell back to another backend", async () => {
    await cpu.tf.setBackend("cpu");
    cpu.tf.registerBackend("unusable", () => Promise.reject(new Error("no device")), 0);
    const unusable = { ...wasm, tfBackendName: "unusable" };
    const backend = await selectBackend("auto", available({ wasm: () => unusable, cpu: () => cpu }));
    expect(backend.reason).toMatch(/wasm: TensorFlow\.js chose its backend "\w+" instead; cpu/);
    cpu.tf.removeBackend("unusable");
  });

  it("a named backend that is not there is an error of the configuration that says what to do", async () => {
    await expect(selectBackend("tfjs-node-gpu", available({}))).rejects.toMatchObject({
      code: "configuration",
      message: 'no usable TensorFlow.js backend (tfjs-node-gpu: not installed): choose another with --backend, or "auto"',
    });
  });

  it("names all that failed when none is left", async () => {
    await expect(selectBackend("auto", available({}))).rejects.toThrow(
      /tfjs-node-gpu: not installed; tfjs-node: .*; wasm: .*; cpu: not installed/,
    );
  });
});

describe("checkGradients", () => {
  it("accepts cpu and wasm and leaves nothing behind", async () => {
    for (const backend of [cpu, wasm]) {
      await backend.tf.setBackend(backend.tfBackendName);
      const before = backend.tf.memory().numTensors;
      expect(checkGradients(backend)).toBeNull();
      expect(backend.tf.memory().numTensors).toBe(before);
    }
  });

  it("refuses a backend that answers NaN", async () => {
    await cpu.tf.setBackend("cpu");
    expect(checkGradients({ ...cpu, readInto: (_, out) => void out.fill(Number.NaN) })).toMatch(/dense network/);
  });
});
