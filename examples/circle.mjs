// @ts-check
// A recipe of your own, in one file: which points of a square lie inside of a circle? From the folder of the clone:
//
//   npx lockstep train ./examples/circle.mjs --workers 2
//   npx lockstep train ./examples/circle.mjs --set units=4
//
// Editors check it as they type, because of its first line; `npx tsc -p examples` does it as well.
// Every process of a run loads this file, so whatever it computes must be the same everywhere: no Math.random, no clock.

import { arrays, defineRecipe } from "../packages/recipes/dist/index.js";

/**
 * Points spread evenly over the square (Roberts' R2 sequence, extremelearning.com.au), and on which side of the circle they are.
 *
 * @param {number} first
 * @param {number} count
 */
function points(first, count) {
  const features = Array.from({ length: count }, (_, i) => {
    const n = first + i;
    return [2 * ((n * 0.7548776662466927) % 1) - 1, 2 * ((n * 0.5698402909980532) % 1) - 1];
  });
  const labels = features.map(([x = 0, y = 0]) => (x * x + y * y < 0.6 ? 1 : 0));
  return { features, labels };
}

export default defineRecipe({
  name: "circle",
  description: "points inside and outside of a circle",

  // Or from a file: csv({ file: new URL("./points.csv", import.meta.url), label: "inside" })
  data: arrays({ name: "points", train: points(0, 1_000), test: points(1_000, 400) }),

  // The values are taken as they are; for bytes of images, scale: 1 / 255.
  input: { scale: 1, offset: 0 },

  options: {
    units: {
      description: "width of the hidden layer",
      default: 16,
      parse(text) {
        const units = Number(text);
        if (!Number.isInteger(units) || units < 1) throw new RangeError("expected a whole number from 1 on");
        return units;
      },
    },
  },

  // `outputs` is what the loss takes: here one logit. Its sigmoid is part of the loss.
  model: ({ tf, featureShape, outputs, options }) =>
    tf.sequential({
      layers: [
        tf.layers.dense({ name: "hidden", units: options.units, activation: "tanh", inputShape: [...featureShape] }),
        tf.layers.dense({ name: "logit", units: outputs }),
      ],
    }),

  loss: "binary-cross-entropy",
  labelSmoothing: 0.01,

  defaults: { batchSize: 40, shards: 4, epochs: 40, optimizer: { name: "adam", learningRate: 0.01 } },
});
