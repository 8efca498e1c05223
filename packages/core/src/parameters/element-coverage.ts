/** Which elements of a vector were written, each at most once. Kept as disjoint runs: as many as there are writers. */
export class ElementCoverage {
  /** [from, to) ascending, not touching */
  #runs: { from: number; to: number }[] = [];

  /** Marks [from, to); false, and nothing marked, if any element of it is marked already. An empty run is always fine. */
  add(from: number, to: number): boolean {
    if (from === to) return true;
    let index = this.#runs.findIndex((run) => run.to >= from);
    if (index < 0) index = this.#runs.length;
    const next = this.#runs[index];
    if (next && next.to === from) {
      const following = this.#runs[index + 1];
      if (following && following.from < to) return false;
      next.to = to;
      if (following?.from === to) {
        next.to = following.to;
        this.#runs.splice(index + 1, 1);
      }
      return true;
    }
    if (next && next.from < to) return false;
    if (next?.from === to) next.from = from;
    else this.#runs.splice(index, 0, { from, to });
    return true;
  }

  /** How many elements are marked. */
  get count(): number {
    return this.#runs.reduce((sum, { from, to }) => sum + to - from, 0);
  }

  clear(): void {
    this.#runs = [];
  }
}
