import { add } from "../kernels/expression.ts";
import { elementKernel } from "../kernels/element-kernel.ts";
import { runKernel } from "../kernels/run-kernel.ts";

const addition = elementKernel(["a", "b"], [], ({ a, b }) => [add(a, b)]);

/** sum[i] = a[i] + b[i] for the first `count` elements, each rounded to float32; `sum` may be `a` or `b`. */
export function addVectors(sum: Float32Array, a: Float32Array, b: Float32Array, count: number): void {
  if (!runKernel(addition, [a, b], [sum], [], 0, count)) addInJavaScript(sum, a, b, count);
}

/** What the kernel's bits are; also for where there are none. */
export function addInJavaScript(sum: Float32Array, a: Float32Array, b: Float32Array, count: number): void {
  for (let i = 0; i < count; i++) sum[i] = Math.fround((a[i] as number) + (b[i] as number));
}
