import type { BackendName } from "@lockstep/core";
import { findNativeAddon, mayHaveNvidiaGpu } from "./native-addon.ts";

/** Whether a backend can be used on this machine, and in a few words why (not). */
export interface BackendDescription {
  readonly name: BackendName;
  /** missing: something is not there; broken: it is there and does not work */
  readonly state: "ready" | "missing" | "broken";
  readonly detail: string;
}

/** Every backend, in the order in which "auto" tries them. Judged by files: nothing is loaded into this process. */
export function describeBackends(): Promise<readonly BackendDescription[]> {
  return Promise.resolve([
    native("tfjs-node-gpu"),
    native("tfjs-node"),
    { name: "wasm", state: "ready", detail: "WebAssembly, comes with Lockstep" },
    { name: "cpu", state: "ready", detail: "plain JavaScript, slow" },
  ]);
}

function native(name: "tfjs-node" | "tfjs-node-gpu"): BackendDescription {
  const addon = findNativeAddon(name);
  if (addon.state === "absent") return { name, state: "missing", detail: addon.reason };
  if (name === "tfjs-node-gpu" && !mayHaveNvidiaGpu()) return { name, state: "missing", detail: "no NVIDIA device on this machine" };
  return { name, state: "ready", detail: `@tensorflow/${name} ${addon.version}` };
}
