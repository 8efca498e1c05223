import { existsSync } from "node:fs";

// A small recipe that can be made slow, so that a fault meets a run at work: while the file that PACE_FILE names is there, the gradient of
// a shard takes 80 ms longer. Its data comes with --data.

const cell = new Int32Array(new SharedArrayBuffer(4));
const paceFile = process.env.PACE_FILE ?? "";

export default {
  name: "paced",
  description: "images of 28 x 28, one hidden layer",
  data: {
    name: "none",
    identity: "none",
    load() {
      throw new Error("this recipe has no data of its own: name a folder by --data");
    },
  },
  options: { hidden: { description: "units of the hidden layer", default: 16, parse: Number } },
  input: { scale: 1 / 255, offset: 0 },
  model: ({ tf, featureShape, classes, options }) => {
    const flatten = tf.layers.flatten({ name: "pixels", inputShape: [...featureShape] });
    const call = flatten.call.bind(flatten);
    flatten.call = (inputs, options) => {
      if (paceFile !== "" && existsSync(paceFile)) Atomics.wait(cell, 0, 0, 80);
      return call(inputs, options);
    };
    return tf.sequential({
      layers: [
        flatten,
        tf.layers.dense({ name: "hidden", units: options.hidden, activation: "relu" }),
        tf.layers.dense({ name: "logits", units: classes }),
      ],
    });
  },
  loss: "sparse-categorical-cross-entropy",
  defaults: { batchSize: 32, shards: 2, epochs: 20, optimizer: { name: "adam", learningRate: 0.001 } },
};
