// A small recipe for runs in which something is to happen in the middle: with SLOW_MS in the environment, every gradient of a shard takes
// so many milliseconds longer. Its data comes with --data.

const cell = new Int32Array(new SharedArrayBuffer(4));
const slowMs = Number(process.env.SLOW_MS ?? 0);

export default {
  name: "slow",
  description: "images of 28 x 28, one hidden layer of 16",
  data: {
    name: "none",
    identity: "none",
    load() {
      throw new Error("this recipe has no data of its own: name a folder by --data");
    },
  },
  input: { scale: 1 / 255, offset: 0 },
  model: ({ tf, featureShape, classes }) => {
    const flatten = tf.layers.flatten({ name: "pixels", inputShape: [...featureShape] });
    const call = flatten.call.bind(flatten);
    flatten.call = (inputs, options) => {
      if (slowMs > 0) Atomics.wait(cell, 0, 0, slowMs);
      return call(inputs, options);
    };
    return tf.sequential({
      layers: [
        flatten,
        tf.layers.dense({ name: "hidden", units: 16, activation: "relu" }),
        tf.layers.dense({ name: "logits", units: classes }),
      ],
    });
  },
  loss: "sparse-categorical-cross-entropy",
  defaults: { batchSize: 32, shards: 2, epochs: 12, optimizer: { name: "adam", learningRate: 0.001 } },
};
