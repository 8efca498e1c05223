import type { ShardSamples } from "@lockstep/core/local";

/** Samples as they go to another thread, and the buffers that move there with them. */
export interface HandedOver<T> {
  readonly samples: T;
  readonly transfer: readonly ArrayBuffer[];
}

/**
 * Prepares samples for postMessage without copying where that is possible: shared memory is shared, an array that fills its ArrayBuffer
 * moves (the caller's is empty afterwards), a view of a larger buffer (a pooled Buffer, a part of a message) is copied first.
 */
export function handOver<T extends readonly ShardSamples[]>(shards: readonly [...T]): HandedOver<T> {
  const moved = new Set<ArrayBuffer>();
  const ready = <A extends Uint8Array | Uint32Array>(array: A, copy: (array: A) => A): A => {
    if (array.buffer instanceof SharedArrayBuffer) return array;
    const own = array.byteLength === array.buffer.byteLength ? array : copy(array);
    moved.add(own.buffer as ArrayBuffer);
    return own;
  };
  const bytes = (array: Uint8Array): Uint8Array => ready(array, (view) => new Uint8Array(view));
  const samples = shards.map(({ count, features, labels, ids, digests }) => ({
    count,
    features: bytes(features),
    labels: bytes(labels),
    ids: ready(ids, (view) => new Uint32Array(view)),
    digests: bytes(digests),
  }));
  return { samples: samples as readonly ShardSamples[] as T, transfer: [...moved] };
}
