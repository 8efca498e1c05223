import { hash } from "node:crypto";
import { LockstepError, type ErrorCode } from "../errors.ts";
import { canonicalJson } from "../run/canonical-json.ts";

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

/** P may not be larger: 2^28 elements are 1 GiB of parameters. */
export const maxLayoutLength: number = 2 ** 28;

const maxTensors = 10_000;
const maxRank = 8;
const maxNameLength = 256;
const maxJsonLength = 8 * 1024 * 1024;

/** Fields of each kind of initializer besides `kind`. */
const initializerFields: Readonly<Record<InitializerSpec["kind"], readonly string[]>> = {
  zeros: [],
  ones: [],
  constant: ["value"],
  uniform: ["min", "max"],
  normal: ["mean", "standardDeviation"],
  glorotUniform: [],
  glorotNormal: [],
  heUniform: [],
  heNormal: [],
};

/**
 * Places the tensors one after the other, in the given order.
 * Throws a LockstepError "configuration" that names the tensor and the field: names must be unique, dimensions positive integers,
 * initializer values in the range of float32, `decay` given (0 .. 1) exactly where the update is "average", and P from 1 to 2^28.
 */
export function makeLayout(specs: readonly TensorSpec[]): Layout {
  return placeTensors(specs, "configuration");
}

/** The layout as canonical JSON: equal layouts give equal text. */
export function layoutJson(layout: Layout): string {
  return canonicalJson(layout);
}

/** SHA-256 of {@link layoutJson}, hex. */
export function layoutHash(layout: Layout): string {
  return hash("sha256", layoutJson(layout), "hex");
}

/**
 * Reads what {@link layoutJson} wrote, from a peer that may be hostile. Everything is checked and placed anew;
 * only the exact text that layoutJson gives for the result is accepted. Throws a LockstepError "protocol".
 */
export function parseLayout(json: string): Layout {
  if (json.length > maxJsonLength) fail("protocol", `the text has ${json.length} characters, expected at most ${maxJsonLength}`);
  const value = parseJson(json);
  if (!isRecord(value)) fail("protocol", "expected an object");
  const layout = placeTensors(value["tensors"], "protocol");
  if (layoutJson(layout) !== json)
    fail("protocol", "the text is not the canonical JSON of its own tensors: a length or an offset is wrong, or a field is unknown");
  return layout;
}

function fail(code: ErrorCode, problem: string): never {
  throw new LockstepError(code, `layout of the parameters: ${problem}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isFloat32(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(Math.fround(value));
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new LockstepError("protocol", "layout of the parameters: not JSON", { cause: error });
  }
}

function placeTensors(specs: unknown, code: ErrorCode): Layout {
  if (!Array.isArray(specs)) fail(code, "expected a list of tensors");
  if (specs.length > maxTensors) fail(code, `${specs.length} tensors, expected at most ${maxTensors}`);
  const names = new Set<string>();
  const tensors: PlacedTensor[] = [];
  let offset = 0;
  for (const [index, item] of specs.entries()) {
    const spec = checkSpec(item, (problem) => fail(code, `tensor ${index}: ${problem}`));
    if (names.has(spec.name)) fail(code, `tensor ${index}: the name "${spec.name}" is taken by another tensor`);
    names.add(spec.name);
    const length = spec.shape.reduce((product, dimension) => product * dimension, 1);
    // The product of 8 dimensions may be inexact, but then it is far beyond the limit.
    if (offset + length > maxLayoutLength) fail(code, `tensor ${index} ("${spec.name}"): more than ${maxLayoutLength} elements in all`);
    tensors.push({ ...spec, offset, length });
    offset += length;
  }
  if (offset === 0) fail(code, "no parameters: the model has nothing to train");
  return { tensors, length: offset };
}

function checkSpec(value: unknown, complain: (problem: string) => never): TensorSpec {
  if (!isRecord(value)) return complain("expected an object");
  const { name, shape, initializer, update, decay } = value;
  if (typeof name !== "string" || name.length === 0 || name.length > maxNameLength) {
    return complain(`name: expected a text of 1 to ${maxNameLength} characters`);
  }
  if (!Array.isArray(shape) || shape.length > maxRank)
    return complain(`("${name}") shape: expected a list of at most ${maxRank} dimensions`);
  for (const dimension of shape) {
    if (!Number.isInteger(dimension) || dimension < 1)
      complain(`("${name}") shape: dimensions must be positive integers, found ${String(dimension)}`);
  }
  if (update !== "optimizer" && update !== "average" && update !== "fixed") {
    return complain(`("${name}") update: expected "optimizer", "average" or "fixed", found ${String(update)}`);
  }
  const checked: TensorSpec = {
    name,
    shape: shape as readonly number[],
    initializer: checkInitializer(initializer, (problem) => complain(`("${name}") initializer: ${problem}`)),
    update,
  };
  if (update !== "average") return decay === undefined ? checked : complain(`("${name}") decay: only for the update "average"`);
  if (typeof decay !== "number" || !(decay >= 0 && decay <= 1))
    return complain(`("${name}") decay: expected a number from 0 to 1, found ${String(decay)}`);
  return { ...checked, decay };
}

function checkInitializer(value: unknown, complain: (problem: string) => never): InitializerSpec {
  if (!isRecord(value)) return complain("expected an object");
  const kind = value["kind"];
  if (typeof kind !== "string" || !Object.hasOwn(initializerFields, kind)) {
    return complain(`expected one of ${Object.keys(initializerFields).join(", ")}, found ${String(kind)}`);
  }
  const fields = initializerFields[kind as InitializerSpec["kind"]];
  for (const field of fields) {
    if (!isFloat32(value[field])) complain(`${kind} needs "${field}", a number in the range of float32, found ${String(value[field])}`);
  }
  const { min, max, standardDeviation } = value as { min: number; max: number; standardDeviation: number };
  if (kind === "uniform" && min > max) complain(`min ${min} is above max ${max}`);
  if (kind === "normal" && standardDeviation < 0) complain(`standardDeviation ${standardDeviation} is negative`);
  return Object.fromEntries([["kind", kind], ...fields.map((field) => [field, value[field]])]) as InitializerSpec;
}
