import { describe, expect, it } from "vitest";
import { describeBackends, judgeAddon, judgeProbe } from "./describe-backends.ts";
import { findNativeAddon } from "./native-addon.ts";
import { mayHaveNvidiaGpu } from "./nvidia-devices.ts";

const found = { state: "found", version: "4.22.0", manifestFile: "/package.json" } as const;

describe("describeBackends", () => {
  it("loads each one that is there and says which version works", async () => {
    const described = await describeBackends();
    expect(described.map(({ name }) => name)).toEqual(["tfjs-node-gpu", "tfjs-node", "wasm", "cpu"]);
    const [, native, wasm, cpu] = described;
    expect(wasm).toEqual({ name: "wasm", state: "ready", detail: "4.22.0, on the processor" });
    expect(cpu).toEqual({ name: "cpu", state: "ready", detail: "4.22.0, on the processor" });
    const isBuilt = findNativeAddon("tfjs-node").state === "found";
    expect(native?.state).toBe(isBuilt ? "ready" : "missing");
    expect(native?.detail).toMatch(
      isBuilt ? /^4\.22\.0\+tensorflow-\S+, on the processor$/ : /^native addon not built \(npm run setup:native builds it\)$/,
    );
  });

  it.skipIf(mayHaveNvidiaGpu())("does not offer a GPU that is not there", async () => {
    const [gpu] = await describeBackends();
    expect(gpu).toMatchObject({ name: "tfjs-node-gpu", state: "missing" });
  });
});

describe("judgeAddon", () => {
  it("tries an addon that is there, on a machine that has what it needs", () => {
    expect(judgeAddon("tfjs-node", found, false)).toBeNull();
    expect(judgeAddon("tfjs-node-gpu", found, true)).toBeNull();
  });

  it("says what is missing and how to get it", () => {
    expect(judgeAddon("tfjs-node-gpu", { state: "absent", reason: "native addon not built" }, true)).toEqual({
      state: "missing",
      detail: "native addon not built (npm run setup:native -- --gpu builds it)",
    });
    expect(judgeAddon("tfjs-node-gpu", found, false)).toEqual({ state: "missing", detail: "no NVIDIA device on this machine" });
  });

  it("calls it broken where something is gone", () => {
    expect(judgeAddon("tfjs-node", { state: "damaged", reason: "gone" }, true)).toEqual({ state: "broken", detail: "gone" });
  });
});

describe("judgeProbe", () => {
  it("reads the last line, because TensorFlow may write others", () => {
    const line = '{"state":"ready","version":"4.22.0+tensorflow-2.21.0","usesGpu":true}';
    expect(judgeProbe(`a notice\n${line}\n`, "exit code 0")).toEqual({ state: "ready", detail: "4.22.0+tensorflow-2.21.0, on the GPU" });
    expect(judgeProbe('{"state":"broken","detail":"wrong gradient"}\n', "exit code 0")).toEqual({
      state: "broken",
      detail: "wrong gradient",
    });
  });

  it.each(["", "half a li"])("calls a process that ended without an answer broken (%j)", (stdout) => {
    expect(judgeProbe(stdout, "SIGILL")).toEqual({
      state: "broken",
      detail: "the process that loaded it ended without an answer (SIGILL)",
    });
  });
});
