// What `npm start`, `npm test` and `npm run build` run. Brings the clone into working order first (installs what the lockfile
// names, builds what has changed), then hands over. Needs Node and npm, nothing else; with nothing to do it costs well under a second.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(fileURLToPath(new URL("..", import.meta.url)));
const stateFile = path.join(root, "node_modules", ".lockstep-bootstrap.json");
const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

const commands = {
  start: [path.join(root, "packages/cli/bin/lockstep.js"), "train"],
  test: [path.join(root, "scripts/run-tests.mjs")],
  "test:node22": [path.join(root, "scripts/run-tests.mjs"), "--on-node=22.23.3", "--project", "core", "--project", "recipes"],
  "test:long": [path.join(root, "scripts/run-tests.mjs"), "--long"],
  "test:chaos": [path.join(root, "scripts/test-chaos.mjs")],
  "test:simulation": [path.join(root, "packages/simulation/dist/run/simulate.js")],
  "test:kubernetes": [path.join(root, "scripts/test-kubernetes.mjs")],
  accuracy: [path.join(root, "benchmarks/dist/accuracy/accuracy.js")],
  check: [path.join(root, "scripts/run-tests.mjs"), "--checks-only"],
  "setup:native": [path.join(root, "scripts/setup-native.mjs")],
  generate: [path.join(root, "scripts/generate-rpc.mjs")],
  build: null,
};

function fail(message, details = "") {
  if (details) process.stderr.write(details.endsWith("\n") ? details : `${details}\n`);
  process.stderr.write(`lockstep: ${message}\n`);
  // What cannot be built passes no test.
  if (process.argv[2]?.startsWith("test")) process.stdout.write("\n0 passed, 1 failed\n");
  process.exit(1);
}

function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if ((major === 20 && minor >= 19) || major === 21 || major === 22) return;
  fail(
    `Node ${manifest.engines.node} is needed (TensorFlow.js 4.22 does not run on 23 and later), this is ${process.versions.node}; see https://nodejs.org`,
  );
}

/** The folders of the workspace: every one below packages/, benchmarks/ and test/. */
function workspaceFolders() {
  const packages = readdirSync(path.join(root, "packages"), { withFileTypes: true });
  return [...packages.filter((entry) => entry.isDirectory()).map((entry) => path.join("packages", entry.name)), "benchmarks", "test"];
}

/** Changes when another set of dependencies, or one for another Node or machine, must be installed. */
function installFingerprint() {
  const hash = createHash("sha256");
  hash.update(`${root} ${process.version} ${process.platform} ${process.arch}\n`);
  const folders = workspaceFolders().map((folder) => path.join(folder, "package.json"));
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", ".npmrc", "package.json", ...folders]) {
    const absolute = path.join(root, file);
    hash.update(`${file}\n`);
    if (existsSync(absolute)) hash.update(readFileSync(absolute));
  }
  return hash.digest("hex");
}

/** Changes when a file that the build reads is touched, or what it made is gone. By size and time: reading every file would take longer than it saves. */
function buildFingerprint() {
  const hash = createHash("sha256");
  const add = (file) => {
    const found = statSync(path.join(root, file), { throwIfNoEntry: false });
    hash.update(`${file} ${found?.size} ${found?.mtimeMs}\n`);
  };
  const walk = (folder) => {
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) walk(file);
      else add(file);
    }
  };
  for (const file of ["package.json", "turbo.json", "tsconfig.json", "tsconfig.base.json", "pnpm-lock.yaml"]) add(file);
  for (const folder of workspaceFolders()) {
    add(path.join(folder, "package.json"));
    add(path.join(folder, "tsconfig.json"));
    for (const sources of ["src", "generated"]) if (existsSync(path.join(root, folder, sources))) walk(path.join(folder, sources));
    if (existsSync(path.join(root, folder, "src"))) hash.update(`built ${existsSync(path.join(root, folder, "dist/.tsbuildinfo"))}\n`);
  }
  return hash.digest("hex");
}

function readState() {
  try {
    return JSON.parse(readFileSync(stateFile, "utf8"));
  } catch {
    return {};
  }
}

