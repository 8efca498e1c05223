import { decodeShard, fetchShard } from "@lockstep/core";
import type { DataDescription, RpcClient } from "@lockstep/core";
import type { FetchSamples } from "./training-loop.ts";

/** Samples as the coordinator serves them; bytes that are not what `data` says are refused with LockstepError "data". */
export function samplesFrom(coordinator: RpcClient, data: DataDescription): FetchSamples {
  return async (split, shard, signal) => decodeShard(await fetchShard(coordinator, split, shard, { signal }), data);
}
