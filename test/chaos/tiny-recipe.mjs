// A recipe whose steps take milliseconds, so that hundreds of them fit between two faults. Its data comes with --data.
export default {
  name: "tiny",
  description: "images of 28 x 28, one hidden layer of 16",
  data: {
    name: "none",
    identity: "none",
    load() {
      throw new Error("this recipe has no data of its own: name a folder by --data");
    },
  },
  input: { scale: 1 / 255, offset: 0 },
  model: ({ tf, featureShape, classes }) =>
    tf.sequential({
      layers: [
        tf.layers.flatten({ name: "pixels", inputShape: [...featureShape] }),
        tf.layers.dense({ name: "hidden", units: 16, activation: "relu" }),
        tf.layers.dense({ name: "logits", units: classes }),
      ],
    }),
  loss: "sparse-categorical-cross-entropy",
  defaults: { batchSize: 32, shards: 4, epochs: 20, optimizer: { name: "adam", learningRate: 0.001 } },
};
