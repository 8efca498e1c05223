import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockstep, startLockstep } from "./harness/command.ts";
import { withLongCases } from "./harness/long-cases.ts";
import { makeScratch, removeScratch } from "./harness/run-folder.ts";

const script = fileURLToPath(new URL("../benchmarks/dist/accuracy/accuracy.js", import.meta.url));
const recipes = withLongCases(
  ["mnist-mlp-128", "mnist-mlp-64x2", "mnist-cnn-bn", "toy-sigmoid", "binary-mlp"],
  ["mnist-mlp-256", "mnist-mlp-256x2", "mnist-cnn", "mnist-lenet"],
);
/** of the table, those of these recipes */
const rows = [
  "mnist-mlp-128",
  "mnist-mlp-128, standardised",
  "mnist-mlp-64x2",
  "mnist-mlp-256",
  "mnist-mlp-256x2",
  "mnist-mlp-256x2, cosine",
  "mnist-mlp-256x2, augmented, cosine, 60 epochs",
  "mnist-cnn",
  "mnist-lenet",
  "mnist-cnn-bn",
  "toy-sigmoid",
  "binary-mlp",
].filter((row) => recipes.includes(row.split(",", 1)[0] ?? ""));

let folder = "";
beforeAll(async () => {
  folder = await makeScratch();
});
afterAll(() => removeScratch(folder));

async function recordIn(out: string): Promise<readonly string[]> {
  const file = (await readdir(out)).find((name) => name.endsWith(".jsonl")) ?? "";
  return (await readFile(path.join(out, file), "utf8")).trimEnd().split("\n");
}

describe("npm run accuracy", () => {
  it("trains every row, and goes on after Ctrl-C where it stopped", async () => {
    const out = path.join(folder, "results");
    const environment = { TMPDIR: folder };
    const stopped = startLockstep(["--quick", "--recipes", recipes.join(), "--backend", "wasm", "--out", out], {
      script,
      folder,
      environment,
    });
    await stopped.until(/^mnist-mlp-64x2, seed 0: $/m);
    stopped.kill("SIGINT");
    const { stdout: told, ...end } = await stopped.result;
    expect(end).toMatchObject({ code: 130, stderr: "", leftOver: [] });
    const report = /^report: (.+\.md)$/m.exec(told)?.[1] ?? "";
    expect(told).toContain(`npm run accuracy -- --resume "${report}"`);
    expect(await readFile(report, "utf8")).toContain(`**Not complete:** 2 of ${rows.length} trainings.`);
    const before = await recordIn(out);
    expect(before).toHaveLength(3);

    const resumed = await lockstep(["--resume", report], { script, folder, environment, timeoutMs: 280_000 });
    expect(resumed).toMatchObject({ code: 0, stderr: "", leftOver: [] });
    const after = await recordIn(out);
    expect(after.slice(0, 3)).toEqual(before);
    expect(after.slice(1).map((line) => (JSON.parse(line) as { readonly row: string }).row)).toEqual(rows);
    const text = await readFile(report, "utf8");
    for (const row of rows) expect(text).toMatch(new RegExp(`^\\| ${row} \\| [\\d,]+ \\| 1 \\|`, "m"));
    expect(text).not.toContain("Not complete");
    expect((await readdir(out)).toSorted()).toEqual([path.basename(report, ".md") + ".jsonl", path.basename(report)]);
    expect(await readdir(folder)).toEqual(["results"]);
  }, 600_000);

  it.each([
    [["--seeds", "none"], 2, "--seeds must be a whole number"],
    [["--recipes", "mnist"], 2, 'there is no row of a recipe "mnist"'],
    [["--backend", "abacus"], 10, "--backend abacus does not work here; these do: "],
    [["--fashion", "/nowhere"], 10, "/nowhere"],
    [["--out", "/dev/null/results"], 10, "name another folder by --out"],
    [["--resume", "nothing.md"], 10, "expected the .jsonl file beside a report"],
  ])("refuses %j before it trains", async (flags, expected, message) => {
    const { code, stdout, stderr } = await lockstep(flags, { script, folder });
    expect({ code, stdout }).toEqual({ code: expected, stdout: "" });
    expect(stderr).toContain(message);
  });
});
