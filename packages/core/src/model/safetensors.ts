import { LockstepError } from "../errors.ts";

// The format of huggingface.co/docs/safetensors: the header's length as uint64 little-endian, the header as JSON
// {"name": {"dtype", "shape", "data_offsets": [begin, end]}, "__metadata__": {texts}}, the values of all tensors, little-endian.

/** One tensor of a safetensors file. */
export interface SafeTensor {
  readonly name: string;
  /** "F32", "BF16", "I64", … */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** little-endian; a view of the file's bytes */
  readonly data: Uint8Array;
}

export interface Safetensors {
  readonly metadata: Readonly<Record<string, string>>;
  /** in the order of their values */
  readonly tensors: readonly SafeTensor[];
}

const lengthBytes = 8;
/** The reference allows 100 MB; 10,000 tensors need one. */
const maxHeaderBytes = 16 << 20;
const maxRank = 64;
const metadataKey = "__metadata__";

/** Bytes of an element (safetensors/src/tensor.rs). */
const elementBytes: Readonly<Record<string, number>> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  I64: 8,
  U64: 8,
  F64: 8,
};

/**
 * What a safetensors file of float32 tensors begins with; their values follow, in this order and without gaps.
 * @param tensors names must be different, and none "__metadata__"
 */
export function safetensorsHeader(
  tensors: readonly { readonly name: string; readonly shape: readonly number[] }[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  let begin = 0;
  const entries = tensors.map(({ name, shape }) => {
    if (name === metadataKey) throw new LockstepError("configuration", `a tensor of a safetensors file cannot be called ${metadataKey}`);
    const end = begin + 4 * elementCount(shape);
    const entry = [name, { dtype: "F32", shape, data_offsets: [begin, end] }] as const;
    begin = end;
    return entry;
  });
  const about = Object.keys(metadata).length === 0 ? [] : [[metadataKey, metadata] as const];
  const json = Buffer.from(JSON.stringify(Object.fromEntries<object>([...about, ...entries])), "utf8");
  // Spaces to a multiple of 8, so that the values are aligned.
  const header = Buffer.alloc(lengthBytes + Math.ceil(json.length / 8) * 8, " ");
  header.writeBigUInt64LE(BigInt(header.length - lengthBytes), 0);
  header.set(json, lengthBytes);
  return header;
}

/** Where a tensor lies in its file. */
export interface PlacedSafeTensor extends Omit<SafeTensor, "data"> {
  /** bytes of the file before its values, and before what follows them */
  readonly begin: number;
  readonly end: number;
}

/**
 * How many bytes of a safetensors file are its header.
 * @param bytes its first 8 at least
 * @param fileBytes how long it is
 * @param file begins the error's sentence
 * @throws LockstepError "data"
 */
export function safetensorsHeadBytes(bytes: Uint8Array, fileBytes: number, file: string): number {
  const fail = failureOf(file);
  if (bytes.length < lengthBytes || fileBytes < lengthBytes) return fail(`it has ${fileBytes} bytes`);
  const headerLength = new DataView(bytes.buffer, bytes.byteOffset, lengthBytes).getBigUint64(0, true);
  if (headerLength > BigInt(Math.min(maxHeaderBytes, fileBytes - lengthBytes)))
    return fail(`a header of ${headerLength} bytes in a file of ${fileBytes} (at most ${maxHeaderBytes} are read)`);
  return lengthBytes + Number(headerLength);
}

/**
 * Reads the header of a safetensors file of unknown origin. As strict as the reference: the values of the tensors fill the file after the
 * header, without gap or overlap, and each has the bytes that its type and shape need.
 * @param head the first {@link safetensorsHeadBytes} of the file
 * @param fileBytes how long it is
 * @param file begins the error's sentence
 * @throws LockstepError "data" that says what is wrong
 */
export function parseSafetensorsHeader(
  head: Uint8Array,
  fileBytes: number,
  file: string,
): { readonly metadata: Readonly<Record<string, string>>; readonly tensors: readonly PlacedSafeTensor[] } {
  const fail = failureOf(file);
  const { [metadataKey]: about, ...entries } = parseHeader(head.subarray(lengthBytes), fail);
  const tensors = Object.entries(entries)
    .map(([name, entry]) => placeTensor(name, entry, head.length, fail))
    .toSorted((one, other) => one.begin - other.begin || one.end - other.end);
  let next = head.length;
  for (const { name, begin, end } of tensors) {
    if (begin !== next) fail(`tensor "${name}" begins at byte ${begin - head.length} of the values; expected ${next - head.length}`);
    next = end;
  }
  if (next !== fileBytes) fail(`${fileBytes - head.length} bytes of values; its header describes ${next - head.length}`);
  return { metadata: metadataOf(about, fail), tensors };
}

/** A whole safetensors file of unknown origin, see {@link parseSafetensorsHeader}. */
export function parseSafetensors(bytes: Uint8Array, file: string): Safetensors {
  const head = bytes.subarray(0, safetensorsHeadBytes(bytes, bytes.length, file));
  const { metadata, tensors } = parseSafetensorsHeader(head, bytes.length, file);
  return {
    metadata,
    tensors: tensors.map(({ name, dtype, shape, begin, end }) => ({ name, dtype, shape, data: bytes.subarray(begin, end) })),
  };
}

/**
 * The values as float32: those of F32, F16 and BF16 exactly, those of F64 rounded to the nearest.
 * @returns null for a type of whole numbers and for 8-bit floats
 */
export function float32Values({ dtype, data }: Pick<SafeTensor, "dtype" | "data">): Float32Array | null {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  switch (dtype) {
    case "F32":
      return Float32Array.from({ length: data.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
    case "F64":
      return Float32Array.from({ length: data.length / 8 }, (_, i) => view.getFloat64(8 * i, true));
    case "F16":
      return Float32Array.from({ length: data.length / 2 }, (_, i) => halfValue(view.getUint16(2 * i, true)));
    case "BF16": {
      const bits = Uint32Array.from({ length: data.length / 2 }, (_, i) => view.getUint16(2 * i, true) << 16);
      return new Float32Array(bits.buffer);
    }
    default:
      return null;
  }
}

/** IEEE 754 binary16. */
function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

type Fail = (problem: string) => never;

function failureOf(file: string): Fail {
  return (problem) => {
    throw new LockstepError("data", `${file}: it is no safetensors file, or damaged: ${problem}`);
  };
}

function parseHeader(bytes: Uint8Array, fail: Fail): Readonly<Record<string, unknown>> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    return fail(`its header is not JSON (${(error as Error).message})`);
  }
  return record(header) ?? fail("its header is not a JSON object");
}

function placeTensor(name: string, entry: unknown, valuesAt: number, fail: Fail): PlacedSafeTensor {
  const { dtype, shape, data_offsets: offsets } = record(entry) ?? fail(`tensor "${name}" is not a JSON object`);
  const size = typeof dtype === "string" && Object.hasOwn(elementBytes, dtype) ? elementBytes[dtype] : undefined;
  if (size === undefined) return fail(`tensor "${name}" has the type ${JSON.stringify(dtype)}, which does not exist`);
  if (!isSizes(shape) || shape.length > maxRank) return fail(`tensor "${name}" has the shape ${JSON.stringify(shape)}`);
  if (!isSizes(offsets) || offsets.length !== 2) return fail(`tensor "${name}" has the data_offsets ${JSON.stringify(offsets)}`);
  const [begin, end] = offsets as readonly [number, number];
  // The product of many dimensions may be inexact, but then it is far beyond the size of any file.
  if (end - begin !== size * elementCount(shape))
    fail(
      `tensor "${name}" has ${end - begin} bytes; ${String(dtype)} of the shape [${shape.join(", ")}] needs ${size * elementCount(shape)}`,
    );
  return { name, dtype: dtype as string, shape, begin: valuesAt + begin, end: valuesAt + end };
}

function metadataOf(value: unknown, fail: Fail): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  const metadata = record(value);
  if (metadata === null || Object.values(metadata).some((text) => typeof text !== "string")) fail(`its ${metadataKey} are not texts`);
  return metadata as Readonly<Record<string, string>>;
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && (size as number) >= 0);
}

function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function record(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
}
