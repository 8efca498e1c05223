import { createRequire } from "node:module";
import { findNativeAddon, mayHaveNvidiaGpu } from "./native-addon.ts";
import type { LoadedBackend, TensorFlow } from "./tensorflow.ts";

const require = createRequire(import.meta.url);

/** What tfjs-node's kernel backend has beyond the common interface. */
interface NodeBackend {
  readonly isUsingGpuDevice: boolean;
  readonly binding: { readonly TF_Version: string };
}

/**
 * TensorFlow reads these when its library is loaded. More than one thread inside an operation changes the order of its sums, and oneDNN
 * picks its kernels by the processor it finds: both would make the bits depend on the machine.
 */
const required: Readonly<Record<string, string>> = {
  TF_NUM_INTRAOP_THREADS: "1",
  TF_DETERMINISTIC_OPS: "1",
  TF_FORCE_GPU_ALLOW_GROWTH: "true",
};
const preferred: Readonly<Record<string, string>> = { TF_CPP_MIN_LOG_LEVEL: "2", TF_ENABLE_ONEDNN_OPTS: "0" };

let loaded: "tfjs-node" | "tfjs-node-gpu" | null = null;

/**
 * Loads native TensorFlow, or says why not.
 * In a worker thread `process.env` must be shared with the process (`env: SHARE_ENV`), or the library does not see what is set here.
 */
export function loadNativeBackend(name: "tfjs-node" | "tfjs-node-gpu"): LoadedBackend | string {
  const addon = findNativeAddon(name);
  if (addon.state === "absent") return addon.reason;
  if (name === "tfjs-node-gpu" && !mayHaveNvidiaGpu()) return "no NVIDIA device on this machine";
  if (loaded !== null && loaded !== name) return `not tried, because the library of ${loaded} is already loaded in this process`;

  for (const [variable, value] of Object.entries(required)) process.env[variable] = value;
  for (const [variable, value] of Object.entries(preferred)) process.env[variable] ??= value;
  loaded = name;
  let tf: TensorFlow;
  try {
    tf = require(`@tensorflow/${name}`) as TensorFlow;
  } catch (error) {
    return `addon does not load (${firstLine(error)})`;
  }
  tf.enableProdMode();
  const backend = tf.findBackend("tensorflow") as unknown as NodeBackend | null;
  if (backend === null) return "registered no backend";
  if (name === "tfjs-node-gpu" && !backend.isUsingGpuDevice) return "TensorFlow found no usable GPU";
  return {
    tf,
    tfBackendName: "tensorflow",
    version: `${addon.version}+tensorflow-${backend.binding.TF_Version}`,
    copiesUploads: false,
    readInto: (tensor, out) => out.set(tensor.dataSync<"float32">()),
  };
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\n.*/s, "").slice(0, 200);
}
