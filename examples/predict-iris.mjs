// @ts-check
// Uses a model that iris.ts has trained: to which species does a flower with these four lengths, in centimetres, belong?
//
//   node examples/predict-iris.mjs runs/NAME/model 5.9 3 5.1 1.8

import { openModel } from "../packages/worker/dist/index.js";

const [folder = "", ...lengths] = process.argv.slice(2);
const model = await openModel(folder, "as-trained");
const probabilities = model.classify(Float32Array.from(lengths, Number));

// The model knows classes by number: the different texts of the CSV file's column, in order.
for (const [number, species] of ["setosa", "versicolor", "virginica"].entries()) {
  process.stdout.write(`${species.padEnd(10)} ${((probabilities[number] ?? 0) * 100).toFixed(2)} %\n`);
}