function writeState(change) {
  mkdirSync(path.dirname(stateFile), { recursive: true });
  const draft = `${stateFile}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify({ ...readState(), ...change })}\n`);
  renameSync(draft, stateFile);
}

/** Runs a program quietly; what it printed is shown only if it fails. */
function runQuietly(what, program, programArguments, environment = process.env) {
  const result = spawnSync(program, programArguments, {
    cwd: root,
    env: environment,
    encoding: "utf8",
    maxBuffer: 64 << 20,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (result.signal !== null) process.exit(result.signal === "SIGINT" ? 130 : 143);
  if (result.status !== 0)
    fail(`${what} failed`, `${result.stdout ?? ""}${result.stderr ?? ""}${result.error ? result.error.message : ""}`);
}

function install() {
  const fingerprint = installFingerprint();
  if (readState().install === fingerprint) return;
  process.stderr.write("lockstep: installing dependencies (first time: about a minute)…\n");
  const pnpm = ["--yes", manifest.packageManager, "install", "--frozen-lockfile"];
  // CI: a folder that another version filled is replaced without asking.
  const environment = { ...process.env, CI: "true" };
  // npm tells its scripts where it lies, which spares looking for npx on the PATH.
  const npm = process.env.npm_execpath;
  const npx = npm?.endsWith("npm-cli.js") ? path.join(path.dirname(npm), "npx-cli.js") : undefined;
  if (npx !== undefined && existsSync(npx)) runQuietly("the installation", process.execPath, [npx, ...pnpm], environment);
  else runQuietly("the installation", "npx", pnpm, environment);
  writeState({ install: fingerprint, build: null });
}

function build() {
  const fingerprint = buildFingerprint();
  if (readState().build === fingerprint) return;
  process.stderr.write("lockstep: building…\n");
  const environment = {
    ...process.env,
    PATH: `${path.join(root, "node_modules/.bin")}${path.delimiter}${process.env.PATH ?? ""}`,
    TURBO_TELEMETRY_DISABLED: "1",
    DO_NOT_TRACK: "1",
  };
  runQuietly(
    "the build",
    path.join(root, "node_modules/.bin/turbo"),
    ["run", "build", "--output-logs=errors-only", "--no-update-notifier"],
    environment,
  );
  writeState({ build: buildFingerprint() });
}

/** This process's parent and, where the parent is npm's shell and the system tells it (Linux), npm itself. */
function ancestors() {
  const parent = process.ppid;
  try {
    const isShell = readFileSync(`/proc/${parent}/cmdline`, "utf8").split("\0").includes("-c");
    const status = readFileSync(`/proc/${parent}/stat`, "utf8");
    // the name in parentheses may hold anything; state and parent follow it
    const npm = status.slice(status.lastIndexOf(")") + 2).split(" ")[1];
    return isShell ? `${parent} ${npm}` : `${parent}`;
  } catch {
    return `${parent}`;
  }
}

/** Runs a script in place of this process as far as Node can: same terminal, signals passed on, same exit code. */
function handOver(script, scriptArguments) {
  // The command watches this process, which can pass nothing on when it is killed by -9.
  const environment = { ...process.env, LOCKSTEP_PARENT: String(process.pid) };
  const child = spawn(process.execPath, [...script, ...scriptArguments], { stdio: "inherit", env: environment });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  // npm passes a signal on to its shell only, which dies of it without a word to this process; and the shell outlives an npm that is killed.
  const before = ancestors();
  const watch = setInterval(() => {
    if (process.env.npm_lifecycle_event === undefined || ancestors() === before) return;
    clearInterval(watch);
    child.kill("SIGTERM");
  }, 500);
  child.on("error", (error) => fail(`cannot start Node: ${error.message}`));
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

const [command = "", ...rest] = process.argv.slice(2);
if (!Object.hasOwn(commands, command)) fail(`bootstrap.mjs takes ${Object.keys(commands).join(", ")}, not "${command}"`);
requireNode();
install();
if (command !== "generate") build();
if (commands[command] !== null) handOver(commands[command], rest);
