// A recipe in TypeScript, with samples from a CSV file: to which species does a flower belong? From the folder of the clone:
//
//   npx tsc --ignoreConfig --module nodenext --target es2023 --skipLibCheck examples/iris.ts
//   npx lockstep train ./examples/iris.js
//
// The compiler checks it and writes iris.js beside it, where the import and the CSV file are found as they are from here.
// iris.csv: 150 flowers, measured in centimetres by E. Anderson; R. A. Fisher, "The use of multiple measurements in taxonomic problems",
// Annals of Eugenics 7 (1936).

import { csv, defineRecipe } from "../packages/recipes/dist/index.js";

export default defineRecipe({
  name: "iris",
  description: "species of irises, from four lengths",

  // The classes are the different texts of the column, in order: setosa 0, versicolor 1, virginica 2.
  data: csv({ file: new URL("./iris.csv", import.meta.url), label: "species", testFraction: 0.2, seed: 1 }),

  // One scale for all columns; the model's first layer does the rest.
  input: { scale: 1, offset: 0 },

  model: ({ tf, featureShape, outputs }) =>
    tf.sequential({
      layers: [
        // Standardises each column, and is saved with the model: whoever uses that gives it centimetres.
        tf.layers.batchNormalization({ name: "standardized", center: false, scale: false, momentum: 0.9, inputShape: [...featureShape] }),
        tf.layers.dense({ name: "hidden", units: 16, activation: "relu" }),
        tf.layers.dense({ name: "logits", units: outputs }),
      ],
    }),

  loss: "sparse-categorical-cross-entropy",

  defaults: { batchSize: 30, shards: 2, epochs: 30, optimizer: { name: "adam", learningRate: 0.02 } },
});
