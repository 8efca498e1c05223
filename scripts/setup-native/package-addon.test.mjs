import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compilerArguments, packageSources } from "./addon-compiler.mjs";
import { addonFile, findPackage, isPlaced, layOut, placeInPackage, removeFromPackage } from "./package-addon.mjs";

let scratch;
let packageFolder;
let native;

beforeEach(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), "lockstep package "));
  packageFolder = path.join(scratch, "packages/worker/node_modules/@tensorflow/tfjs-node");
  native = path.join(scratch, "native");
  await mkdir(packageFolder, { recursive: true });
  await writeFile(path.join(packageFolder, "package.json"), '{"version":"4.22.0"}');
  await writeFile(path.join(scratch, "packages/worker/package.json"), "{}");
  await mkdir(native);
  await writeFile(path.join(native, "tfjs_binding.node"), "new addon");
  await writeFile(path.join(native, "lockstep_graph.node"), "graphs");
  await writeFile(path.join(native, "lockstep_load.node"), "loader");
});

afterEach(() => rm(scratch, { recursive: true }));

async function prepared() {
  const folder = await mkdtemp(path.join(packageFolder, ".prepared-"));
  await layOut(folder, native);
  return folder;
}

/** An addon of before, its TensorFlow a link that leads nowhere. */
async function placeOld() {
  await mkdir(path.dirname(addonFile(packageFolder)), { recursive: true });
  await writeFile(addonFile(packageFolder), "old addon");
  await symlink(path.join(scratch, "gone"), path.join(packageFolder, "deps"));
}

describe("findPackage", () => {
  it("finds the worker's, whose version must be the known one", async () => {
    expect(findPackage(scratch, "tfjs-node")).toEqual({ folder: packageFolder, version: "4.22.0" });
    expect(() => findPackage(scratch, "tfjs-node-none")).toThrow("@tensorflow/tfjs-node-none is not installed");
    await writeFile(path.join(packageFolder, "package.json"), '{"version":"4.23.0"}');
    expect(() => findPackage(scratch, "tfjs-node")).toThrow("is 4.23.0; only 4.22.0 is known to build");
  });
});

describe("placeInPackage", () => {
  it.each(["nothing", "an old addon"])("puts addon and link in place of %s", async (before) => {
    if (before !== "nothing") await placeOld();
    expect(isPlaced(packageFolder, native)).toBe(false);
    const folder = await prepared();
    await placeInPackage(packageFolder, folder);
    await rm(folder, { recursive: true });
    expect(isPlaced(packageFolder, native)).toBe(true);
    expect(await readFile(addonFile(packageFolder), "utf8")).toBe("new addon");
    expect(await readlink(path.join(packageFolder, "deps"))).toBe(native);
    expect((await readdir(packageFolder)).toSorted()).toEqual(["deps", "lib", "package.json"]);
  });

  it("leaves everything as it was where it fails", async () => {
    await placeOld();
    const folder = await prepared();
    await rm(path.join(folder, "lib"), { recursive: true });
    await expect(placeInPackage(packageFolder, folder)).rejects.toThrow(/ENOENT/);
    expect(await readFile(addonFile(packageFolder), "utf8")).toBe("old addon");
    expect(await readlink(path.join(packageFolder, "deps"))).toBe(path.join(scratch, "gone"));
  });

  it.each([
    ["tfjs_binding.node", "new addon"],
    ["lockstep_graph.node", "graphs"],
    ["lockstep_load.node", "loader"],
  ])("knows another %s, and another TensorFlow, as not in place", async (name, contents) => {
    await placeInPackage(packageFolder, await prepared());
    await writeFile(path.join(native, name), "something newer");
    expect(isPlaced(packageFolder, native)).toBe(false);
    await writeFile(path.join(native, name), contents);
    expect(isPlaced(packageFolder, native)).toBe(true);
    expect(isPlaced(packageFolder, scratch)).toBe(false);
  });
});

describe("removeFromPackage", () => {
  it("takes addon and link away, and leaves what the link leads to", async () => {
    await placeInPackage(packageFolder, await prepared());
    expect(await removeFromPackage(packageFolder)).toBe(true);
    expect(existsSync(path.join(packageFolder, "lib"))).toBe(false);
    expect(existsSync(path.join(native, "tfjs_binding.node"))).toBe(true);
    expect(await removeFromPackage(packageFolder)).toBe(false);
  });
});

describe("compilerArguments", () => {
  it("looks for TensorFlow from where the addon will lie", () => {
    const words = compilerArguments(packageSources, { headers: "/h", tensorflow: "/t", output: "/o.node" });
    const fromAddon = words
      .find((word) => word.startsWith("-Wl,-rpath,"))
      .replace("-Wl,-rpath,$ORIGIN", path.dirname(addonFile("/package")));
    expect(path.normalize(fromAddon)).toBe("/package/deps/lib");
    expect(words).toEqual(expect.arrayContaining(["-std=c++17", "-I/h", "-I/t/include", "-L/t/lib", "-DNAPI_VERSION=8"]));
  });
});
