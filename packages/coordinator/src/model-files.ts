import path from "node:path";
import { LockstepError, parseLayout, makeFolder } from "@lockstep/core";
import type { ModelOrigin } from "@lockstep/core";
import { writeFileAtomically } from "./atomic-file.ts";
import type { FirstWorker } from "./first-worker.ts";

/**
 * Writes `model.json` and `weights.bin`, which `tf.loadLayersModel` of any TensorFlow.js reads. The flat parameters are the weights in the
 * model's own order, so `weights.bin` is P as it is.
 * @param folder made if it is not there
 * @param weights the ranges of P in order
 * @param origin goes into model.json, where TensorFlow.js leaves it alone
 * @throws LockstepError "io"
 */
export async function writeModelFiles(
  folder: string,
  model: Pick<FirstWorker, "layoutJson" | "topologyJson">,
  weights: readonly Uint8Array[],
  origin: ModelOrigin,
): Promise<void> {
  const layout = parseLayout(model.layoutJson);
  const bytes = weights.reduce((sum, range) => sum + range.length, 0);
  if (bytes !== layout.length * Float32Array.BYTES_PER_ELEMENT) {
    throw new LockstepError("invariant", `${bytes} bytes of parameters for a layout of ${layout.length} float32 values`);
  }
  try {
    makeFolder(folder);
  } catch (error) {
    throw new LockstepError("io", `cannot make ${folder}: ${LockstepError.from(error).message}`, { cause: error });
  }
  await writeFileAtomically(path.join(folder, "weights.bin"), weights);
  const manifest = {
    format: "layers-model",
    generatedBy: "lockstep",
    convertedBy: null,
    modelTopology: JSON.parse(model.topologyJson) as unknown,
    weightsManifest: [{ paths: ["weights.bin"], weights: layout.tensors.map(({ name, shape }) => ({ name, shape, dtype: "float32" })) }],
    userDefinedMetadata: { lockstep: origin },
  };
  // Last, so that a model.json always has its weights.
  await writeFileAtomically(path.join(folder, "model.json"), `${JSON.stringify(manifest)}\n`);
}
