import { LockstepError, type Layout, type PlacedTensor } from "@lockstep/core";
import type { LayersModel, NamedTensorMap, Variable } from "@tensorflow/tfjs";
import type { Backend } from "../backend/tensorflow.ts";

interface PlacedVariable {
  readonly variable: Variable;
  readonly tensor: PlacedTensor;
}

/** The model's variables as one flat vector: writes parameters into them, reads their gradients. */
export class ModelParameters {
  /** the variables that have a gradient, in layout order */
  readonly trainable: readonly Variable[];
  readonly #backend: Backend;
  readonly #layout: Layout;
  readonly #placed: readonly PlacedVariable[];

  /** @param layout of this very model, see deriveLayout */
  constructor(backend: Backend, model: LayersModel, layout: Layout) {
    this.#backend = backend;
    this.#layout = layout;
    this.#placed = model.weights.map((weight, index) => {
      const tensor = layout.tensors[index];
      if (tensor === undefined || tensor.shape.join() !== weight.shape.join()) {
        throw new LockstepError("invariant", `model parameters: weight ${weight.originalName} is not tensor ${index} of the layout`);
      }
      // The variable of a layer is private in the type only; read() hands out the same object.
      return { variable: weight.read() as Variable, tensor };
    });
    this.trainable = this.#placed.filter(({ tensor }) => tensor.update === "optimizer").map(({ variable }) => variable);
  }

  /** Sets every variable from params_P, which may be shared memory and may be overwritten as soon as this returns. */
  write(params_P: Float32Array): void {
    this.#requireLength(params_P);
    const { tf, copiesUploads } = this.#backend;
    for (const { variable, tensor } of this.#placed) {
      const { offset, length, shape } = tensor;
      const values = copiesUploads ? params_P.subarray(offset, offset + length) : params_P.slice(offset, offset + length);
      const uploaded = tf.tensor(values, [...shape], "float32");
      variable.assign(uploaded);
      uploaded.dispose();
    }
  }

  /** Fills gradient_P from what tf.variableGrads returned for {@link trainable}; 0 for tensors that the optimizer does not move. */
  readGradients(gradients: NamedTensorMap, gradient_P: Float32Array): void {
    this.#requireLength(gradient_P);
    for (const { variable, tensor } of this.#placed) {
      const segment = gradient_P.subarray(tensor.offset, tensor.offset + tensor.length);
      if (tensor.update !== "optimizer") {
        segment.fill(0);
        continue;
      }
      const gradient = gradients[variable.name];
      // TensorFlow.js leaves it out, or null in spite of its type, where the loss does not depend on the variable.
      if (!gradient)
        throw new LockstepError("configuration", `model: the output does not depend on ${tensor.name}; connect its layer or freeze it`);
      this.#backend.readInto(gradient, segment);
    }
  }

  #requireLength(vector_P: Float32Array): void {
    if (vector_P.length === this.#layout.length) return;
    throw new LockstepError("invariant", `model parameters: a vector of ${vector_P.length} elements, the model has ${this.#layout.length}`);
  }
}
