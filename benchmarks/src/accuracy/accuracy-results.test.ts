import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { appendResult, beginRecord, reopenRecord } from "./accuracy-results.ts";
import { machine, plan, resultWith } from "./accuracy.test.fixture.ts";

let folder = "";
let file = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "accuracy-results-"));
  file = path.join(folder, "accuracy.jsonl");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const results = [resultWith(), resultWith({ seed: 1, trainLoss: { first: null, last: null } })];

it("gives back what was written, also when the last line was cut off, and can be appended to", async () => {
  await beginRecord(file, machine, plan);
  for (const result of results) await appendResult(file, result);
  expect(await reopenRecord(file)).toEqual({ machine, plan, results });
  await appendFile(file, '{"row":"mnist-mlp-1');
  expect(await reopenRecord(file)).toEqual({ machine, plan, results });
  const third = resultWith({ seed: 2 });
  await appendResult(file, third);
  expect(await reopenRecord(file)).toEqual({ machine, plan, results: [...results, third] });
});

it("never begins a record that is there", async () => {
  await beginRecord(file, machine, plan);
  const before = await readFile(file, "utf8");
  await expect(beginRecord(file, machine, { ...plan, seeds: 9 })).rejects.toMatchObject({ code: "configuration" });
  expect(await readFile(file, "utf8")).toBe(before);
});

it.each([
  ["", "line 1: expected the machine and the plan"],
  [`${JSON.stringify({ machine, plan: { ...plan, seeds: "3" } })}\n`, "line 1: expected the machine and the plan"],
  [`${JSON.stringify({ machine: { ...machine, cores: null }, plan })}\n`, "line 1: expected the machine and the plan"],
  ["# Accuracy\n", "line 1: expected a JSON object"],
  [`${JSON.stringify({ machine, plan })}\n{"row":"a"}\n`, "line 2: expected the result of a training"],
  [`${JSON.stringify({ machine, plan })}\n${JSON.stringify(resultWith({ testAccuracy: Number.NaN }))}\n`, "line 2: expected the result"],
])("refuses %j", async (text, message) => {
  await writeFile(file, text);
  await expect(reopenRecord(file)).rejects.toMatchObject({ code: "configuration", message: expect.stringContaining(message) as string });
});

it("says what is expected where there is nothing", async () => {
  await expect(reopenRecord(file)).rejects.toThrow("expected the .jsonl file beside a report");
});
