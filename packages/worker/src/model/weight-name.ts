import type { LayersModel } from "@tensorflow/tfjs";

export type Weight = LayersModel["weights"][number];

/** A weight's name inside its layer: kernel, bias, gamma, moving_mean, … */
export function weightName({ originalName }: Weight): string {
  return originalName.slice(originalName.lastIndexOf("/") + 1);
}

/**
 * The field of the layer's configuration that says `what` of this weight: kernel has kernelInitializer, moving_mean
 * movingMeanInitializer, depthwise_kernel depthwiseInitializer.
 */
export function weightField(name: string, what: "Initializer" | "Regularizer"): string {
  const camelCase = name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return `${camelCase.replace(/(?<=.)Kernel$/, "")}${what}`;
}
