import path from "node:path";
import { expect, it } from "vitest";
import { parseAccuracyRequest } from "./accuracy-request.ts";

it("asks for everything with three seeds, or for what is named", () => {
  const all = { recipes: null, seeds: 3, backend: null, workers: null, quick: false, fashion: null };
  expect(parseAccuracyRequest([])).toEqual({ kind: "new", plan: all, out: null });
  const words = ["--recipes", "a, b", "--seeds", "5", "--backend", "wasm", "--workers", "1", "--fashion", "f", "--out", "o"];
  const plan = { recipes: ["a", "b"], seeds: 5, backend: "wasm", workers: 1, quick: false, fashion: path.resolve("f") };
  expect(parseAccuracyRequest(words)).toEqual({ kind: "new", plan, out: path.resolve("o") });
  expect(parseAccuracyRequest(["--quick"])).toMatchObject({ plan: { quick: true, seeds: 1 } });
  expect(parseAccuracyRequest(["--help"])).toEqual({ kind: "help" });
});

it.each(["results/a", "results/a.md", "results/a.jsonl"])("goes on with %s", (file) => {
  expect(parseAccuracyRequest(["--resume", file])).toEqual({ kind: "resume", report: path.resolve("results/a") });
});

it.each([
  [["--seeds", "0"], "--seeds must be a whole number from 1 to 1000"],
  [["--seeds", "1e1"], '--seeds must be a whole number from 1 to 1000, not "1e1"'],
  [["--workers", "none"], '--workers must be a whole number from 1 to 1000, not "none"'],
  [["--speed"], "--speed"],
  [["mnist-mlp-128"], "mnist-mlp-128"],
  [["--resume", "a.md", "--quick", "--seeds", "5"], "leave out --quick, --seeds"],
  [["--resume", "a.md", "--out", "o"], "leave out --out"],
])("refuses %j", (words, message) => {
  expect(() => parseAccuracyRequest(words)).toThrow(expect.objectContaining({ code: "usage", message: expect.stringContaining(message) }));
});
