import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("run-tests.mjs", import.meta.url));
const noChildren = existsSync("/proc/self/task") ? "" : " (skipped: this system does not tell which processes another has started)";

/** Processes that a process has started. */
const childrenOf = (pid) => readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);

describe("npm run test:long", () => {
  it("says how many passed also where the tests cannot be run", () => {
    const environment = { ...process.env, TMPDIR: "/nowhere" };
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, "--long"], { encoding: "utf8", env: environment });
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    expect(stdout).toMatch(/^FAIL the tests could not be run: ENOENT: .*\n\n0 passed, 1 failed\n$/);
  });
});

describe.skipIf(noChildren !== "")(`npm run check${noChildren}`, () => {
  it("ends with Ctrl-C, and with it all the checks that it runs at once", async () => {
    const checks = spawn(process.execPath, [script, "--checks-only"], { stdio: ["ignore", "pipe", "inherit"] });
    let stdout = "";
    checks.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
    while (childrenOf(checks.pid).length < 5) await sleep(5);
    const children = childrenOf(checks.pid);
    const closed = once(checks, "close");
    checks.kill("SIGINT");
    // The linter alone would take longer.
    await expect.poll(() => children.filter((pid) => existsSync(`/proc/${pid}`)), { timeout: 3_000 }).toEqual([]);
    expect(await closed).toEqual([130, null]);
    expect(stdout).toMatch(/\n0 passed, 0 failed\n$/);
  });
});
