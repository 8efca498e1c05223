/** Something that is to happen. */
export interface QueuedEvent {
  /** simulated ms */
  readonly atMs: number;
  /** order among events of one time: as they were queued */
  readonly sequence: number;
  /** null once it was cancelled */
  call: (() => void) | null;
}

/** Events in the order of (time, sequence): a binary heap. */
export class EventQueue {
  readonly #heap: QueuedEvent[] = [];
  #sequence = 0;

  get length(): number {
    return this.#heap.length;
  }

  push(atMs: number, call: () => void): QueuedEvent {
    const event: QueuedEvent = { atMs, sequence: this.#sequence++, call };
    const heap = this.#heap;
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as QueuedEvent;
      if (!isBefore(event, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = event;
    return event;
  }

  /** The earliest event, which leaves the queue; undefined if there is none. Cancelled ones come too. */
  pop(): QueuedEvent | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right !== undefined && isBefore(right, heap[child] as QueuedEvent)) child += 1;
      const below = heap[child] as QueuedEvent;
      if (!isBefore(below, last)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(a: QueuedEvent, b: QueuedEvent): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.sequence < b.sequence);
}
