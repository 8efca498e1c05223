import { crc32 } from "node:zlib";
import { blockSums, bytesOf, decodeContributions, divideBySamples, encodeContributions, LockstepError, Phase } from "@lockstep/core";
import type { AllGather, Layout, ReducedSlice, Roster, RosterServer, ShardContribution, TensorExchange } from "@lockstep/core";
import { SignalledWait } from "./signalled-wait.ts";

export interface ParameterLinkOptions {
  readonly exchange: TensorExchange;
  readonly roster: Roster;
  /** my rank in it */
  readonly rank: number;
  /** V */
  readonly shards: number;
  /** The buffer of P parameters that holds a version. */
  readonly parameters_P: (version: number) => Float32Array;
  /** of P, where gradients are clipped by their norm; null: they are not */
  readonly normLayout: Layout | null;
  /** Where the slices that I own go on to the other ranks. */
  readonly allGather: AllGather;
  /** ranges that come whole from their server, and need no all-gather */
  readonly wholeRanges: ReadonlySet<number>;
  /** ends with the generation */
  readonly signal: AbortSignal;
}

/**
 * A rank's way to the parameter servers: the mean gradient of the slices it owns goes up, their new parameters come down and are handed on to
 * the other ranks chunk by chunk as they arrive. From a server on its own machine it takes the whole range instead, see goesWhole; its own
 * slices are there for other ranks all the same.
 */
export class ParameterLink {
  readonly #options: ParameterLinkOptions;
  readonly #servers: ReadonlySet<string>;
  /** slices and whole ranges that make a version complete */
  readonly #expected: number;
  readonly #received: SignalledWait;
  /** how many of them are here, by version */
  readonly #complete = new Map<number, number>();

