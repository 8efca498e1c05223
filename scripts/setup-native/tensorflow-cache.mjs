import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, statfs, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { nodeApiVersion } from "./addon-compiler.mjs";
import { SetupFailure } from "./setup-failure.mjs";

/** In a folder of the cache: what belongs to it, by size. Written last. */
const manifestName = "files.json";
export const addonName = "tfjs_binding.node";
/** The project's own, beside it, with their sources in packages/worker/native. The worker knows them by these names. */
export const ownAddons = { "lockstep_graph.node": "graph.cc", "lockstep_load.node": "load.cc" };
const addonNames = [addonName, ...Object.keys(ownAddons)];
const draftPrefix = ".making-";

/** Where native libraries are kept for all clones on this machine: LOCKSTEP_CACHE, or lockstep/ in the user's cache folder. */
export function cacheFolder(environment = process.env, home = homedir()) {
  if (environment.LOCKSTEP_CACHE) return path.resolve(environment.LOCKSTEP_CACHE);
  return path.join(environment.XDG_CACHE_HOME || path.join(home, ".cache"), "lockstep");
}

/** The folder with TensorFlow's files and the addons: of one wheel, for one package at one version, with one state of the project's own addons. */
export function nativeFolderName({ distribution, version }, packageVersion, sourceFolder) {
  const hash = createHash("sha256");
  for (const source of Object.values(ownAddons)) hash.update(readFileSync(path.join(sourceFolder, source)));
  return `native-${distribution}-${version}-napi${nodeApiVersion}-tfjs${packageVersion}-own${hash.digest("hex").slice(0, 8)}`;
}

/** Whether everything that was put there is still there, at its size. */
export function isComplete(folder) {
  try {
    const sizes = JSON.parse(readFileSync(path.join(folder, manifestName), "utf8"));
    const areWhole = Object.entries(sizes).every(([file, bytes]) => statSync(path.join(folder, file)).size === bytes);
    return areWhole && addonNames.every((name) => name in sizes);
  } catch {
    return false;
  }
}

/** A folder to build in, on the disk of the cache; what runs that were killed left behind is removed. */
export async function makeDraftFolder(cache) {
  await mkdir(cache, { recursive: true });
  for (const name of await readdir(cache)) {
    const pid = name.startsWith(draftPrefix) ? Number.parseInt(name.slice(draftPrefix.length), 10) : Number.NaN;
    if (pid > 0 && !isRunning(pid)) await rm(path.join(cache, name), { recursive: true, force: true });
  }
  return mkdtemp(path.join(cache, `${draftPrefix}${process.pid}-`));
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** @throws SetupFailure if the disk of the folder has less room than that */
export async function requireSpace(folder, bytes) {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= bytes) return;
  const gigabytes = (count) => `${(count / 1e9).toFixed(1)} GB`;
  throw new SetupFailure(
    `${folder} has ${gigabytes(bavail * bsize)} free, ${gigabytes(bytes)} are needed for a while: make room, or let LOCKSTEP_CACHE name a folder on another disk`,
  );
}

/** Gives a finished folder its name in the cache, in place of a damaged one. Where another process was first, its folder stays. */
export async function keepInCache(made, folder) {
  const sizes = {};
  for (const entry of await readdir(made, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    sizes[path.relative(made, file)] = statSync(file).size;
  }
  await writeFile(path.join(made, manifestName), `${JSON.stringify(sizes, null, 2)}\n`);
  if (isComplete(folder)) return;
  const damaged = `${made}-damaged`;
  await rename(folder, damaged).catch((error) => {
    if (error.code !== "ENOENT") throw error;
  });
  await rename(made, folder);
  await rm(damaged, { recursive: true, force: true });
}
