/** Whole lines that wait for the file they belong to, oldest first. */
export class LineQueue {
  readonly #lines: Buffer[] = [];
  #bytes = 0;

  /** of all lines together */
  get byteLength(): number {
    return this.#bytes;
  }

  /** @param line with its line end */
  push(line: Buffer): void {
    this.#lines.push(line);
    this.#bytes += line.length;
  }

  /** The oldest lines, one after the other, until they are so many bytes or more. */
  oldest(leastBytes: number): Buffer {
    return firstLines(this.#lines, leastBytes);
  }

  /**
   * Takes out the oldest lines that fit whole into so many bytes.
   * @returns bytes of these lines
   */
  take(maxBytes: number): number {
    let lines = 0;
    let taken = 0;
    for (const line of this.#lines) {
      if (taken + line.length > maxBytes) break;
      taken += line.length;
      lines += 1;
    }
    this.#lines.splice(0, lines);
    this.#bytes -= taken;
    return taken;
  }

  /** Up to `maxBytes` from a byte on; empty at the end. */
  read(from: number, maxBytes: number): Uint8Array {
    let skipped = 0;
    const first = this.#lines.findIndex((line) => {
      if (skipped + line.length > from) return true;
      skipped += line.length;
      return false;
    });
    if (first < 0) return new Uint8Array();
    const start = from - skipped;
    return firstLines(this.#lines.slice(first), start + maxBytes).subarray(start, start + maxBytes);
  }
}

function firstLines(lines: readonly Buffer[], leastBytes: number): Buffer {
  const [first] = lines;
  if (first !== undefined && first.length >= leastBytes) return first;
  let taken = 0;
  const count = lines.findIndex((line) => {
    taken += line.length;
    return taken >= leastBytes;
  });
  return Buffer.concat(count < 0 ? lines : lines.slice(0, count + 1), taken);
}
