import { bytesOfFloats, type BackendName, type Samples } from "@lockstep/core/local";
import type { LossName } from "@lockstep/recipes";
import { describe, expect, it } from "vitest";
import { findNativeAddon } from "../../backend/native-addon.ts";
import { selectBackend } from "../../backend/select-backend.ts";
import { createLoss } from "../../loss/loss.ts";
import { makeModelContext } from "../model-context.ts";
import { shardGradient, type ModelContext } from "../shard-gradient.ts";
import type { ReplayNotice } from "./gradient-replay.ts";
import { startReplay } from "./start-replay.ts";

const count = 32;
const value = (i: number): number => (((i * 7919) % 1009) - 504) / 300;
const features = bytesOfFloats(Array.from({ length: count * 3 }, (_, i) => value(i)));
const labelled = (classes: number): Samples => ({ count, features, labels: Uint8Array.from({ length: count }, (_, i) => i % classes) });

const cases: readonly { loss: LossName; labelSmoothing: number; classes: number; targets?: number; samples: Samples }[] = [
  { loss: "sparse-categorical-cross-entropy", labelSmoothing: 0.2, classes: 4, samples: labelled(4) },
  {
    loss: "categorical-cross-entropy",
    labelSmoothing: 0.1,
    classes: 2,
    targets: 2,
    samples: { count, features, labels: bytesOfFloats(Array.from({ length: count }, (_, i) => [(i % 5) / 4, 1 - (i % 5) / 4]).flat()) },
  },
  { loss: "binary-cross-entropy", labelSmoothing: 0, classes: 2, samples: labelled(2) },
  {
    loss: "mean-squared-error",
    labelSmoothing: 0,
    classes: 0,
    targets: 2,
    samples: { count, features, labels: bytesOfFloats(Array.from({ length: count * 2 }, (_, i) => value(i + 5))) },
  },
];

const backends: readonly [BackendName, boolean][] = [
  ["wasm", true],
  ["tfjs-node", findNativeAddon("tfjs-node").state === "found"],
];

describe.each(backends)("replay on %s", (name, usable) => {
  it.skipIf(!usable).each(cases)(
    "of $loss of float32 samples has the bits of the tape (tfjs-node: npm run setup:native)",
    async (given) => {
      const { samples, ...format } = { ...given, featureShape: [3], featureType: "float32" as const };
      const backend = await selectBackend(name);
      const loss = createLoss(format, format);
      const { dense } = backend.tf.layers;
      const model = backend.tf.sequential({
        layers: [dense({ name: "a", units: 5, activation: "relu", inputShape: [3] }), dense({ name: "b", units: loss.outputs })],
      });
      const { context: tape, derived } = makeModelContext(backend, model, { ...format, scaling: { scale: 1, offset: 0 }, loss });
      const { layout } = derived;
      const noise = { seed: 0, step: 0, shard: 0 };
      let correct = 0;
      const notices: ReplayNotice[] = [];
      const replay: ModelContext = { ...tape, replay: startReplay(tape, (notice) => notices.push(notice)) };
      for (let step = 0; step < 12; step++) {
        tape.parameters.write(Float32Array.from({ length: layout.length }, (_, i) => value(i * 3 + step)));
        const positions = Uint32Array.from({ length: 8 }, (_, i) => (i * 5 + step) % count);
        const [expected_P, replayed_P] = [new Float32Array(layout.length), new Float32Array(layout.length)];
        // Replay first: that it has to record a loss that this process has not computed yet is no hindrance.
        const replayed = shardGradient(replay, samples, positions, replayed_P, noise);
        const expected = shardGradient(tape, samples, positions, expected_P, noise);
        expect(replayed).toEqual(expected);
        expect(replayed_P).toEqual(expected_P);
        expect(expected_P.some((x) => x !== 0)).toBe(true);
        correct += expected.correct;
      }
      expect(correct > 0).toBe(loss.classification !== null);
      expect(notices.map(({ level }) => level)).toEqual(["debug"]);
    },
  );
});
