import path from "node:path";
import { writeFileAtomically } from "@lockstep/coordinator";
import { safetensorsHeader } from "@lockstep/core";
import { readSavedModel } from "@lockstep/worker";
import { readConfiguration } from "../configuration/layers.ts";
import { exportShape } from "../configuration/shapes.ts";
import { count } from "../progress/format.ts";
import { findModelFolder } from "../run-folder/model-folder.ts";

/**
 * `lockstep export [DIR]`: writes a model's parameters as a safetensors file, under the names that the run's layout gives them. Its metadata
 * say under "lockstep", as JSON, what model.json says of the model's origin. A file that is there is replaced.
 * Throws "configuration" or "data" if there is no model, "io" if the file cannot be written.
 */
export async function exportModel(flags: Readonly<Record<string, unknown>>): Promise<number> {
  const { folder: named, out } = readConfiguration(exportShape, { flags });
  const { folder } = await findModelFolder(named, "");
  const { origin, tensors, weights } = await readSavedModel(folder);
  const file = out ?? path.join(folder, "model.safetensors");
  const header = safetensorsHeader(tensors, { lockstep: JSON.stringify(origin) });
  await writeFileAtomically(file, [header, new Uint8Array(weights)]);
  process.stdout.write(`${file}: ${count(tensors.length)} tensors, ${count(weights.byteLength / 4)} values of float32\n`);
  return 0;
}
