import { describe, expect, it } from "vitest";
import { neededBytes, placeOfWheelEntry, requireSupportedMachine, tensorflowVersion, wheelFor } from "./pinned-wheel.mjs";

describe("wheelFor", () => {
  it.each(["tfjs-node", "tfjs-node-gpu"])("names one exact file for %s", (packageName) => {
    const wheel = wheelFor(packageName);
    const name = wheel.distribution.replaceAll("-", "_");
    expect(wheel.fileName).toBe(`${name}-${tensorflowVersion}-cp311-cp311-manylinux_2_27_x86_64.whl`);
    expect(wheel.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(wheel.unpackedBytes).toBeGreaterThan(wheel.bytes);
  });
});

describe("placeOfWheelEntry", () => {
  it("takes the two libraries", () => {
    expect(placeOfWheelEntry("tensorflow/libtensorflow_cc.so.2")).toBe("lib/libtensorflow_cc.so.2");
    expect(placeOfWheelEntry("tensorflow/libtensorflow_framework.so.2")).toBe("lib/libtensorflow_framework.so.2");
  });

  it.each([
    "tensorflow/c/c_api.h",
    "tensorflow/c/tf_tensor.h",
    "tensorflow/c/eager/c_api.h",
    "tensorflow/core/platform/ctstring_internal.h",
    "tsl/platform/ctstring.h",
    "xla/tsl/platform/ctstring_internal.h",
    "xla/tsl/c/tsl_status.h",
  ])("takes the header %s", (header) => {
    expect(placeOfWheelEntry(`tensorflow/include/${header}`)).toBe(`include/${header}`);
  });

  it.each([
    "tensorflow/python/_pywrap_tensorflow_internal.so",
    "tensorflow/libtensorflow_cc.so.2.old",
    "other/tensorflow/libtensorflow_cc.so.2",
    "tensorflow/include/tensorflow/cc/client/client_session.h",
    "tensorflow/include/tensorflow/c/eager/c_api_internal.h",
    "tensorflow/include/tensorflow/c/../../../../evil.h",
    "../tensorflow/include/tensorflow/c/c_api.h",
  ])("leaves %s", (name) => {
    expect(placeOfWheelEntry(name)).toBeNull();
  });
});

describe("neededBytes", () => {
  it("counts the wheel only where it is downloaded", () => {
    expect(neededBytes({ bytes: 100, unpackedBytes: 1000 }, true)).toBe(1900);
    expect(neededBytes({ bytes: 100, unpackedBytes: 1000 }, false)).toBe(1800);
  });
});

describe("requireSupportedMachine", () => {
  it.each(["2.27", "2.36", "3.0"])("accepts x86-64 Linux with glibc %s", (glibcVersion) => {
    expect(() => requireSupportedMachine({ platform: "linux", arch: "x64", glibcVersion })).not.toThrow();
  });

  it.each([
    ["darwin", "arm64", undefined, "this is darwin arm64;"],
    ["win32", "x64", undefined, "this is win32 x64;"],
    ["linux", "arm64", "2.36", "this is linux arm64, glibc 2.36;"],
    ["linux", "x64", "2.17", "this is linux x64, glibc 2.17;"],
    ["linux", "x64", undefined, "this is linux x64, no glibc;"],
  ])("refuses %s %s with glibc %s in one sentence", (platform, arch, glibcVersion, words) => {
    let failure;
    try {
      requireSupportedMachine({ platform, arch, glibcVersion });
    } catch (error) {
      failure = error;
    }
    expect(failure).toMatchObject({ exitCode: 10 });
    expect(failure.message).toContain(words);
  });
});
