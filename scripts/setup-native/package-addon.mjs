import { lstatSync, readFileSync, realpathSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { addonName, ownAddons } from "./tensorflow-cache.mjs";
import { nodeApiVersion } from "./addon-compiler.mjs";
import { unsuitable } from "./setup-failure.mjs";

/** The only version whose sources are known to fit. */
const knownVersion = "4.22.0";
/** What a set-up adds to the package: where it looks for its addon, and where the addon looks for TensorFlow. */
const parts = ["lib", "deps"];

/** Addon and libraries in the order that the package expects, below a folder. */
export function addonFile(folder) {
  return path.join(folder, "lib", `napi-v${nodeApiVersion}`, addonName);
}

function addonFiles(folder) {
  return [addonName, ...Object.keys(ownAddons)].map((name) => path.join(path.dirname(addonFile(folder)), name));
}

/** Sources of the project's own addons. */
export function ownSourceFolder(root) {
  return path.join(root, "packages/worker/native");
}

/** The package as the worker finds it. @throws SetupFailure if it is not installed, or another version */
export function findPackage(root, packageName) {
  let manifest;
  try {
    manifest = createRequire(path.join(root, "packages/worker/package.json")).resolve(`@tensorflow/${packageName}/package.json`);
  } catch {
    throw unsuitable(`@tensorflow/${packageName} is not installed: run npm start once, which installs it`);
  }
  const { version } = JSON.parse(readFileSync(manifest, "utf8"));
  if (version !== knownVersion) throw unsuitable(`@tensorflow/${packageName} is ${version}; only ${knownVersion} is known to build`);
  return { folder: path.dirname(realpathSync(manifest)), version };
}

/** Whether the package has these very addons and TensorFlow. */
export function isPlaced(packageFolder, nativeFolder) {
  try {
    if (realpathSync(path.join(packageFolder, "deps")) !== realpathSync(nativeFolder)) return false;
    return addonFiles(packageFolder).every((placed) =>
      readFileSync(placed).equals(readFileSync(path.join(nativeFolder, path.basename(placed)))),
    );
  } catch {
    return false;
  }
}

/** Lays the addons and a link to their TensorFlow out under `folder` as in the package. */
export async function layOut(folder, nativeFolder) {
  await mkdir(path.dirname(addonFile(folder)), { recursive: true });
  for (const file of addonFiles(folder)) await copyFile(path.join(nativeFolder, path.basename(file)), file);
  await symlink(nativeFolder, path.join(folder, "deps"));
}

/**
 * Puts lib/ and deps/ of `prepared`, a folder on the package's disk, into the package, in place of what is there. If that fails, the
 * package is as it was; if the process is killed on the way, the package is without an addon.
 */
export async function placeInPackage(packageFolder, prepared) {
  const before = await mkdtemp(path.join(packageFolder, ".before-"));
  const undo = [];
  const move = async (from, to) => {
    await rename(from, to);
    undo.unshift(() => rename(to, from));
  };
  try {
    for (const part of parts)
      if (isThere(path.join(packageFolder, part))) await move(path.join(packageFolder, part), path.join(before, part));
    // The addon last: without it, the package counts as not built.
    for (const part of parts.toReversed()) await move(path.join(prepared, part), path.join(packageFolder, part));
  } catch (error) {
    for (const step of undo) await step();
    throw error;
  }
  await rm(before, { recursive: true, force: true });
}

/** Also true for a link that leads nowhere. */
function isThere(file) {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** Takes the addon out of the package again; the cache stays. @returns {Promise<boolean>} whether there was one */
export async function removeFromPackage(packageFolder) {
  const wasThere = parts.some((part) => isThere(path.join(packageFolder, part)));
  for (const part of parts) await rm(path.join(packageFolder, part), { recursive: true, force: true });
  return wasThere;
}
