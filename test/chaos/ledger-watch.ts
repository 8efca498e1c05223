import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** What a line of a ledger tells, and when it was seen (performance.now()). */
export type SeenLine =
  | { readonly kind: "open"; readonly atMs: number; readonly generation: number; readonly start: number }
  | { readonly kind: "step"; readonly atMs: number; readonly generation: number; readonly step: number };

const pollMs = 2;
const pieceBytes = 64 * 1024;

/** Sees each line of a parameter server's ledger within a few milliseconds of its being written. */
export class LedgerWatch {
  readonly lines: SeenLine[] = [];
  readonly #file: string;
  readonly #timer: NodeJS.Timeout;
  readonly #piece: Buffer = Buffer.alloc(pieceBytes);
  #bytes = 0;
  #rest = "";

  constructor(file: string) {
    this.#file = file;
    this.#timer = setInterval(() => this.#poll(), pollMs);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #poll(): void {
    let file;
    try {
      file = openSync(this.#file, "r");
    } catch {
      return;
    }
    try {
      const atMs = performance.now();
      // A server that is started again cuts off a line that is not whole.
      if (fstatSync(file).size < this.#bytes) {
        this.#bytes -= this.#rest.length;
        this.#rest = "";
      }
      for (;;) {
        const count = readSync(file, this.#piece, 0, pieceBytes, this.#bytes);
        if (count === 0) return;
        this.#bytes += count;
        this.#take(this.#piece.toString("latin1", 0, count), atMs);
      }
    } finally {
      closeSync(file);
    }
  }

  #take(text: string, atMs: number): void {
    const parts = (this.#rest + text).split("\n");
    this.#rest = parts.pop() ?? "";
    for (const line of parts) {
      const [, opened, start] = /^\{"open":(\d+),"start":(\d+),/.exec(line) ?? [];
      const [, generation, step] = /^\{"g":(\d+),"step":(\d+),/.exec(line) ?? [];
      if (opened !== undefined) this.lines.push({ kind: "open", atMs, generation: Number(opened), start: Number(start) });
      else if (generation !== undefined) this.lines.push({ kind: "step", atMs, generation: Number(generation), step: Number(step) });
    }
  }
}
