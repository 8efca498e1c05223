import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { applyEdit } from "./mutation.ts";
import { mutations } from "./mutations.ts";

// Mistakes are made in the compiled product: that of the last build.
const packages = fileURLToPath(new URL("../../../", import.meta.url));
const command = fileURLToPath(new URL("../../dist/run/simulate.js", import.meta.url));

describe("the deliberate mistakes", () => {
  it.each(mutations)("$name applies to the product as it was built", ({ edits }) => {
    const sources = new Map<string, string>();
    for (const edit of edits) {
      const source = sources.get(edit.file) ?? readFileSync(`${packages}${edit.file}`, "utf8");
      sources.set(edit.file, applyEdit(source, edit));
    }
    expect(sources.size).toBeGreaterThan(0);
  });

  it("have names of their own", () => {
    expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length);
  });

  it("that no longer apply are an error", () => {
    const edit = { file: "a.js", find: "x + 1", replace: "x" };
    expect(() => applyEdit("x + 2", edit)).toThrow(/no longer applies: a.js has 0 times/);
    expect(() => applyEdit("x + 1; x + 1", edit)).toThrow(/2 times/);
  });

  it.each(["reduce-in-arrival-order", "commit-before-all-slices", "any-slice"])("%s is caught by the command", async (name) => {
    expect(existsSync(command), "the packages are not built: npm run build").toBe(true);
    const { stdout } = await promisify(execFile)(process.execPath, [command, "--bug", name]);
    expect(stdout).toMatch(new RegExp(`^${name} +caught at seed \\d+ after \\d+ schedules`));
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("1 passed, 0 failed");
  });
});
