import { parseArgs } from "node:util";
import { GradientMeter } from "../packages/worker/dist/index.js";

/*
 * Times of one worker's part of a step, with TensorFlow.js's tape and by replay, as a Markdown table. Needs a build.
 *
 *     node scripts/bench-gradient.mjs --backend wasm --recipe mnist-mlp-128 --sizes 32,128/4 --seconds 2
 *
 * A size is a number of samples, /4: computed as four shards. Recipes are names or paths, with commas between them.
 */

const { values } = parseArgs({
  options: {
    backend: { type: "string", default: "wasm" },
    recipe: { type: "string", default: "mnist-mlp-128" },
    sizes: { type: "string", default: "8,16,32,64,128,512,128/4" },
    seconds: { type: "string", default: "2" },
  },
});

const milliseconds = ({ minMs, medianMs, p90Ms }) => `${minMs.toFixed(2)} / ${medianMs.toFixed(2)} / ${p90Ms.toFixed(2)}`;

console.log("| recipe | backend | samples | shards | tape: ms min / median / p90 | replay | tape : replay, medians |");
console.log("| ------ | ------- | ------- | ------ | --------------------------- | ------ | ---------------------- |");
for (const recipe of values.recipe.split(",")) {
  const meter = await GradientMeter.open(values.backend, recipe);
  for (const size of values.sizes.split(",")) {
    const [batch, shards = 1] = size.split("/").map(Number);
    const { tape, replay, reason } = meter.compare({ batch, shards }, Number(values.seconds) * 1000);
    const [times, ratio] = replay === null ? [reason, ""] : [milliseconds(replay), (tape.medianMs / replay.medianMs).toFixed(2)];
    console.log(`| ${[recipe, `${values.backend} ${meter.version}`, batch, shards, milliseconds(tape), times, ratio].join(" | ")} |`);
  }
}
// TensorFlow's threads would keep the process for a while.
process.exit();
