import { LockstepError, readRegularFile } from "@lockstep/core/local";
import { digitImage } from "./digit-image.ts";
import { decodePng } from "./png/decode-png.ts";

const maxFileBytes = 2 ** 26;

/**
 * Reads a PNG file with one digit and brings it into the form of MNIST's images.
 *
 * @param side of the images the model knows, 28 for MNIST
 * @returns side x side bytes
 * @throws LockstepError "data" naming the file if it is no readable PNG file or shows nothing
 */
export async function readDigit(file: string, side: number): Promise<Uint8Array> {
  const digit = digitImage(decodePng(await readRegularFile(file, maxFileBytes), file), side);
  if (digit === null) throw new LockstepError("data", `${file}: the image shows nothing: all of it has (nearly) the same brightness`);
  return digit;
}
