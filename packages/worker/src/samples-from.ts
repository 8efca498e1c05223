import { decodeShard, fetchShard } from "@lockstep/core";
import type { DataDescription, RpcClient } from "@lockstep/core";
import type { FetchSamples } from "./training-loop.ts";

/** Samples as the coordinator serves them; bytes that are not what `data` says are refused with LockstepError "data". */
export function samplesFrom(coordinator: RpcClient, data: DataDescription): FetchSamples {
  const featureBytes = data.featureShape.reduce((product, size) => product * size, 1);
  return async (split, shard, signal) => decodeShard(await fetchShard(coordinator, split, shard, { signal }), featureBytes, data.classes);
}
