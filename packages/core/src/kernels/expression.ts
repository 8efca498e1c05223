/**
 * What a kernel computes for one element, in float32: each operation rounds by itself, none are fused. An expression that is used twice is
 * computed once.
 */
export type Expression =
  | { readonly kind: "input"; readonly name: string }
  | { readonly kind: "scalar"; readonly name: string }
  | { readonly kind: "operation"; readonly operator: Operator; readonly operands: readonly Expression[] };

export type Operator = "add" | "sub" | "mul" | "div" | "sqrt" | "min" | "max";

export const add = (a: Expression, b: Expression): Expression => operation("add", a, b);
export const sub = (a: Expression, b: Expression): Expression => operation("sub", a, b);
export const mul = (a: Expression, b: Expression): Expression => operation("mul", a, b);
export const div = (a: Expression, b: Expression): Expression => operation("div", a, b);
export const sqrt = (a: Expression): Expression => operation("sqrt", a);
/** As Math.min and Math.max: NaN if an operand is NaN, and -0 is below 0. */
export const min = (a: Expression, b: Expression): Expression => operation("min", a, b);
export const max = (a: Expression, b: Expression): Expression => operation("max", a, b);

function operation(operator: Operator, ...operands: readonly Expression[]): Expression {
  return { kind: "operation", operator, operands };
}

/** Every expression in these, and how often each is an operand or a result. */
export function countUses(results: readonly Expression[]): ReadonlyMap<Expression, number> {
  const uses = new Map<Expression, number>();
  const visit = (expression: Expression): void => {
    const before = uses.get(expression) ?? 0;
    uses.set(expression, before + 1);
    if (before === 0 && expression.kind === "operation") expression.operands.forEach(visit);
  };
  results.forEach(visit);
  return uses;
}
