/** How a tensor gets its first values. Fans as in Keras: the last dimension is the output, the one before it the input, the ones before those the receptive field. */
export type InitializerSpec =
  | { readonly kind: "zeros" }
  | { readonly kind: "ones" }
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "uniform"; readonly min: number; readonly max: number }
  | { readonly kind: "normal"; readonly mean: number; readonly standardDeviation: number }
  | { readonly kind: "glorotUniform" | "glorotNormal" | "heUniform" | "heNormal" };

/** One tensor of a model, as the recipe's model defines it. */
export interface TensorSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initializer: InitializerSpec;
  /** "optimizer": moved along its gradient; "average": moved towards the mean of the shards' values (batch-norm statistics); "fixed": never changed */
  readonly update: "optimizer" | "average" | "fixed";
  /** only with "average": new = decay * old + (1 - decay) * mean */
  readonly decay?: number;
}

/** A tensor with its place in the flat parameter vector P. Elements, not bytes. */
export interface PlacedTensor extends TensorSpec {
  readonly offset: number;
  readonly length: number;
}

/** Which tensor lies where in P. */
export interface Layout {
  readonly tensors: readonly PlacedTensor[];
  /** P */
  readonly length: number;
}
