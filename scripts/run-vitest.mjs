// Runs vitest in the terminal and counts its tests.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { interruptedCode, root, runProgram, tool } from "./run-program.mjs";

/**
 * @param options.program what runs vitest: a program and its first arguments
 * @param options.reporter of vitest: "default" tells of a file when it is done, "verbose" of each test
 * @param options.environment variables besides those of this process
 * @returns how many tests passed, failed and were skipped; all 0 if it was interrupted. What keeps the tests from being run counts as one that failed
 */
export async function runVitest(vitestArguments, options = {}) {
  try {
    return await runAndCount(vitestArguments, options);
  } catch (error) {
    printFailure("the tests could not be run", error.message);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

async function runAndCount(vitestArguments, { program = [tool("vitest")], reporter = "default", environment = {} }) {
  const [first, ...before] = program;
  const scratch = mkdtempSync(path.join(tmpdir(), "lockstep-tests-"));
  try {
    const report = path.join(scratch, "report.json");
    const reporters = [`--reporter=${reporter}`, "--reporter=json", `--outputFile.json=${report}`];
    const { code } = await runProgram(first, [...before, "run", ...reporters, ...vitestArguments], { environment });
    return interruptedCode() === null ? countTests(report, code) : { passed: 0, failed: 0, skipped: 0 };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The last line of a script that tests. */
export function countLine({ passed, failed, skipped }) {
  return `\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`;
}

/** One line, so that the failures of a long run can be read where it ends. */
function printFailure(name, message = "") {
  process.stdout.write(`FAIL ${name}: ${message.split("\n", 1)[0].slice(0, 300)}\n`);
}

/**
 * Counts the tests of vitest's JSON report and names those that failed. A file that could not be loaded, an error outside of any test and a missing report
 * are failures, too: they show in the exit code alone.
 */
function countTests(reportFile, exitCode) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  let report;
  try {
    report = JSON.parse(readFileSync(reportFile, "utf8"));
  } catch (error) {
    process.stdout.write(`FAIL vitest left no report: ${error.message}\n`);
    return { ...counts, failed: 1 };
  }
  for (const { name, status, message, assertionResults } of report.testResults) {
    for (const result of assertionResults) counts[{ passed: "passed", failed: "failed" }[result.status] ?? "skipped"]++;
    const file = path.relative(root, name);
    const failures = assertionResults.filter((result) => result.status === "failed");
    for (const { fullName, failureMessages } of failures) printFailure(`${file} > ${fullName}`, failureMessages[0]);
    if (status === "failed" && failures.length === 0) {
      counts.failed++;
      printFailure(file, message);
    }
  }
  if (exitCode !== 0 && counts.failed === 0) {
    counts.failed++;
    process.stdout.write(`FAIL vitest ended with exit code ${exitCode} although every test passed\n`);
  }
  return counts;
}
