import { createRequire } from "node:module";
import { LockstepError } from "@lockstep/core/local";
import type { LoadedBackend, TensorFlow, WasmBackend } from "./tensorflow.ts";
import { installWasmKernels } from "./wasm-kernels/install-wasm-kernels.ts";

// By require: the packages' ES modules import without file extensions, which Node refuses, and the union package is what registers the
// gradients.
const require = createRequire(import.meta.url);

/** TensorFlow.js without a backend chosen; the same for all backends of a thread. */
export function loadTensorFlow(): TensorFlow {
  const tf = require("@tensorflow/tfjs") as TensorFlow;
  // Otherwise the cpu backend advertises tfjs-node on stderr.
  tf.enableProdMode();
  return tf;
}

/** The WebAssembly backend with the project's kernels. */
export async function loadWasmBackend(): Promise<LoadedBackend> {
  const tf = loadTensorFlow();
  const { version_wasm: version } = require("@tensorflow/tfjs-backend-wasm") as { version_wasm: string };
  if (!(await tf.setBackend("wasm"))) throw new LockstepError("configuration", "backend wasm: TensorFlow.js could not set it up");
  await tf.ready();
  installWasmKernels(tf);
  const simd = (await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT")) as boolean;
  return {
    tf,
    tfBackendName: "wasm",
    version: simd ? version : `${version}+scalar`,
    usesGpu: false,
    warnings: [],
    copiesUploads: true,
    graphs: null,
    readInto(tensor, out) {
      out.set((tf.backend() as unknown as WasmBackend).typedArrayFromHeap(tensor));
    },
  };
}

/** Plain JavaScript: slow, but always there. */
export function loadCpuBackend(): LoadedBackend {
  const tf = loadTensorFlow();
  return {
    tf,
    tfBackendName: "cpu",
    version: tf.version["tfjs-backend-cpu"],
    usesGpu: false,
    warnings: [],
    copiesUploads: false,
    graphs: null,
    readInto: (tensor, out) => out.set(tensor.dataSync<"float32">()),
  };
}
