import { createRequire } from "node:module";
import path from "node:path";
import { findNativeAddon, packageManifest, packageVersion, type NativePackage } from "./native-addon.ts";
import { graphAddonName, graphProblem, loadNativeGraphs } from "./native-graph.ts";
import { installReluGradient } from "./native-relu-gradient.ts";
import { countVisibleGpus, mayHaveNvidiaGpu } from "./nvidia-devices.ts";
import { readProcessorTraits } from "./processor-traits.ts";
import { loadFrameworkQuietly } from "./quiet-load.ts";
import type { LoadedBackend, NativeBackend, TensorFlow } from "./tensorflow.ts";

const require = createRequire(import.meta.url);

/**
 * TensorFlow reads these when its library is loaded. More than one thread inside an operation changes the order of its sums; TF32 keeps
 * 10 bits of every factor of a matrix product on a GPU.
 */
const required: Readonly<Record<string, string>> = {
  TF_NUM_INTRAOP_THREADS: "1",
  TF_DETERMINISTIC_OPS: "1",
  TF_FORCE_GPU_ALLOW_GROWTH: "true",
  NVIDIA_TF32_OVERRIDE: "0",
};

/** oneDNN: convolutions take two thirds of the time. Without it, too, the bits depend on the processor: matrix products are oneDNN's in any case. */
const preferred: Readonly<Record<string, string>> = { TF_CPP_MIN_LOG_LEVEL: "2", TF_ENABLE_ONEDNN_OPTS: "1" };

/** Number of the project's set of native kernels: another one gives other bits. */
const kernelSet = 1;

let loaded: NativePackage | null = null;

/**
 * Loads native TensorFlow, or says why not.
 * In a worker thread `process.env` must be shared with the process (`env: SHARE_ENV`), or the library does not see what is set here.
 */
export function loadNativeBackend(name: NativePackage): LoadedBackend | string {
  const addon = findNativeAddon(name);
  if (addon.state !== "found") return addon.reason;
  if (name === "tfjs-node-gpu" && !mayHaveNvidiaGpu()) return "no NVIDIA device on this machine";
  const backend = loadPackage(name, addon.version, path.join(path.dirname(addon.manifestFile), "lib/napi-v8"));
  if (typeof backend !== "string" && name === "tfjs-node-gpu" && !backend.usesGpu) return "TensorFlow found no usable GPU";
  return backend;
}

/**
 * The same with an addon that is not in its place in the package yet, to try it; on a machine without a GPU, tfjs-node-gpu then computes
 * on the processor.
 */
export function loadNativeBackendWith(addonFile: string, name: NativePackage): LoadedBackend | string {
  const manifestFile = packageManifest(`@tensorflow/${name}`);
  if (manifestFile === null) return "not installed";
  // The package asks node-pre-gyp where its addon is, and node-pre-gyp this module of its own.
  const locator = createRequire(manifestFile)("@mapbox/node-pre-gyp/lib/pre-binding.js") as { find(manifestFile: string): string };
  locator.find = () => addonFile;
  return loadPackage(name, packageVersion(manifestFile), path.dirname(addonFile));
}

function loadPackage(name: NativePackage, packageVersion: string, addonFolder: string): LoadedBackend | string {
  if (loaded !== null && loaded !== name) return `not tried, because the library of ${loaded} is already loaded in this process`;
  for (const [variable, value] of Object.entries(required)) process.env[variable] = value;
  for (const [variable, value] of Object.entries(preferred)) process.env[variable] ??= value;
  loaded = name;
  loadFrameworkQuietly(addonFolder);
  const graphs = loadNativeGraphs(addonFolder);
  let tf: TensorFlow;
  try {
    tf = require(`@tensorflow/${name}`) as TensorFlow;
  } catch (error) {
    return `addon does not load (${firstLine(error)})`;
  }
  tf.enableProdMode();
  const backend = tf.findBackend("tensorflow") as unknown as NativeBackend | null;
  if (backend === null) return "registered no backend";
  installReluGradient(tf);
  const problem = typeof graphs === "string" ? graphs : graphs && graphProblem(graphs, backend.binding);
  return {
    tf,
    tfBackendName: "tensorflow",
    version: versionOf(packageVersion, backend.binding.TF_Version, process.env, readProcessorTraits(process.env)),
    usesGpu: backend.isUsingGpuDevice,
    warnings: [...(backend.isUsingGpuDevice ? gpuWarnings(countVisibleGpus()) : []), ...(problem === null ? [] : [graphWarning(problem)])],
    copiesUploads: false,
    // On a GPU, what passes from one run to the next would go through the memory of the processor.
    graphs: typeof graphs === "string" || problem !== null || backend.isUsingGpuDevice ? null : graphs,
    readInto: (tensor, out) => out.set(tensor.dataSync<"float32">()),
  };
}

/** All that the bits of a gradient depend on: workers whose versions differ do not train together. */
export function versionOf(packageVersion: string, tensorflowVersion: string, environment: NodeJS.ProcessEnv, processor: string): string {
  const oneDnn = environment["TF_ENABLE_ONEDNN_OPTS"] === "0" ? "" : "+onednn";
  return `${packageVersion}+tensorflow-${tensorflowVersion}+kernels-${kernelSet}${oneDnn}+${processor}`;
}

export function gpuWarnings(visibleGpus: number): string[] {
  if (visibleGpus <= 1) return [];
  return [
    `${visibleGpus} GPUs are visible; TensorFlow.js computes on one of them and TensorFlow takes memory of all: set CUDA_VISIBLE_DEVICES to one for each worker`,
  ];
}

function graphWarning(problem: string): string {
  return `TensorFlow's operations run one after the other, which is slower: ${graphAddonName} does not work (${firstLine(problem)}); npm run setup:native builds it anew`;
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\n.*/s, "").slice(0, 200);
}
