import { createHash } from "node:crypto";
import { rm, stat } from "node:fs/promises";
import { initialValuesPath, writeFileAtomically } from "@lockstep/coordinator";
import { compareNames, float32Values, LockstepError, parseSafetensors, readRegularFile, safetensorsHeader } from "@lockstep/core";
import { readSavedModel } from "@lockstep/worker";
import { findModelFolder } from "./model-folder.ts";

/** A safetensors file of float32 tensors that a run begins with. */
export interface InitialValuesContent {
  /** of the whole file, hex */
  readonly sha256: string;
  readonly pieces: readonly Uint8Array[];
}

/** 2^28 parameters and a header. */
const maxFileBytes = 2 ** 30 + (32 << 20);

interface NamedValues {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

/**
 * The tensors of a run's folder, of a model's, or of a safetensors file, as float32 and in the order of their names: the same tensors give the
 * same file, wherever they come from.
 * @throws LockstepError "configuration" or "data"
 */
export async function readInitialValues(from: string): Promise<InitialValuesContent> {
  const isFolder = (await stat(from).catch(() => null))?.isDirectory() === true;
  const tensors = isFolder ? await tensorsOfModel(from) : await tensorsOfFile(from);
  if (tensors.length === 0) throw new LockstepError("data", `${from}: it holds no tensor of floating-point numbers`);
  const sorted = tensors.toSorted((one, other) => compareNames(one.name, other.name));
  const pieces = [safetensorsHeader(sorted), ...sorted.map(({ values }) => values)];
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return { sha256: hash.digest("hex"), pieces };
}

/** Puts them into a run folder. @throws LockstepError "io" */
export async function writeInitialValues(runFolder: string, { sha256, pieces }: InitialValuesContent): Promise<void> {
  await writeFileAtomically(initialValuesPath(runFolder, sha256), pieces);
}

export async function removeInitialValues(runFolder: string, { sha256 }: InitialValuesContent): Promise<void> {
  await rm(initialValuesPath(runFolder, sha256), { force: true });
}

async function tensorsOfModel(from: string): Promise<NamedValues[]> {
  const { folder } = await findModelFolder(from, "");
  const { tensors, weights } = await readSavedModel(folder);
  let offset = 0;
  return tensors.map(({ name, shape }) => {
    const length = 4 * shape.reduce((product, size) => product * size, 1);
    offset += length;
    return { name, shape, values: new Uint8Array(weights, offset - length, length) };
  });
}

async function tensorsOfFile(from: string): Promise<NamedValues[]> {
  const { tensors } = parseSafetensors(await readRegularFile(from, maxFileBytes), from);
  return tensors.flatMap(({ name, shape, dtype, data }) => {
    const values = float32Values({ dtype, data });
    return values === null ? [] : [{ name, shape, values: new Uint8Array(values.buffer) }];
  });
}
