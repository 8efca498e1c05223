import { defineRecipe, findRecipe } from "@lockstep/recipes";
import type { Recipe } from "@lockstep/recipes";

const { data } = await findRecipe("mnist-mlp-128");

/** Two hidden layers of a width that `--set hidden=N` gives: N * N + 796 N + 10 parameters on MNIST. For measurements of size. */
const dense: Recipe = defineRecipe({
  name: "dense",
  description: "MNIST, two hidden layers of any width",
  data,
  options: {
    hidden: {
      description: "width of both hidden layers",
      default: 128,
      parse(text): number {
        if (!/^\d{1,5}$/.test(text) || Number(text) === 0) throw new RangeError("expected a whole number from 1 to 99999");
        return Number(text);
      },
    },
  },
  input: { scale: 1 / 255, offset: 0 },
  model({ tf, featureShape, classes, options }) {
    const layer = (name: string) =>
      tf.layers.dense({ name, units: options.hidden, activation: "relu", kernelInitializer: "glorotUniform" });
    return tf.sequential({
      layers: [
        tf.layers.flatten({ name: "pixels", inputShape: [...featureShape] }),
        layer("hidden-1"),
        layer("hidden-2"),
        tf.layers.dense({ name: "logits", units: classes, kernelInitializer: "glorotUniform" }),
      ],
    });
  },
  loss: "sparse-categorical-cross-entropy",
  defaults: { batchSize: 16, shards: 4, epochs: 1, optimizer: { name: "adam", learningRate: 1e-3 } },
});

export default dense;
