import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cacheFolder, isComplete, keepInCache, makeDraftFolder, nativeFolderName, ownAddons, requireSpace } from "./tensorflow-cache.mjs";

let cache;

beforeEach(async () => {
  cache = await mkdtemp(path.join(tmpdir(), "lockstep cache "));
});

afterEach(() => rm(cache, { recursive: true }));

async function makeNative(addon = "addon") {
  const made = path.join(await makeDraftFolder(cache), "native");
  await mkdir(path.join(made, "lib"), { recursive: true });
  await writeFile(path.join(made, "lib", "libtensorflow_cc.so.2"), "library");
  await writeFile(path.join(made, "tfjs_binding.node"), addon);
  for (const name of Object.keys(ownAddons)) await writeFile(path.join(made, name), "own");
  return made;
}

describe("cacheFolder", () => {
  it("is the user's cache folder, XDG's, or the one that is named", () => {
    expect(cacheFolder({}, "/home/a")).toBe("/home/a/.cache/lockstep");
    expect(cacheFolder({ XDG_CACHE_HOME: "/x" }, "/home/a")).toBe("/x/lockstep");
    expect(cacheFolder({ XDG_CACHE_HOME: "/x", LOCKSTEP_CACHE: "/big" }, "/home/a")).toBe("/big");
  });

  it("keeps one folder for each TensorFlow, package version and state of the project's own addons", async () => {
    for (const source of Object.values(ownAddons)) await writeFile(path.join(cache, source), "int main() {}");
    const nameNow = () => nativeFolderName({ distribution: "tensorflow-cpu", version: "2.21.0" }, "4.22.0", cache);
    const name = nameNow();
    expect(name).toMatch(/^native-tensorflow-cpu-2\.21\.0-napi8-tfjs4\.22\.0-own[0-9a-f]{8}$/);
    await writeFile(path.join(cache, "load.cc"), "int main() { }");
    expect(nameNow()).not.toBe(name);
  });
});

describe("a folder of the cache", () => {
  it("is complete as long as every file has its size", async () => {
    const folder = path.join(cache, "native");
    expect(isComplete(folder)).toBe(false);
    await keepInCache(await makeNative(), folder);
    expect(isComplete(folder)).toBe(true);
    await writeFile(path.join(folder, "lib", "libtensorflow_cc.so.2"), "short");
    expect(isComplete(folder)).toBe(false);
    await rm(path.join(folder, "lib"), { recursive: true });
    expect(isComplete(folder)).toBe(false);
  });

  it("is replaced when it is damaged, and only then", async () => {
    const folder = path.join(cache, "native");
    await keepInCache(await makeNative("first"), folder);
    await keepInCache(await makeNative("second"), folder);
    expect(await readFile(path.join(folder, "tfjs_binding.node"), "utf8")).toBe("first");
    await writeFile(path.join(folder, "files.json"), "{");
    await keepInCache(await makeNative("third"), folder);
    expect(await readFile(path.join(folder, "tfjs_binding.node"), "utf8")).toBe("third");
    expect(isComplete(folder)).toBe(true);
  });
});

describe("makeDraftFolder", () => {
  it("removes what a killed run left, and nothing of a running one", async () => {
    const ended = spawnSync(process.execPath, ["-e", ""]).pid;
    const left = path.join(cache, `.making-${ended}-abcdef`);
    await mkdir(path.join(left, "native"), { recursive: true });
    const mine = await makeDraftFolder(cache);
    const other = await makeDraftFolder(cache);
    expect(existsSync(left)).toBe(false);
    expect(new Set((await readdir(cache)).map((name) => path.join(cache, name)))).toEqual(new Set([mine, other]));
  });
});

describe("requireSpace", () => {
  it("refuses what does not fit, with both figures", async () => {
    await expect(requireSpace(cache, 1)).resolves.toBeUndefined();
    await expect(requireSpace(cache, 5e18)).rejects.toThrow(/ has \d+\.\d GB free, 5000000000\.0 GB are needed/);
  });
});
