import { LockstepError, type Layout, type PlacedTensor } from "@lockstep/core/local";
import type { LayersModel, NamedTensorMap, Tensor, Variable } from "@tensorflow/tfjs";
import type { Backend } from "../backend/tensorflow.ts";
import type { DerivedLayout } from "./derive-layout.ts";
import { addPenaltyGradient, type WeightPenalty } from "./weight-penalty.ts";

interface PlacedVariable {
  readonly variable: Variable;
  readonly tensor: PlacedTensor;
}

/** One tensor's part of the parameters. */
export interface ParameterSegment {
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

/** The model's variables as one flat vector: writes parameters into them, says where their gradients belong. */
export class ModelParameters {
  /** all, in layout order */
  readonly variables: readonly Variable[];
  /** those that have a gradient, in layout order */
  readonly trainable: readonly Variable[];
  /** those that follow a mean of the batches' statistics, in layout order */
  readonly averaged: readonly Variable[];
  readonly #backend: Backend;
  readonly #layout: Layout;
  readonly #penalties: readonly WeightPenalty[];
  readonly #placed: readonly PlacedVariable[];
  #writes = 0;
  #params_P: Float32Array = new Float32Array(0);
  /** by array of parameters, because a run alternates between two */
  readonly #segments = new WeakMap<Float32Array, readonly ParameterSegment[]>();
  /** at first the variables have values of their own */
  #isLoaded = true;

  /** @param derived from this very model, see deriveLayout */
  constructor(backend: Backend, model: LayersModel, { layout, penalties }: Pick<DerivedLayout, "layout" | "penalties">) {
    this.#backend = backend;
    this.#layout = layout;
    this.#penalties = penalties;
    this.#placed = model.weights.map((weight, index) => {
      const tensor = layout.tensors[index];
      if (tensor === undefined || tensor.shape.join() !== weight.shape.join()) {
        throw new LockstepError("invariant", `model parameters: weight ${weight.originalName} is not tensor ${index} of the layout`);
      }
      // The variable of a layer is private in the type only; read() hands out the same object.
      return { variable: weight.read() as Variable, tensor };
    });
    this.variables = this.#placed.map(({ variable }) => variable);
    const updatedBy = (update: PlacedTensor["update"]): Variable[] =>
      this.#placed.filter(({ tensor }) => tensor.update === update).map(({ variable }) => variable);
    this.trainable = updatedBy("optimizer");
    this.averaged = updatedBy("average");
  }

  /** How often the parameters have been set. */
  get writes(): number {
    return this.#writes;
  }

  /**
   * Says where the model is: at params_P, which may be shared memory. It must stay as it is for as long as the model is used at these parameters:
   * the backend may compute with this very memory. The variables get it when somebody needs them, see {@link load}.
   */
  set(params_P: Float32Array): void {
    this.#requireLength(params_P);
    this.#writes++;
    this.#params_P = params_P;
    this.#isLoaded = false;
  }

  /** {@link set}, and the variables have it. */
  write(params_P: Float32Array): void {
    this.set(params_P);
    this.load();
  }

  /** Makes sure that the variables have the parameters: for whoever applies the model or reads them. */
  load(): void {
    if (this.#isLoaded) return;
    this.#isLoaded = true;
    const params_P = this.#params_P;
    const { tf } = this.#backend;
    for (const { variable, tensor } of this.#placed) {
      const { offset, length, shape } = tensor;
      const uploaded = tf.tensor(params_P.subarray(offset, offset + length), [...shape], "float32");
      variable.assign(uploaded);
      uploaded.dispose();
    }
  }

  /** The parameters' parts, one for each of {@link variables}. */
  get segments(): readonly ParameterSegment[] {
    const params_P = this.#params_P;
    let segments = this.#segments.get(params_P);
    if (segments === undefined) {
      segments = this.#placed.map(({ tensor }) => ({ values: segmentOf(params_P, tensor), shape: tensor.shape }));
      this.#segments.set(params_P, segments);
    }
    return segments;
  }

  /**
   * What tf.variableGrads returned for {@link trainable}, in that order.
   * @throws LockstepError "configuration" if the loss does not depend on one of them
   */
  gradientsInOrder(gradients: NamedTensorMap): readonly Tensor[] {
    return this.#placed.flatMap(({ variable, tensor }) => {
      if (tensor.update !== "optimizer") return [];
      const gradient = gradients[variable.name];
      // TensorFlow.js leaves it out, or null in spite of its type, where the loss does not depend on the variable.
      if (!gradient)
        throw new LockstepError("configuration", `model: the output does not depend on ${tensor.name}; connect its layer or freeze it`);
      return [gradient];
    });
  }

  /**
   * The parts of gradient_P where the gradients of {@link trainable} belong, then those for the batch's statistics of {@link averaged}, in that
   * order; all else in it is set to 0.
   */
  gradientSegments(gradient_P: Float32Array): readonly Float32Array[] {
    this.#requireLength(gradient_P);
    const segments = { optimizer: [] as Float32Array[], average: [] as Float32Array[], fixed: [] as Float32Array[] };
    for (const { tensor } of this.#placed) segments[tensor.update].push(segmentOf(gradient_P, tensor));
    for (const segment of segments.fixed) segment.fill(0);
    return [...segments.optimizer, ...segments.average];
  }

  /**
   * Makes the segments what a shard of so many samples adds to the sum over all shards: the gradient with that of the weights' penalties, and the
   * statistics times the samples, because the sum is divided by the samples of all shards.
   */
  completeGradient(gradient_P: Float32Array, samples: number): void {
    for (const { tensor } of this.#placed) {
      if (tensor.update !== "average") continue;
      const segment = segmentOf(gradient_P, tensor);
      for (let i = 0; i < segment.length; i++) segment[i] = (segment[i] as number) * samples;
    }
    addPenaltyGradient(this.#penalties, this.#params_P, samples, gradient_P);
  }

  #requireLength(vector_P: Float32Array): void {
    if (vector_P.length === this.#layout.length) return;
    throw new LockstepError("invariant", `model parameters: a vector of ${vector_P.length} elements, the model has ${this.#layout.length}`);
  }
}

function segmentOf(vector_P: Float32Array, { offset, length }: PlacedTensor): Float32Array {
  return vector_P.subarray(offset, offset + length);
}
