/** Lines remembered: those of a few seconds at thousands of steps a second. */
const maxLines = 4096;

/** When the latest lines of a ledger were appended. Only for showing how fast the run goes: nothing of the training depends on it. */
export class LineTimes {
  #lines: { readonly endBytes: number; readonly atMs: number }[] = [];

  /** @param endBytes of the ledger, up to the end of this line @param nowMs monotonic clock */
  appended(endBytes: number, nowMs: number): void {
    this.#lines.push({ endBytes, atMs: nowMs });
    if (this.#lines.length >= 2 * maxLines) this.#lines = this.#lines.slice(-maxLines);
  }

  /** How long ago, in ms, the lines that end in bytes (from, to] were appended, oldest first; of lines not remembered nothing. */
  agesMs(from: number, to: number, nowMs: number): number[] {
    const end = this.#lines.findLastIndex(({ endBytes }) => endBytes <= to) + 1;
    const first = this.#lines.findLastIndex(({ endBytes }) => endBytes <= from) + 1;
    return this.#lines.slice(first, end).map(({ atMs }) => nowMs - atMs);
  }
}
