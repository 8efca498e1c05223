/** Changes that a power cut would undo, oldest first. */
export class UnsyncedChanges<Change> {
  readonly #changes: Change[] = [];
  /** changes taken out so far */
  #taken = 0;

  add(change: Change): void {
    this.#changes.push(change);
  }

  /** Where the changes end now: a sync that begins here makes those before it durable, not later ones. */
  get end(): number {
    return this.#taken + this.#changes.length;
  }

  /** Takes out those before an {@link end}. */
  take(end: number): Change[] {
    const taken = this.#changes.splice(0, Math.max(0, end - this.#taken));
    this.#taken += taken.length;
    return taken;
  }
}
