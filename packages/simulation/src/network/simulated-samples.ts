import { dealShards, dealTestShards, decodeShard, encodeShard, LockstepError } from "@lockstep/core";
import type { Dataset, RunSettings, SplitName } from "@lockstep/core";
import type { FetchSamples } from "@lockstep/worker/parts";
import type { SimulatedProcess } from "../engine/world.ts";
import type { SimulatedNetwork } from "./simulated-network.ts";

/** A fetch that brings nothing for this long fails. */
const idleMs = 10_000;
/** By their numbers on the wire. */
const splitNames: readonly SplitName[] = ["train", "test", "validation"];

/** Asks the coordinator at an address for samples, as this process. One try: "unavailable" or "peer-lost" if it fails. */
export function simulatedSamples(
  network: SimulatedNetwork,
  process: SimulatedProcess,
  address: string,
  data: Pick<Dataset, "featureShape" | "classes">,
): FetchSamples {
  return (split, shard, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(LockstepError.from(signal.reason, "aborted"));
        return;
      }
      const settle = (how: () => void): void => {
        idle.cancel();
        signal.removeEventListener("abort", aborted);
        end.cancel();
        how();
      };
      const aborted = (): void => settle(() => reject(LockstepError.from(signal.reason, "aborted")));
      const end = network.dial(process, address, "samples", {
        message: (bytes) => settle(() => resolve(decodeShard(bytes, data))),
        lost: (reason) => settle(() => reject(reason)),
      });
      const idle = process.clock.after(idleMs, () =>
        settle(() => reject(new LockstepError("unavailable", `${split} shard ${shard}: nothing came for ${idleMs} ms`))),
      );
      signal.addEventListener("abort", aborted, { once: true });
      end.send(Uint8Array.of(splitNames.indexOf(split), shard));
    });
}

/** Serves the samples of a run's shards at an address. */
export function serveSamples(
  network: SimulatedNetwork,
  process: SimulatedProcess,
  address: string,
  dataset: Dataset,
  settings: Pick<RunSettings, "shards" | "seed">,
): void {
  const splits = [
    { samples: dataset.train, shards: dealShards(dataset.train.count, settings.shards, settings.seed) },
    { samples: dataset.test, shards: dealTestShards(dataset.test.count, settings.shards) },
    ...(dataset.validation ? [{ samples: dataset.validation, shards: dealTestShards(dataset.validation.count, settings.shards) }] : []),
  ];
  network.listen(process, address, "samples", (end) => ({
    message: ([splitNumber = 0, shard = 0]) => {
      const split = splits[splitNumber];
      const ids = split?.shards[shard];
      if (!split || !ids) throw new LockstepError("invariant", `no shard ${shard} of split ${splitNumber}`);
      end.send(encodeShard(split.samples, ids));
      end.end();
    },
    lost: () => {},
  }));
}
