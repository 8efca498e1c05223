import { createHash } from "node:crypto";
import { dealShards, dealTestShards, LockstepError, readShardMethod, shardByteLength, shardBytes } from "@lockstep/core";
import type { Dataset, RpcServer, RunSettings, Samples } from "@lockstep/core";

const chunkBytes = 256 << 10;
const maxTransfers = 512;

interface Split {
  readonly samples: Samples;
  /** sample numbers by shard */
  readonly shards: readonly Uint32Array[];
  /** SHA-256 of each shard's bytes, once it was asked for */
  readonly digests: Map<number, Uint8Array>;
}

/**
 * Serves `Dataset.ReadShard`: each worker gets just the shards it executes. A transfer holds one chunk at a time and goes on when the
 * worker has taken it, so that a slow worker costs no memory.
 */
export function addDatasetService(server: RpcServer, dataset: Dataset, settings: Pick<RunSettings, "shards" | "seed">): void {
  const { train, test, validation } = dataset;
  const evaluated = (samples: Samples): Split => ({ samples, shards: dealTestShards(samples.count, settings.shards), digests: new Map() });
  const splits: Readonly<Record<number, Split>> = {
    1: { samples: train, shards: dealShards(train.count, settings.shards, settings.seed), digests: new Map() },
    2: evaluated(test),
    ...(validation && { 3: evaluated(validation) }),
  };
  let transfers = 0;
  server.addServerStream(readShardMethod, async (request, stream) => {
    const shard = request.shard ?? 0;
    const split = splits[request.split ?? 0];
    const ids = split?.shards[shard];
    if (split === undefined || ids === undefined) {
      throw new LockstepError(
        "protocol",
        `no shard ${shard} of split ${request.split ?? 0}; there are ${settings.shards} shards of the splits 1 (train), 2 (test)${validation ? " and 3 (validation)" : ""}`,
      );
    }
    const total = shardByteLength(split.samples, ids.length);
    const from = request.offset ?? 0;
    if (from > total) throw new LockstepError("protocol", `shard ${shard} has ${total} bytes; asked for those from ${from} on`);
    if (transfers >= maxTransfers) throw new LockstepError("unavailable", `${maxTransfers} transfers are under way: too many`);
    transfers += 1;
    try {
      const sha256 = await shardDigest(split, shard, ids, total);
      for (let offset = from; ; offset += chunkBytes) {
        const end = Math.min(total, offset + chunkBytes);
        const last = end === total;
        await stream.write({ offset, total, data: piece(split, ids, offset, end), ...(last ? { sha256 } : {}) });
        if (last) return;
      }
    } finally {
      transfers -= 1;
    }
  });
}

function piece(split: Split, ids: Uint32Array, from: number, to: number): Uint8Array {
  // A split without samples has no features to take a length from.
  return ids.length === 0 ? new Uint8Array() : shardBytes(split.samples, ids, from, to);
}

async function shardDigest(split: Split, shard: number, ids: Uint32Array, total: number): Promise<Uint8Array> {
  const known = split.digests.get(shard);
  if (known !== undefined) return known;
  const hash = createHash("sha256");
  for (let offset = 0; offset < total; offset += chunkBytes) {
    hash.update(piece(split, ids, offset, Math.min(total, offset + chunkBytes)));
    // Sessions must be answered while a large shard is hashed.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const digest = new Uint8Array(hash.digest());
  split.digests.set(shard, digest);
  return digest;
}
