import type { BackendName } from "@lockstep/core";
import { selectBackend } from "../backend/select-backend.ts";
import { loadModel } from "../gradient/load-model.ts";
import { shardGradient } from "../gradient/shard-gradient.ts";

export interface GradientTime {
  readonly version: string;
  /** the fastest of a few gradients of one shard's part of a batch: 32 images, 784-128-10 perceptron */
  readonly milliseconds: number;
}

const samples = 32;
const rounds = 5;

/**
 * Computes a few gradients of the default recipe on this backend in this process.
 * @throws LockstepError "configuration" if it cannot
 */
export async function measureGradient(name: BackendName): Promise<GradientTime> {
  const backend = await selectBackend(name);
  const { context, layout } = await loadModel({ recipe: "mnist-mlp-128", overrides: {} }, { featureShape: [28, 28], classes: 10 }, backend);
  const gradient_P = new Float32Array(layout.length);
  const batch = { count: samples, features: new Uint8Array(samples * 28 * 28).fill(128), labels: new Uint8Array(samples) };
  const positions = Uint32Array.from({ length: samples }, (_, i) => i);
  let milliseconds = Infinity;
  for (let round = 0; round < rounds; round++) {
    const startMs = performance.now();
    shardGradient(context, batch, positions, gradient_P);
    milliseconds = Math.min(milliseconds, performance.now() - startMs);
  }
  return { version: backend.version, milliseconds };
}
