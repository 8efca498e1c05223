import { createHash } from "node:crypto";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fillInitialValues, type ModelOrigin } from "@lockstep/core/local";
import { selectBackend } from "../backend/select-backend.ts";
import type { Backend } from "../backend/tensorflow.ts";
import { loadModel, type LoadedModel } from "../gradient/load-model.ts";

/** A model folder as a run leaves it, and the same model with the same parameters as a worker builds it. */
export interface ModelFolderFixture {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly loaded: LoadedModel;
}

export interface Manifest {
  readonly modelTopology: unknown;
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: readonly { readonly name: string; readonly shape: readonly number[]; readonly dtype: string }[];
  }[];
  readonly userDefinedMetadata: { readonly lockstep: ModelOrigin };
}

export async function makeModelFolder(
  recipe: string,
  { backend, standardize = false, shards = 4 }: { backend?: Backend; standardize?: boolean; shards?: number } = {},
): Promise<ModelFolderFixture> {
  const used = backend ?? (await selectBackend("wasm"));
  const overrides: Record<string, string> = standardize ? { standardize: "true" } : {};
  const loaded = await loadModel({ recipe, overrides }, { featureShape: [28, 28], classes: 10 }, used);
  const { layout, topologyJson, context } = loaded;
  const params_P = new Float32Array(layout.length);
  fillInitialValues(layout, 11, 0, params_P.length, params_P);
  context.parameters.write(params_P);

  const folder = await mkdtemp(path.join(tmpdir(), "lockstep-model-"));
  const bytes = new Uint8Array(params_P.buffer);
  const manifest: Manifest = {
    modelTopology: JSON.parse(topologyJson),
    weightsManifest: [{ paths: ["weights.bin"], weights: layout.tensors.map(({ name, shape }) => ({ name, shape, dtype: "float32" })) }],
    userDefinedMetadata: {
      lockstep: {
        runId: "run-1",
        recipe,
        dataset: "mnist",
        shards,
        backend: used.name,
        backendVersion: used.version,
        input: standardize ? { scale: 1 / (255 * 0.3081), offset: -0.1307 / 0.3081 } : { scale: 1 / 255, offset: 0 },
        weightsHash: createHash("sha256").update(bytes).digest("hex"),
      },
    },
  };
  await writeFile(path.join(folder, "weights.bin"), bytes);
  await writeFile(path.join(folder, "model.json"), JSON.stringify(manifest));
  return { folder, manifest, loaded };
}
