import { rename, rm, writeFile } from "node:fs/promises";

export interface PacedRecipe {
  readonly name: string;
  /** default of the option `hidden`: units of the hidden layer; 0: there is none */
  readonly units: number;
  /** of the hidden layer; default: relu */
  readonly activation?: "relu" | "tanh";
  /** file that says how fast workers go, see {@link setPace}; null: the one that PACE_FILE in a worker's environment names, if any */
  readonly paceFile: string | null;
  /** what a slow gradient of a shard takes longer */
  readonly slowMs: number;
  /** JavaScript of what the layers get for the flat images `flat`, with `tf` at hand; default: the images */
  readonly features?: string;
  /** JavaScript of what the last layer gets for the output `active` of the hidden layer, with `flat` and `tf` at hand; default: that output */
  readonly activations?: string;
  readonly defaults: {
    readonly batchSize: number;
    readonly shards: number;
    readonly epochs: number;
    readonly optimizer: { readonly name: "adam" | "sgd"; readonly learningRate: number };
  };
}

/**
 * Source of a small recipe whose gradients wait, so that something can happen in the middle of a run. For images; its data comes with
 * --data. What it waits for changes no bit of the result.
 */
export function pacedRecipe(recipe: PacedRecipe): string {
  const { name, units, activation = "relu", paceFile, slowMs, features = "flat", activations = "active", defaults } = recipe;
  return `
import { readFileSync } from "node:fs";

const paceFile = ${paceFile === null ? 'process.env.PACE_FILE ?? ""' : JSON.stringify(paceFile)};
const pace = () => {
  try {
    return readFileSync(paceFile, "utf8");
  } catch {
    return "full";
  }
};
const cell = new Int32Array(new SharedArrayBuffer(4));
const sleep = (ms) => Atomics.wait(cell, 0, 0, ms);
const wait = () => {
  while (pace() === "hold " + process.env.LOCKSTEP_NAME) sleep(10);
  if (pace() !== "full") sleep(${slowMs});
};

export default {
  name: ${JSON.stringify(name)},
  description: "images, one hidden layer of ${units}",
  data: { name: "none", identity: "none", load: () => Promise.reject(new Error("this recipe is trained with --data")) },
  options: { hidden: { description: "units of the hidden layer", default: ${units}, parse: Number } },
  input: { scale: 1 / 255, offset: 0 },
  model: ({ tf, featureShape, classes, options }) => {
    const flatten = tf.layers.flatten({ name: "flatten", inputShape: [...featureShape] });
    const call = flatten.call.bind(flatten);
    let flat = null;
    flatten.call = (inputs, settings) => {
      wait();
      flat = call(inputs, settings);
      return ${features};
    };
    const hiddenLayer = () => {
      const hidden = tf.layers.dense({ name: "hidden", units: options.hidden, activation: ${JSON.stringify(activation)} });
      const activate = hidden.call.bind(hidden);
      hidden.call = (inputs, settings) => {
        const active = activate(inputs, settings);
        return ${activations};
      };
      return hidden;
    };
    const logits = tf.layers.dense({ name: "logits", units: classes });
    return tf.sequential({ layers: options.hidden === 0 ? [flatten, logits] : [flatten, hiddenLayer(), logits] });
  },
  loss: "sparse-categorical-cross-entropy",
  defaults: ${JSON.stringify(defaults)},
};
`;
}

/** All at full speed, all slow, or all slow and one, by its LOCKSTEP_NAME, not at all. */
export type Pace = "full" | "slow" | { readonly hold: string };

/** From the next gradient on, workers that look at this file go this fast. Without a file they go at full speed. */
export async function setPace(paceFile: string, pace: Pace): Promise<void> {
  if (pace === "full") {
    await rm(paceFile, { force: true });
    return;
  }
  // Replaced in one piece: nobody sees half of it.
  await writeFile(`${paceFile}.next`, pace === "slow" ? pace : `hold ${pace.hold}`);
  await rename(`${paceFile}.next`, paceFile);
}
