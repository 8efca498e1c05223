import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

export type NativeAddon = { readonly state: "found"; readonly version: string } | { readonly state: "absent"; readonly reason: string };

/**
 * Whether TensorFlow's native addon of `@tensorflow/<name>` is there, judged by its file (lib/napi-v8/tfjs_binding.node): importing a
 * package without it throws only after half of TensorFlow.js is loaded.
 */
export function findNativeAddon(name: "tfjs-node" | "tfjs-node-gpu"): NativeAddon {
  return addonState(packageManifest(`@tensorflow/${name}`));
}

/** The same for a package whose package.json is known; null: there is no such package. */
export function addonState(manifestFile: string | null): NativeAddon {
  if (manifestFile === null) return { state: "absent", reason: "not installed" };
  const libraryFolder = join(dirname(manifestFile), "lib");
  const isBuilt =
    existsSync(libraryFolder) &&
    readdirSync(libraryFolder).some((entry) => entry.startsWith("napi-v") && existsSync(join(libraryFolder, entry, "tfjs_binding.node")));
  if (!isBuilt) return { state: "absent", reason: "native addon not built" };
  return { state: "found", version: (require(manifestFile) as { version: string }).version };
}

function packageManifest(name: string): string | null {
  try {
    return require.resolve(`${name}/package.json`);
  } catch {
    return null;
  }
}

/** A device file of an NVIDIA driver; on systems without such files the driver itself has to answer. */
export function mayHaveNvidiaGpu(platform: NodeJS.Platform = process.platform, deviceFolder = "/dev"): boolean {
  if (platform !== "linux") return true;
  if (!existsSync(deviceFolder)) return false;
  return readdirSync(deviceFolder).some((entry) => /^nvidia\d+$/.test(entry) || entry === "dxg");
}
