import type { Samples } from "./dataset.ts";

/**
 * Copies of the samples of these numbers (0 .. count - 1), in the order given.
 * @param memory that may be overwritten: arrays of the right size are used again
 */
export function samplesAt({ features, labels, count }: Samples, ids: Uint32Array, memory?: Samples): Samples {
  return {
    count: ids.length,
    features: rowsAt(features, count, ids, memory?.features),
    labels: rowsAt(labels, count, ids, memory?.labels),
  };
}

function rowsAt(rows: Uint8Array, count: number, ids: Uint32Array, memory: Uint8Array | undefined): Uint8Array {
  const rowBytes = count === 0 ? 0 : rows.length / count;
  const bytes = ids.length * rowBytes;
  const picked = memory?.length === bytes ? memory : new Uint8Array(bytes);
  for (const [i, id] of ids.entries()) picked.set(rows.subarray(id * rowBytes, (id + 1) * rowBytes), i * rowBytes);
  return picked;
}
