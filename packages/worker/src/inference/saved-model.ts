import { createHash } from "node:crypto";
import path from "node:path";
import { LockstepError, parseModelOrigin, readRegularFile, type ModelOrigin } from "@lockstep/core/local";

/** The files of a model folder, read and checked; TensorFlow.js has not seen them. */
export interface SavedModel {
  readonly origin: ModelOrigin;
  readonly topology: object;
  readonly tensors: readonly SavedTensor[];
  /** the tensors' float32 values one after the other, little-endian */
  readonly weights: ArrayBuffer;
}

export interface SavedTensor {
  readonly name: string;
  readonly shape: number[];
  readonly dtype: "float32";
}

const modelFile = "model.json";
const weightsFile = "weights.bin";
const maxModelBytes = 2 ** 26;
const maxWeightsBytes = 2 ** 31;

/**
 * Reads `model.json` and `weights.bin` of a folder and checks that they belong together and are as the run wrote them.
 *
 * @throws LockstepError "data" naming the file and what is wrong
 */
export async function readSavedModel(folder: string): Promise<SavedModel> {
  const file = path.join(folder, modelFile);
  const manifest = parseManifest(new TextDecoder().decode(await readRegularFile(file, maxModelBytes)), file);
  const origin = parseModelOrigin(record(manifest["userDefinedMetadata"])?.["lockstep"], file);
  const topology = record(manifest["modelTopology"]);
  const tensors = savedTensors(manifest["weightsManifest"]);
  if (topology === null) throw new LockstepError("data", `${file}: it has no modelTopology`);
  if (tensors === null)
    throw new LockstepError("data", `${file}: its weightsManifest is not one list of float32 tensors in ${weightsFile}`);

  const weightsPath = path.join(folder, weightsFile);
  const bytes = await readRegularFile(weightsPath, maxWeightsBytes);
  const expected = tensors.reduce((sum, { shape }) => sum + 4 * shape.reduce((product, size) => product * size, 1), 0);
  if (bytes.length !== expected) {
    throw new LockstepError("data", `${weightsPath}: ${bytes.length} bytes; ${modelFile} beside it describes ${expected}`);
  }
  if (createHash("sha256").update(bytes).digest("hex") !== origin.weightsHash) {
    throw new LockstepError(
      "data",
      `${weightsPath}: these are not the weights of the run: their SHA-256 is not the weightsHash in ${modelFile}`,
    );
  }
  return { origin, topology, tensors, weights: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer };
}

function parseManifest(json: string, file: string): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (error) {
    throw new LockstepError("data", `${file}: it is not JSON: ${(error as Error).message}`, { cause: error });
  }
  const manifest = record(parsed);
  if (manifest === null) throw new LockstepError("data", `${file}: expected a JSON object`);
  return manifest;
}

/** null unless it is what the run writes: one group of float32 tensors in one file of this folder. */
function savedTensors(value: unknown): SavedTensor[] | null {
  if (!Array.isArray(value) || value.length !== 1) return null;
  const group = record(value[0]);
  const paths = group?.["paths"];
  const weights = group?.["weights"];
  if (!Array.isArray(paths) || paths.length !== 1 || paths[0] !== weightsFile || !Array.isArray(weights)) return null;
  const tensors = weights.map((item): SavedTensor | null => {
    const { name, shape, dtype } = record(item) ?? {};
    if (typeof name !== "string" || dtype !== "float32" || !Array.isArray(shape)) return null;
    return shape.every((size) => Number.isSafeInteger(size) && size >= 0) ? { name, shape: shape as number[], dtype } : null;
  });
  return tensors.every((tensor) => tensor !== null) ? tensors : null;
}

function record(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
}
