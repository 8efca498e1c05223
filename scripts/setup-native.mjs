// `npm run setup:native`: builds the native addon of TensorFlow.js and puts it where the package looks for it. Nothing outside the cache
// and temporary folders changes before the addon has computed the right gradient, so a failure leaves everything as it was.
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { compileAddon, findCompiler, packageSources, stripLibrary } from "./setup-native/addon-compiler.mjs";
import { checkAddon } from "./setup-native/addon-check.mjs";
import {
  addonFile,
  findPackage,
  isPlaced,
  layOut,
  ownSourceFolder,
  placeInPackage,
  removeFromPackage,
} from "./setup-native/package-addon.mjs";
import { neededBytes, placeOfWheelEntry, requireSupportedMachine, wheelFor } from "./setup-native/pinned-wheel.mjs";
import { asSetupFailure, SetupFailure, unsuitable } from "./setup-native/setup-failure.mjs";
import { helpText, parseSetupArguments, planSteps } from "./setup-native/setup-plan.mjs";
import { copyForStockInstall, runStockInstall } from "./setup-native/stock-install.mjs";
import {
  addonName,
  cacheFolder,
  isComplete,
  keepInCache,
  makeDraftFolder,
  nativeFolderName,
  ownAddons,
  requireSpace,
} from "./setup-native/tensorflow-cache.mjs";
import { downloadWheel, requirePinnedWheel, requirePip } from "./setup-native/wheel-download.mjs";
import { extractZipEntry, readZipEntries } from "./setup-native/zip-archive.mjs";

const root = path.resolve(fileURLToPath(new URL("..", import.meta.url)));
const startedMs = performance.now();
const stopping = new AbortController();
const { signal } = stopping;
/** removed at the end, however it comes */
const temporaryFolders = [];

function say(text) {
  process.stdout.write(`setup:native ${((performance.now() - startedMs) / 1000).toFixed(1).padStart(6)} s  ${text}\n`);
}

const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;

async function temporaryFolder(made) {
  const folder = await made;
  temporaryFolders.push(folder);
  return folder;
}

/** The addon against the pinned TensorFlow. */
async function setUpFromWheel({ packageName, wheelFile }) {
  requireSupportedMachine({
    platform: process.platform,
    arch: process.arch,
    glibcVersion: process.report.getReport().header.glibcVersionRuntime,
  });
  const found = findPackage(root, packageName);
  const wheel = wheelFor(packageName);
  const cache = cacheFolder();
  const native = path.join(cache, nativeFolderName(wheel, found.version, ownSourceFolder(root)));
  const steps = planSteps({
    isStock: false,
    isCached: isComplete(native),
    isPlaced: isPlaced(found.folder, native),
    hasWheel: wheelFile !== null,
  });
  const task = { packageName, found, wheel, wheelFile, cache, native, draft: "", made: native, compiler: "", headers: "", checked: null };
  if (steps.includes("compile")) await prepareBuild(task);
  for (const step of steps) {
    signal.throwIfAborted();
    await actions[step](task);
  }
  const where =
    packageName === "tfjs-node-gpu" ? `, ${task.checked.usesGpu ? "on the GPU" : "on the processor, because it found no GPU"}` : "";
  say(`@tensorflow/${packageName} ${task.checked.version} computes the recorded gradients${where}; files in ${native}`);
}

/** What would fail later, found before 270 MB are downloaded. */
async function prepareBuild(task) {
  task.compiler = await findCompiler(signal);
  task.headers = nodeApiHeaders();
  if (task.wheelFile === null) await requirePip(signal);
  task.draft = await temporaryFolder(makeDraftFolder(task.cache));
  task.made = path.join(task.draft, "native");
  await requireSpace(task.cache, neededBytes(task.wheel, task.wheelFile === null));
}

function nodeApiHeaders() {
  try {
    return path.join(path.dirname(createRequire(path.join(root, "package.json")).resolve("node-api-headers/package.json")), "include");
  } catch {
    throw unsuitable("node-api-headers is not installed: run npm start once, which installs it");
  }
}

