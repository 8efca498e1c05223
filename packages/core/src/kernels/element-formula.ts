import type { Expression } from "./expression.ts";

/** What an element kernel computes, as a value that another formula can be made from. */
export interface ElementFormula {
  /** names of the vectors read, in the order in which they are given to the kernel */
  readonly inputs: readonly string[];
  /** names of the float32 numbers, in order */
  readonly scalars: readonly string[];
  /** what an element of each output is; `named` has an expression for every input and scalar */
  readonly outputs: (named: Readonly<Record<string, Expression>>) => readonly Expression[];
}

/** The arguments of elementKernel as an {@link ElementFormula}, with the names checked by the compiler. */
export function elementFormula<Name extends string>(
  inputs: readonly Name[],
  scalars: readonly Name[],
  outputs: (named: Readonly<Record<Name, Expression>>) => readonly Expression[],
): ElementFormula {
  return { inputs, scalars, outputs: (named) => outputs(named) };
}
