import type { BackendName } from "@lockstep/core/local";
import { GradientMeter } from "../gradient/gradient-meter.ts";

export interface GradientTime {
  readonly version: string;
  /** the fastest of a few gradients of one shard's part of a batch: 32 images, 784-128-10 perceptron */
  readonly milliseconds: number;
}

const durationMs = 20;

/**
 * Computes a few gradients of the default recipe on this backend in this process.
 * @throws LockstepError "configuration" if it cannot
 */
export async function measureGradient(name: BackendName): Promise<GradientTime> {
  const meter = await GradientMeter.open(name, "mnist-mlp-128");
  const { tape, replay } = meter.compare({ batch: 32, shards: 1 }, durationMs);
  return { version: meter.version, milliseconds: (replay ?? tape).minMs };
}
