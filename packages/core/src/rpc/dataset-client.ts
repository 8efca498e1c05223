import { createHash, timingSafeEqual } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import * as proto from "../../generated/messages.js";
import { LockstepError } from "../errors.ts";
import type { RpcClient } from "./client.ts";
import { readShardMethod } from "./methods.ts";

/** Largest shard in bytes. */
const maxShardBytes = 2 ** 31 - 1;

export type SplitName = "train" | "test" | "validation";

const splits = {
  train: proto.Split.SPLIT_TRAIN,
  test: proto.Split.SPLIT_TEST,
  validation: proto.Split.SPLIT_VALIDATION,
} as const satisfies Record<SplitName, proto.Split>;

export interface FetchShardOptions {
  readonly signal: AbortSignal;
}

/** Waits between two tries that brought nothing new; when they are used up the last error is thrown. */
const retryMs = [50, 100, 200, 400, 800, 1600, 3200] as const;
/** A transfer that brings nothing for this long is cut and tried again. */
const idleMs = 10_000;

/**
 * Fetches the encoded samples of one shard (data/shard-codec.ts) from the coordinator. A broken transfer goes on at the byte where it stopped.
 * @throws LockstepError "data" if the bytes do not have the digest that came with them, "protocol" for chunks that do not follow each other,
 * "unavailable" or "peer-lost" when several tries in a row brought nothing, and the signal's reason
 */
export async function fetchShard(client: RpcClient, split: SplitName, shard: number, options: FetchShardOptions): Promise<Uint8Array> {
  const transfer = new ShardTransfer(`${split} shard ${shard}`);
  let triesWithoutProgress = 0;
  for (;;) {
    const before = transfer.receivedBytes;
    try {
      return await receive(client, split, shard, transfer, options.signal);
    } catch (error) {
      if (options.signal.aborted) throw LockstepError.from(options.signal.reason, "aborted");
      const known = LockstepError.from(error);
      if (known.code !== "unavailable" && known.code !== "peer-lost" && known.code !== "aborted") throw known;
      triesWithoutProgress = transfer.receivedBytes > before ? 0 : triesWithoutProgress + 1;
      const waitMs = retryMs[triesWithoutProgress];
      if (waitMs === undefined)
        throw new LockstepError("unavailable", `${transfer.what} cannot be fetched: ${known.message}`, { cause: known });
      // An aborted wait goes on to the call, which gives the signal's reason.
      await sleep(waitMs, undefined, { signal: options.signal }).catch(() => {});
    }
  }
}

async function receive(
  client: RpcClient,
  split: SplitName,
  shard: number,
  transfer: ShardTransfer,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const idle = new AbortController();
  const cut = (): void => idle.abort(new LockstepError("unavailable", `${transfer.what}: nothing came for ${idleMs} ms`));
  const timer = setTimeout(cut, idleMs);
  try {
    const request = { split: splits[split], shard, offset: transfer.receivedBytes };
    for await (const chunk of client.serverStream(readShardMethod, request, { signal: AbortSignal.any([signal, idle.signal]) })) {
      timer.refresh();
      const whole = transfer.add(chunk);
      if (whole !== null) return whole;
    }
  } finally {
    clearTimeout(timer);
  }
  throw new LockstepError("unavailable", `${transfer.what}: the transfer ended after ${transfer.receivedBytes} bytes`);
}

/** The bytes of one shard as they come in, over as many calls as it takes. */
class ShardTransfer {
  readonly what: string;
  receivedBytes = 0;
  #bytes: Uint8Array | null = null;

  constructor(what: string) {
    this.what = what;
  }

  /** Takes one chunk; returns all bytes when it was the last and the digest fits. */
  add(chunk: proto.ShardChunk.$Properties): Uint8Array | null {
    const offset = chunk.offset ?? 0;
    const total = chunk.total ?? 0;
    const data = chunk.data ?? new Uint8Array();
    const bytes = (this.#bytes ??= this.#allocate(total));
    if (total !== bytes.length || offset !== this.receivedBytes || data.length > total - offset) {
      throw new LockstepError(
        "protocol",
        `${this.what}: a chunk of ${data.length} bytes at ${offset} of ${total}; expected one at ${this.receivedBytes} of ${bytes.length}`,
      );
    }
    bytes.set(data, offset);
    this.receivedBytes += data.length;
    if (this.receivedBytes < total) return null;
    const digest = createHash("sha256").update(bytes).digest();
    const sent = chunk.sha256 ?? new Uint8Array();
    if (sent.length !== digest.length || !timingSafeEqual(sent, digest)) {
      throw new LockstepError("data", `${this.what}: its ${total} bytes do not have the SHA-256 that the coordinator sent with them`);
    }
    return bytes;
  }

  #allocate(total: number): Uint8Array {
    if (total > maxShardBytes) throw new LockstepError("protocol", `${this.what}: ${total} bytes; at most ${maxShardBytes} are allowed`);
    return new Uint8Array(total);
  }
}
