import type { VectorSink } from "../exchange/exchange.ts";

export interface RecordedVector {
  readonly step: number;
  readonly bytes: Uint8Array;
  readonly header: Uint8Array;
}

/** On a machine that is busy with much else a vector takes long to get through links that break all the time; a test is given 30 s. */
const patienceMs = 25_000;

/** A sink that keeps everything it is given, and breaks loudly where a sink's contract is broken. */
export class VectorRecorder implements VectorSink {
  readonly vectors: RecordedVector[] = [];
  /** what {@link received} reported, in order */
  readonly progress: { readonly step: number; readonly receivedBytes: number }[] = [];
  readonly #lengthBytes: number;
  #current: { readonly step: number; readonly bytes: Uint8Array } | null = null;
  #wake: () => void = () => {};

  constructor(lengthBytes: number) {
    this.#lengthBytes = lengthBytes;
  }

  destination(step: number): Uint8Array {
    if (this.#current) throw new Error(`destination(${step}) while step ${this.#current.step} is being received`);
    this.#current = { step, bytes: new Uint8Array(this.#lengthBytes) };
    return this.#current.bytes;
  }

  received(step: number, receivedBytes: number): void {
    if (this.#current?.step !== step) throw new Error(`bytes of step ${step} without a destination`);
    this.progress.push({ step, receivedBytes });
    this.#wake();
  }

  complete(step: number, header: Uint8Array): void {
    if (this.#current?.step !== step) throw new Error(`step ${step} completed without a destination`);
    this.vectors.push({ step, bytes: this.#current.bytes, header });
    this.#current = null;
    this.#wake();
  }

  /** Resolves once `condition` holds; rejects after 25 s, naming `what`. */
  async until(what: string, condition: () => boolean): Promise<void> {
    const deadlineMs = performance.now() + patienceMs;
    while (!condition()) {
      const leftMs = deadlineMs - performance.now();
      if (leftMs <= 0)
        throw new Error(
          `${what}: not within ${patienceMs / 1000} s; steps received: ${this.vectors.map((vector) => vector.step).join(", ")}`,
        );
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(leftMs, 50));
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Waits for `count` whole vectors in all. */
  async whole(count: number): Promise<readonly RecordedVector[]> {
    await this.until(`${count} vectors`, () => this.vectors.length >= count);
    return this.vectors;
  }
}
