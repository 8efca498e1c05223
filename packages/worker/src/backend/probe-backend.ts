import type { BackendName } from "@lockstep/core/local";
import type { NativePackage } from "./native-addon.ts";
import { loadNativeBackendWith } from "./native-backend.ts";
import { selectBackend, tryBackend } from "./select-backend.ts";

/*
 * Entry of a child process: loads and checks one backend, writes what came of it as one line of JSON (BackendProbe) and ends. A native
 * library that does not suit the machine ends its process without an exception; this one may be lost.
 *
 *     node probe-backend.js NAME [ADDON_FILE]
 *
 * ADDON_FILE: a native addon to try that is not in its place in the package.
 */

export type BackendProbe =
  | { readonly state: "ready"; readonly version: string; readonly usesGpu: boolean }
  | { readonly state: "broken"; readonly detail: string };

const [name, addonFile] = process.argv.slice(2) as [BackendName, string | undefined];
process.stdout.write(`${JSON.stringify(await probe())}\n`);

async function probe(): Promise<BackendProbe> {
  try {
    const backend =
      addonFile === undefined ? await selectBackend(name) : await tryBackend(() => loadNativeBackendWith(addonFile, name as NativePackage));
    if (typeof backend === "string") return { state: "broken", detail: backend };
    const [warning] = backend.warnings;
    if (addonFile !== undefined && !backend.usesGpu && backend.graphs === null && warning !== undefined)
      return { state: "broken", detail: warning };
    return { state: "ready", version: backend.version, usesGpu: backend.usesGpu };
  } catch (error) {
    return { state: "broken", detail: error instanceof Error ? error.message : String(error) };
  }
}
