import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("test-chaos.mjs", import.meta.url));

describe("npm run test:chaos", () => {
  it("says how many passed also where the tests cannot be run", () => {
    const environment = { ...process.env, TMPDIR: "/nowhere" };
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8", env: environment });
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    expect(stdout).toMatch(/^FAIL the tests could not be run: ENOENT: .*\n\n0 passed, 1 failed\n$/);
  });
});
