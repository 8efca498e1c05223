import { describe, expect, it } from "vitest";
import { explainCrash } from "./addon-check.mjs";
import { asSetupFailure, unsuitable } from "./setup-failure.mjs";
import { explainStock } from "./stock-install.mjs";
import { explainPip } from "./wheel-download.mjs";

describe("asSetupFailure", () => {
  it.each(["ENOSPC", "EDQUOT"])("says of %s which disk is full", (code) => {
    const failure = asSetupFailure(Object.assign(new Error(`${code}: write`), { code, path: "/cache/libtensorflow_cc.so.2" }));
    expect(failure.message).toMatch(/^the disk is full \(\/cache\/libtensorflow_cc\.so\.2\): /);
    expect(failure.exitCode).toBe(1);
  });

  it.each(["EACCES", "EPERM", "EROFS"])("says of %s what cannot be written", (code) => {
    const failure = asSetupFailure(Object.assign(new Error("mkdir"), { code, path: "/cache" }));
    expect(failure.message).toMatch(new RegExp(`^/cache cannot be written \\(${code}\\)`));
    expect(failure.exitCode).toBe(10);
  });

  it("keeps its own failures and the first line of others", () => {
    const own = unsuitable("no compiler");
    expect(asSetupFailure(own)).toBe(own);
    expect(asSetupFailure(new Error("first\nsecond"))).toMatchObject({ message: "first", exitCode: 1 });
    expect(asSetupFailure("a word").message).toBe("a word");
  });
});

describe("explainPip", () => {
  const wheel = { distribution: "tensorflow-cpu", version: "2.21.0" };
  const none = "ERROR: Could not find a version that satisfies\nERROR: No matching distribution found for tensorflow-cpu==2.21.0";

  it.each([
    ["no network", `WARNING: Retrying (Retry(total=1)) after connection broken by 'NewConnectionError'\n${none}`, "cannot be reached"],
    ["no name", `WARNING: … Temporary failure in name resolution\n${none}`, "cannot be reached"],
    ["a proxy that refuses", `WARNING: … 'ProxyError('Cannot connect to proxy.')\n${none}`, "cannot be reached"],
    ["an index without it", none, "does not have it"],
    ["a full disk", "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "the disk is full"],
    ["a changed file", "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "another file than the known one"],
    ["anything else", "Traceback\nERROR: something new\n", "pip failed (something new)"],
    ["silence", "", "pip failed"],
  ])("has one sentence for %s", (_, stderr, words) => {
    const message = explainPip(stderr, wheel);
    expect(message).toMatch(/^tensorflow-cpu 2\.21\.0 was not downloaded: /);
    expect(message).toContain(words);
    expect(message).not.toContain("\n");
  });
});

describe("explainStock", () => {
  it.each([
    ["Error: getaddrinfo ENOTFOUND storage.googleapis.com\n    at", "no connection to storage.googleapis.com"],
    ["Error: connect ECONNREFUSED 127.0.0.1:9\n", "no connection to 127.0.0.1:9"],
    ["* Downloading\nError: Unsupported system: cpu-linux-s390x\n    at x", "Error: Unsupported system: cpu-linux-s390x"],
    ["", "its script ended with an error"],
  ])("%j", (output, words) => {
    expect(explainStock(output)).toBe(words);
  });
});

describe("explainCrash", () => {
  it("suspects the processor where the library gave up", () => {
    expect(explainCrash(null, "SIGILL")).toMatch(/ended with SIGILL; does the processor have AVX\?$/);
    expect(explainCrash(null, "SIGABRT")).toMatch(/AVX/);
    expect(explainCrash(1, null)).toBe("the process that loaded the addon ended with exit code 1");
  });
});
