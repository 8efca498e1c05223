import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import path from "node:path";
import { fillInitialValues, LockstepError, matchTensors, parseSafetensorsHeader, safetensorsHeadBytes } from "@lockstep/core";
import type { Layout, PlacedSafeTensor, TensorMatch } from "@lockstep/core";

const pieceBytes = 1 << 20;

/** Where a run folder keeps the values that the run begins with. @param sha256 of the file, hex */
export function initialValuesPath(runFolder: string, sha256: string): string {
  return path.join(runFolder, `initial-${sha256.slice(0, 16)}.safetensors`);
}

/** What a layout's tensors take from the file. */
interface Match {
  readonly layout: Layout;
  readonly tensors: readonly TensorMatch<PlacedSafeTensor>[];
  readonly reason: string;
}

/**
 * Version 0 of a run that does not begin with random values alone: tensors that a file of float32 tensors holds under the same name and shape
 * are the file's, the others come from the seed. Depends on nothing but layout, seed and file. The values stay on the disk.
 */
export class InitialValues {
  readonly #handle: FileHandle;
  readonly #file: string;
  readonly #tensors: readonly PlacedSafeTensor[];
  #match: Match | null = null;

  private constructor(handle: FileHandle, file: string, tensors: readonly PlacedSafeTensor[]) {
    this.#handle = handle;
    this.#file = file;
    this.#tensors = tensors;
  }

  /**
   * Opens the file of a run folder and checks that it is the one that the run was made with.
   * @throws LockstepError "data" if it is missing or another one
   */
  static async open(runFolder: string, sha256: string): Promise<InitialValues> {
    const file = initialValuesPath(runFolder, sha256);
    let handle: FileHandle;
    try {
      handle = await open(file, "r");
    } catch (error) {
      throw new LockstepError("data", `the values that the run begins with cannot be read: ${(error as Error).message}`, { cause: error });
    }
    try {
      const { size } = await handle.stat();
      if ((await hashOf(handle)) !== sha256)
        throw new LockstepError("data", `${file}: its SHA-256 is not ${sha256}: it is not the file that the run was made with`);
      const headBytes = safetensorsHeadBytes(await readAt(handle, 0, Math.min(8, size)), size, file);
      const { tensors } = parseSafetensorsHeader(await readAt(handle, 0, headBytes), size, file);
      const other = tensors.find(({ dtype }) => dtype !== "F32");
      if (other !== undefined) throw new LockstepError("data", `${file}: ${other.name} is of the type ${other.dtype}; expected F32`);
      return new InitialValues(handle, file, tensors);
    } catch (error) {
      await handle.close();
      throw LockstepError.from(error, "io");
    }
  }

  /**
   * Which tensors of the run's model are the file's; the reason tells a person.
   * @throws LockstepError "configuration" if none is
   */
  match(layout: Layout): Match {
    if (this.#match?.layout === layout) return this.#match;
    const { result, reason } = matchTensors(layout, this.#tensors);
    if (result.length === 0) throw new LockstepError("configuration", `nothing of --from fits the model: ${reason}`);
    this.#match = { layout, tensors: result, reason };
    return this.#match;
  }

  /** Elements [start, end) of version 0. @throws LockstepError "configuration" if nothing of the file fits the layout, "io" */
  async read(layout: Layout, seed: number, start: number, end: number): Promise<Float32Array> {
    const values = new Float32Array(end - start);
    fillInitialValues(layout, seed, start, end, values);
    const bytes = Buffer.from(values.buffer);
    for (const { tensor, source } of this.match(layout).tensors) {
      const from = Math.max(start, tensor.offset);
      const to = Math.min(end, tensor.offset + tensor.length);
      if (from >= to) continue;
      const found = await readAt(this.#handle, source.begin + 4 * (from - tensor.offset), 4 * (to - from));
      if (found.length < 4 * (to - from)) throw new LockstepError("io", `${this.#file} has become shorter`);
      bytes.set(found, 4 * (from - start));
    }
    return values;
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

async function readAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let have = 0;
  while (have < length) {
    const { bytesRead } = await handle.read(bytes, have, length - have, at + have);
    if (bytesRead === 0) break;
    have += bytesRead;
  }
  return bytes.subarray(0, have);
}

async function hashOf(handle: FileHandle): Promise<string> {
  const hash = createHash("sha256");
  for (let at = 0; ; at += pieceBytes) {
    const piece = await readAt(handle, at, pieceBytes);
    hash.update(piece);
    if (piece.length < pieceBytes) return hash.digest("hex");
  }
}