const actions = {
  async download(task) {
    say(`downloading ${task.wheel.distribution} ${task.wheel.version} (${megabytes(task.wheel.bytes)}) with pip`);
    task.wheelFile = await downloadWheel(task.wheel, task.draft, signal);
  },

  async verify({ wheel, wheelFile }) {
    say(`checking ${path.basename(wheelFile)}`);
    await requirePinnedWheel(wheelFile, wheel, signal);
  },

  async unpack({ wheel, wheelFile, draft, made }) {
    say(`unpacking the libraries (${megabytes(wheel.unpackedBytes)})`);
    for (const entry of await readZipEntries(wheelFile)) {
      signal.throwIfAborted();
      const place = placeOfWheelEntry(entry.name);
      if (place !== null) await extractZipEntry(wheelFile, entry, path.join(made, place));
    }
    if (path.dirname(wheelFile) === draft) await rm(wheelFile);
  },

  async strip({ made }) {
    say("stripping their symbols");
    for (const library of ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"]) {
      if (await stripLibrary(path.join(made, "lib", library), signal)) continue;
      return say("… left in, because binutils' strip is not there: 200 MB more on the disk");
    }
  },

  async compile({ compiler, headers, found, made }) {
    say(`compiling the addons with ${compiler}`);
    const compile = (folder, sources, name) =>
      compileAddon(compiler, folder, sources, { headers, tensorflow: made, output: path.join(made, name) }, signal);
    await compile(found.folder, packageSources, addonName);
    for (const [name, source] of Object.entries(ownAddons)) await compile(ownSourceFolder(root), [source], name);
  },

  /** Where it is not in place yet, laid out in the same way in a temporary folder. */
  async check(task) {
    say("computing a gradient with it");
    const { packageName, found, cache, made, native } = task;
    if (isPlaced(found.folder, native)) {
      task.checked = await checkAddon(root, packageName, addonFile(found.folder), signal);
      return;
    }
    const trial = path.join(task.draft || (await temporaryFolder(makeDraftFolder(cache))), "trial");
    await layOut(trial, made);
    task.checked = await checkAddon(root, packageName, addonFile(trial), signal);
  },

  async keep({ made, native }) {
    await keepInCache(made, native);
  },

  async place({ found, native }) {
    say(`putting it into ${path.relative(root, found.folder)}`);
    const prepared = await temporaryFolder(mkdtemp(path.join(found.folder, ".prepared-")));
    await layOut(prepared, native);
    await placeInPackage(found.folder, prepared);
  },
};

/** What the package downloads itself, where it can. */
async function setUpFromStock({ packageName }) {
  const found = findPackage(root, packageName);
  say(`running the installation script of @tensorflow/${packageName}`);
  const copy = await temporaryFolder(copyForStockInstall(found.folder));
  await runStockInstall(packageName, copy, found.folder, signal);
  say("computing a gradient with what it made");
  const { version, usesGpu } = await checkAddon(root, packageName, addonFile(copy), signal);
  await placeInPackage(found.folder, copy);
  say(`@tensorflow/${packageName} ${version} computes the recorded gradients${usesGpu ? ", on the GPU" : ""}`);
}

async function remove({ packageName }) {
  const wasThere = await removeFromPackage(findPackage(root, packageName).folder);
  say(wasThere ? `removed the addon of @tensorflow/${packageName}` : `@tensorflow/${packageName} has no addon`);
}

async function run() {
  const task = parseSetupArguments(process.argv.slice(2));
  switch (task.mode) {
    case "help":
      return void process.stdout.write(helpText);
    case "remove":
      return remove(task);
    case "stock":
      return setUpFromStock(task);
    default:
      return setUpFromWheel(task);
  }
}

for (const [name, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
]) {
  process.on(name, () => {
    process.exitCode = code;
    stopping.abort(new SetupFailure(`stopped by ${name}; nothing was changed`, { exitCode: code }));
  });
}

try {
  await run();
} catch (error) {
  const { message, details, exitCode } = asSetupFailure(signal.aborted ? signal.reason : error);
  if (details) process.stderr.write(details.endsWith("\n") ? details : `${details}\n`);
  process.stderr.write(`setup:native: ${message}\n`);
  process.exitCode = exitCode;
} finally {
  for (const folder of temporaryFolders) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
