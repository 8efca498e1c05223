import { expect, it } from "vitest";
import { accuracyMarkdown } from "./accuracy-markdown.ts";
import { accuracyRows, chooseRows } from "./accuracy-rows.ts";
import { machine, plan, resultsOf, resultWith } from "./accuracy.test.fixture.ts";

const rows = chooseRows(accuracyRows(null), ["mnist-mlp-128"]);
const standardised = resultWith({ row: "mnist-mlp-128, standardised", testAccuracy: 0.98, commit: "ba9876543210, clean" });
// Seeds as a command that was resumed may have left them.
const results = [...resultsOf("mnist-mlp-128", [0.9779, 0.975, 0.978]).toReversed(), standardised];
const text = accuracyMarkdown({ machine, plan, results }, rows, []);

it("has a line for each row: what was told, what must be reached, what was measured", () => {
  expect(text).toContain(
    "| recipe | parameters | epochs | told, % | to reach, % | mean, % | sd, points | each seed, % | verdict | training, mean, s |\n",
  );
  expect(text).toContain("\n| mnist-mlp-128 | 101,770 | 10 | 97.4, 98.8 | 97.6 | 97.70 | 0.17 | 97.79, 97.50, 97.80 | met | 60.0 |\n");
  expect(text).toContain(
    "\n| mnist-mlp-128, standardised | 101,770 | 10 | 97.4, 98.8 | 97.6 | 98.00 | – | 98.00 | 1 of 3 seeds | 60.0 |\n",
  );
});

it("tells what judges the figures: best epochs, class scores, losses, the command", () => {
  const scores = "97.85 (9), 97.85 (9), 97.85 (9) | 97.71, 97.69, 97.70 | 0.3500, 0.0300 | 0123456789ab";
  expect(text).toContain(`\n| mnist-mlp-128 | ${scores} | \`lockstep train mnist-mlp-128\` |\n`);
  expect(text).toContain("| `lockstep train mnist-mlp-128 --set standardize=true` |\n");
});

it("names where and with what it was trained, and that it is not complete", () => {
  expect(text).toContain(
    "# Accuracy of 2026-01-02T03:04:05.000Z\n\n**Not complete:** 4 of 6 trainings.\n\n- command: `npm run accuracy --`\n",
  );
  expect(text).toContain("- machine: Some Processor, 2 cores, 8.0 GiB, Linux 6.1\n");
  expect(text).toContain("- trained by: commit 0123456789ab, clean, node v20.20.2, wasm 4.22.0 (3 trainings)\n");
  expect(text).toContain("- trained by: commit ba9876543210, clean, node v20.20.2, wasm 4.22.0 (1 training)\n");
});

it("names the claims of the sources that are not reached", () => {
  const figures = "measured 97.70 % (mnist-mlp-128, mean of 3 seeds), 98.00 % (mnist-mlp-128, standardised, 1 seed)";
  expect(text).toContain(`\n- 97.4 % for 784-128-10: reached; ${figures}\n- 98.8 % for 784-128-10: **not reached**; ${figures}\n`);
});

it("tells of rows that are not trained yet, and of trainings that failed", () => {
  const empty = accuracyMarkdown({ machine, plan, results: [] }, rows, [{ row: "mnist-mlp-128", seed: 1, problem: "no memory" }]);
  expect(empty).toContain("\n| mnist-mlp-128 | – | – | 97.4, 98.8 | 97.6 | – | – | – | not trained yet | – |\n");
  expect(empty).toContain("\n### Failed\n\n- mnist-mlp-128, seed 1: no memory\n");
  expect(empty).not.toContain("What the sources tell");
  expect(text).not.toContain("Failed");
});

it("judges nothing when it was quick", () => {
  const quick = accuracyMarkdown({ machine, plan: { ...plan, quick: true }, results }, rows, []);
  expect(quick).toContain("**Quick:**");
  expect(quick).not.toContain("met |");
  expect(quick).not.toContain("reached;");
});
