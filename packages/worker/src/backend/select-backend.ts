import { LockstepError, type BackendName } from "@lockstep/core/local";
import { checkGradients } from "./check-gradients.ts";
import { loadNativeBackend } from "./native-backend.ts";
import { loadCpuBackend, loadWasmBackend } from "./portable-backend.ts";
import type { Backend, LoadedBackend } from "./tensorflow.ts";

/** A loaded backend, or in a few words why there is none. */
export type BackendLoader = () => LoadedBackend | string | Promise<LoadedBackend | string>;

const loaders: Readonly<Record<BackendName, BackendLoader>> = {
  "tfjs-node-gpu": () => loadNativeBackend("tfjs-node-gpu"),
  "tfjs-node": () => loadNativeBackend("tfjs-node"),
  wasm: loadWasmBackend,
  cpu: loadCpuBackend,
};

/** From the fastest to the one that is always there. */
export const backendOrder: readonly BackendName[] = ["tfjs-node-gpu", "tfjs-node", "wasm", "cpu"];

/**
 * Loads and checks the backend that computes gradients in this process (or thread): the one that is named, or with "auto" the first of
 * tfjs-node-gpu, tfjs-node, wasm, cpu that loads, becomes TensorFlow.js's active backend and computes two small gradients right.
 *
 * @throws LockstepError "configuration" if the named one (or, with "auto", every one) is unusable; the text says why
 */
export async function selectBackend(
  wanted: BackendName | "auto",
  available: Readonly<Record<BackendName, BackendLoader>> = loaders,
): Promise<Backend> {
  const tried: string[] = [];
  for (const name of wanted === "auto" ? backendOrder : [wanted]) {
    const outcome = await tryBackend(available[name]);
    if (typeof outcome !== "string") {
      const { tfBackendName: _, ...backend } = outcome;
      return { ...backend, name, reason: [...tried, `${name} ${outcome.version}: chosen`].join("; ") };
    }
    tried.push(`${name}: ${outcome}`);
  }
  const advice = wanted === "auto" ? "reinstall the dependencies" : 'choose another with --backend, or "auto"';
  throw new LockstepError("configuration", `no usable TensorFlow.js backend (${tried.join("; ")}): ${advice}`);
}

/** The backend, active and checked, or in a few words why it is unusable. */
export async function tryBackend(load: BackendLoader): Promise<LoadedBackend | string> {
  let loaded: LoadedBackend | string;
  try {
    loaded = await load();
    if (typeof loaded === "string") return loaded;
    const { tf, tfBackendName } = loaded;
    await tf.setBackend(tfBackendName);
    await tf.ready();
    // TensorFlow.js falls back to another backend without an error.
    if (tf.getBackend() !== tfBackendName) return `TensorFlow.js chose its backend "${tf.getBackend()}" instead`;
    const problem = checkGradients(loaded);
    return problem === null ? loaded : `wrong gradient (${problem})`;
  } catch (error) {
    return `failed (${(error instanceof Error ? error.message : String(error)).split("\n")[0]})`;
  }
}
