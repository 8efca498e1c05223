import { expect, it } from "vitest";
import { selectBackend } from "../backend/select-backend.ts";
import { loadModel } from "../gradient/load-model.ts";
import { ownCodeOf, stockLayers } from "./own-code.ts";

it("finds layers whose code a recording cannot stand for", async () => {
  const backend = await selectBackend("cpu");
  const { tf } = backend;
  const stock = stockLayers(tf);
  for (const recipe of ["mnist-mlp-128", "mnist-cnn"]) {
    const { context } = await loadModel({ recipe, overrides: {} }, { featureShape: [28, 28], classes: 10 }, backend);
    expect(ownCodeOf(context.model, stock)).toBeNull();
  }

  class Doubled extends tf.layers.Layer {
    static readonly className = "Doubled";
  }
  tf.serialization.registerClass(Doubled);
  const flatten = tf.layers.flatten({ name: "pixels", inputShape: [2, 3] });
  const call = flatten.call.bind(flatten);
  flatten.call = (inputs, options) => call(inputs, options);
  const patched = tf.sequential({ layers: [flatten, tf.layers.dense({ units: 2 })] });
  expect(ownCodeOf(patched, stock)).toMatch(/^layer pixels \(Flatten\) has code of its own/);
  const ofItsOwn = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] }), new Doubled({ name: "twice" })] });
  expect(ownCodeOf(ofItsOwn, stock)).toMatch(/^layer twice \(Doubled\)/);
});
