import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** Made of native/load.cc, beside the addon of the package. */
interface Loader {
  load(file: string): void;
}

/**
 * Loads TensorFlow's framework before anything else does, without what it says about oneDNN to stderr while it starts. Where the addon for it is
 * missing or does not work, it says it.
 *
 * @param addonFolder lib/napi-v8 of the package
 */
export function loadFrameworkQuietly(addonFolder: string): void {
  const loader = path.join(addonFolder, "lockstep_load.node");
  const library = path.join(addonFolder, "../../deps/lib/libtensorflow_framework.so.2");
  if (!existsSync(loader) || !existsSync(library)) return;
  try {
    (createRequire(import.meta.url)(loader) as Loader).load(library);
  } catch {
    // The package will say what is wrong with its library.
  }
}
