import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

export type NativePackage = "tfjs-node" | "tfjs-node-gpu";

export type NativeAddon =
  | { readonly state: "found"; readonly version: string; readonly manifestFile: string }
  /** never built; or built, and something that it needs is gone */
  | { readonly state: "absent" | "damaged"; readonly reason: string };

/**
 * Whether TensorFlow's native addon of `@tensorflow/<name>` is there, judged by its file (lib/napi-v8/tfjs_binding.node): importing a
 * package without it throws only after half of TensorFlow.js is loaded.
 */
export function findNativeAddon(name: NativePackage): NativeAddon {
  return addonState(packageManifest(`@tensorflow/${name}`));
}

/** The same for a package whose package.json is known; null: there is no such package. */
export function addonState(manifestFile: string | null): NativeAddon {
  if (manifestFile === null) return { state: "absent", reason: "not installed" };
  const folder = dirname(manifestFile);
  const libraryFolder = join(folder, "lib");
  const isBuilt =
    existsSync(libraryFolder) &&
    readdirSync(libraryFolder).some((entry) => entry.startsWith("napi-v") && existsSync(join(libraryFolder, entry, "tfjs_binding.node")));
  if (!isBuilt) return { state: "absent", reason: "native addon not built" };
  if (!existsSync(join(folder, "deps", "lib"))) {
    return { state: "damaged", reason: "TensorFlow's library is gone; npm run setup:native brings it back" };
  }
  return { state: "found", version: packageVersion(manifestFile), manifestFile };
}

export function packageVersion(manifestFile: string): string {
  return (require(manifestFile) as { version: string }).version;
}

export function packageManifest(name: string): string | null {
  try {
    return require.resolve(`${name}/package.json`);
  } catch {
    return null;
  }
}