  constructor(options: ParameterLinkOptions) {
    this.#options = options;
    const { roster, rank, wholeRanges } = options;
    const owned = roster.slices.flatMap(({ owner, range }, index) => (owner === rank && !wholeRanges.has(range) ? [index] : []));
    const whole = roster.servers.filter(({ range }) => wholeRanges.has(range));
    this.#servers = new Set([...owned.map((index) => this.#serverOf(index)), ...whole.map(({ name }) => name)]);
    this.#expected = owned.length + whole.length;
    this.#received = new SignalledWait(roster.start - 1, options.signal);
    for (const sliceIndex of owned) this.#pullParameters(sliceIndex);
    for (const server of whole) this.#pullRange(server);
    if (this.#expected === 0) this.#received.reach(Number.POSITIVE_INFINITY);
  }

  /** Servers that send the next version, or part of it, to this rank; for people who ask what it waits for. */
  waitingFor(): string[] {
    return [...this.#servers];
  }

  /**
   * Divides the sum of a slice by the step's true number of samples and makes it known to its parameter server, together with what every
   * shard contributed. The sum's buffer is changed in place.
   * @throws LockstepError "protocol" naming the rank whose contributions are not those of the shards it has
   */
  pushGradient(step: number, slice: ReducedSlice): void {
    const contributions = mergeContributions(slice.headers, this.#options.roster, this.#options.shards);
    const samples = contributions.reduce((total, contribution) => total + contribution.samples, 0);
    const mean = slice.sum;
    // A closing step has no samples and a zero sum: nothing to divide.
    if (samples > 0) divideBySamples(mean, samples);
    this.#pushBlockSums(step, slice.sliceIndex, mean);
    const bytes = bytesOf(mean);
    const publication = this.#options.exchange.publish({ phase: Phase.gradient, slice: slice.sliceIndex, subtree: 0 }, step, bytes);
    publication.complete(encodeContributions(contributions, crc32(bytes)));
  }

  /** To all servers, before the gradient: none can apply anything until it knows the norm. */
  #pushBlockSums(step: number, slice: number, mean: Float32Array): void {
    const { normLayout, roster, exchange } = this.#options;
    if (normLayout === null) return;
    const sums = blockSums(mean, roster.slices[slice]?.start ?? 0, normLayout);
    const bytes = new Uint8Array(sums.buffer);
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32LE(crc32(bytes));
    exchange.publish({ phase: Phase.blockSums, slice, subtree: 0 }, step, bytes).complete(checksum);
  }

  /** Resolves when all that comes from the servers is here in this version. */
  received(version: number): Promise<void> {
    return this.#received.wait(version);
  }

  #serverOf(sliceIndex: number): string {
    const { roster } = this.#options;
    const slice = roster.slices[sliceIndex];
    const server = slice && roster.servers[slice.range];
    if (!server)
      throw new LockstepError("protocol", `roster of generation ${roster.generation}: slice ${sliceIndex} lies in no server's range`);
    return server.name;
  }

  #pullParameters(sliceIndex: number): void {
    const { exchange, roster, allGather, parameters_P } = this.#options;
    const slice = roster.slices[sliceIndex];
    if (!slice) return;
    let onward: { version: number; publication: ReturnType<AllGather["own"]> } | null = null;
    const handOn = (version: number): ReturnType<AllGather["own"]> => {
      if (onward?.version !== version) onward = { version, publication: allGather.own(version, sliceIndex) };
      return onward.publication;
    };
    exchange.subscribe({ phase: Phase.parameters, slice: sliceIndex, subtree: 0 }, this.#serverOf(sliceIndex), roster.start, {
      destination: (version) => bytesOf(parameters_P(version), slice.start, slice.end),
      received: (version, receivedBytes) => handOn(version).advance(receivedBytes),
      complete: (version) => {
        handOn(version).complete();
        this.#arrived(version);
      },
    });
  }

  #pullRange({ range, name, start, end }: RosterServer): void {
    const { exchange, roster, rank, allGather, parameters_P } = this.#options;
    exchange.subscribe({ phase: Phase.range, slice: range, subtree: 0 }, name, roster.start, {
      destination: (version) => bytesOf(parameters_P(version), start, end),
      complete: (version) => {
        for (const [index, slice] of roster.slices.entries()) {
          if (slice.range !== range) continue;
          if (slice.owner === rank) allGather.own(version, index).complete();
          else allGather.arrived(version);
        }
        this.#arrived(version);
      },
    });
  }

  #arrived(version: number): void {
    const complete = (this.#complete.get(version) ?? 0) + 1;
    if (complete < this.#expected) {
      this.#complete.set(version, complete);
      return;
    }
    this.#complete.delete(version);
    this.#received.reach(version);
  }
}

/** All V shards' contributions, in shard order; each rank speaks for its own shards, in its own name. */
function mergeContributions(headers: readonly Uint8Array[], { ranks, generation }: Roster, shards: number): ShardContribution[] {
  const byShard: (ShardContribution | undefined)[] = Array.from({ length: shards });
  for (const [rank, header] of headers.entries()) {
    if (header.length === 0) continue;
    const sender = ranks[rank];
    for (const contribution of decodeContributions(header).contributions) {
      const { shard, worker } = contribution;
      const wrong = !sender?.shards.includes(shard)
        ? `it has ${sender?.shards.join(", ") ?? "none"}`
        : worker !== sender.name
          ? `in the name of ${worker}`
          : byShard[shard]
            ? "twice"
            : null;
      if (wrong !== null)
        throw new LockstepError(
          "protocol",
          `${sender?.name ?? `rank ${rank}`} contributed shard ${shard} in generation ${generation}: ${wrong}`,
        );
      byShard[shard] = contribution;
    }
  }
  return byShard.map((contribution, shard) => {
    if (contribution) return contribution;
    const owner = ranks.find((rank) => rank.shards.includes(shard));
    throw new LockstepError("protocol", `${owner?.name ?? "nobody"} did not contribute shard ${shard} of ${shards}`);
  });
}
