import { endedPhase } from "@lockstep/core";
import type { LedgerStep } from "@lockstep/core";
import type { RangeServer } from "@lockstep/parameter-server/parts";
import type { SimulatedProcess } from "../engine/world.ts";
import type { Lineage } from "./lineage.ts";
import type { ReferenceRun } from "./reference-run.ts";
import { difference, sameBits } from "./same-bits.ts";

/** A parameter server that is watched. */
interface WatchedServer {
  readonly range: number;
  readonly process: SimulatedProcess;
  /** null: not ready yet */
  readonly server: RangeServer | null;
  /** highest generation it has promised */
  readonly promised: () => number;
  generation: number;
  version: number;
  /** versions of the snapshots that were looked at */
  readonly snapshots: Set<number>;
  /** the promise that was seen last, and the snapshots there were then */
  fence: number;
  offered: readonly number[];
}

export interface RunWatchOptions {
  readonly reference: ReferenceRun;
  /** null: gradients are the same each time, and so are all versions */
  readonly lineage: Lineage | null;
  /** K */
  readonly parameterServers: number;
  readonly snapshotEverySteps: number;
  readonly fail: (problem: string) => void;
  /** versions of the undamaged snapshots that a range had on its disk when it gave its last promise */
  readonly snapshotsOf: (range: number) => readonly number[];
  /** the newest snapshot of a version as it lies on the disk of a range; null if there is none, or the schedule damaged it */
  readonly snapshotVectors: (range: number, version: number) => readonly Float32Array[] | null;
  /** nothing has happened to the disk of a range that could cost it a snapshot */
  readonly diskIsSound: (range: number) => boolean;
  /** a generation was opened */
  readonly onGeneration: () => void;
}

/** A generation that a coordinator has opened. */
export interface OpenedGeneration {
  readonly generation: number;
  readonly start: number;
}

/**
 * Looks at the parameter servers after every event, and at the parameters that workers compute from: whatever is committed is bit for bit
 * what a single process would have made, one version after the other, and nobody trains on anything else.
 */
export class RunWatch {
  readonly #options: RunWatchOptions;
  readonly #servers = new Map<SimulatedProcess, WatchedServer>();
  /** the newest process of each range, to which its disk belongs */
  readonly #owners = new Map<number, WatchedServer>();
  /** by range: the highest version committed or opened in each generation */
  readonly #reached: readonly Map<number, number>[];
  /** by range: where its owner stood last, dead ones included */
  readonly #stood = new Map<number, number>();
  /** processes of the servers when the last generation was opened */
  #instances = "";
  #newestOpened = 0;
  readonly #openings: OpenedGeneration[] = [];
  #commits = 0;

  constructor(options: RunWatchOptions) {
    this.#options = options;
    this.#reached = Array.from({ length: options.parameterServers }, () => new Map<number, number>());
  }

  /** versions committed so far, all servers together, redone ones included */
  get commits(): number {
    return this.#commits;
  }

  /** @param server null: it has made the disk of its range its own, and is not ready yet */
  serverStarted(range: number, process: SimulatedProcess, promised: () => number, server: RangeServer | null): void {
    const watched = { range, process, server, promised, generation: 0, version: 0, snapshots: new Set<number>(), fence: 0, offered: [] };
    const owner = this.#owners.get(range);
    if (owner === undefined || process.instance >= owner.process.instance) this.#owners.set(range, watched);
    if (server === null) return;
    this.#servers.set(process, watched);
    process.onDeath(() => this.#servers.delete(process));
  }

  /** To be called after each event in which code of this process ran. */
  look(process: SimulatedProcess): void {
    const watched = this.#servers.get(process);
    if (watched === undefined || watched.server === null) return;
    const { generation, version, snapshots, phase } = watched.server.state;
    const fence = watched.promised();
    if (fence !== watched.fence) Object.assign(watched, { fence, offered: snapshots });
    if (snapshots.length > 0) this.#lookAtSnapshots(watched, watched.server, snapshots);
    if (generation === watched.generation && version === watched.version) return;
    // Else an opening was given up half-way: what it holds is offered to nobody.
    if (generation !== watched.generation || phase === "step" || phase === endedPhase)
      this.#moved(watched, watched.server, generation, version);
    watched.generation = generation;
    watched.version = version;
  }

  /** A server has written the line of a step that it has just committed. */
  committed(process: SimulatedProcess, line: LedgerStep): void {
    const { fail, lineage } = this.#options;
    const watched = this.#servers.get(process);
    if (watched === undefined) return;
    const { step, generation } = line;
    if (watched.promised() > generation)
      fail(`${process.name} commits step ${step} of generation ${generation} after it has promised generation ${watched.promised()}`);
    // A process whose disk a newer one has taken may still get here: the newer one then finds its line.
    const held = watched.server?.parameters(step + 1) ?? null;
    const problem =
      lineage === null || held === null
        ? this.#lineProblem(line)
        : lineage.committed(watched.range, line, { start: held.start, end: held.start + held.values.length });
    if (problem !== null) fail(`${process.name} commits step ${step} of generation ${generation}: ${problem}`);
  }

  /** The coordinator has opened a generation. */
  opened({ generation, start }: OpenedGeneration): void {
    const { onGeneration } = this.#options;
    // A coordinator that slept may still open one that is over: nobody can take part in it.
    if (generation <= this.#newestOpened) return;
    onGeneration();
    this.#checkStart(generation, start);
    this.#instances = this.#instancesNow();
    this.#newestOpened = generation;
    this.#openings.push({ generation, start });
  }

  /** Whether a version made in a generation was given up by a later one that went back behind it. */
  wasTakenBack(version: number, generation: number): boolean {
    return this.#openings.some((opening) => opening.generation > generation && opening.start < version);
  }

  /** Where the servers stand, for people. */
  standing(): string {
    const servers = [...this.#owners.values()].map(
      ({ process, generation, version }) =>
        `${process.name} ${process.alive ? "is" : "was"} at version ${version} of generation ${generation}`,
    );
    return servers.length === 0 ? "no server has started" : servers.join(", ");
  }

  /** Versions of which the newest process of a range had no snapshot when it gave its last promise, but is writing one or has since. */
  unoffered(range: number): readonly number[] {
    const owner = this.#owners.get(range);
    const state = owner?.server?.state;
    if (owner === undefined || state === undefined) return [];
    return [...state.writing, ...state.snapshots.filter((version) => !owner.offered.includes(version))];
  }

  /** Versions that the newest process of a range says it has snapshots of. */
  snapshots(range: number): readonly number[] {
    return this.#owners.get(range)?.server?.state.snapshots ?? [];
  }

  /** A worker computes a step from these parameters. */
  computing(worker: string, generation: number, step: number, parameters_P: Float32Array): void {
    const { fail } = this.#options;
    // Who is behind may see memory that the others use again: nothing of what it makes can be committed.
    if (generation < this.#newestOpened) return;
    const what = `${worker} computes step ${step} of generation ${generation}`;
    const problem = this.#parametersProblem(step, parameters_P);
    if (problem !== null) fail(`${what} from parameters that are not version ${step}: ${problem}`);
    for (const [range, reached] of this.#reached.entries()) {
      const version = reached.get(generation) ?? -1;
      if (version < step) fail(`${what}, but server ${range} has committed only version ${version} in it`);
    }
  }

  #parametersProblem(version: number, parameters_P: Float32Array): string | null {
    const { reference, lineage } = this.#options;
    if (lineage !== null) return lineage.difference(version, parameters_P);
    const expected = reference.versions[version];
    if (expected === undefined) return "there is no such version";
    return sameBits(parameters_P, expected) ? null : difference(parameters_P, expected);
  }

  #lineProblem({ step, shards, skipped }: LedgerStep): string | null {
    const { reference } = this.#options;
    const expected = reference.steps[step];
    if (expected === undefined) return "there is no such step";
    const skips = expected.gradient_P === null && step + 1 < reference.steps.length;
    if ((skipped ?? false) !== skips) return skips ? "it is not skipped, though its gradient is not finite" : "it is skipped";
    if (shards.length !== expected.shards.length) return `${shards.length} shards; expected ${expected.shards.length}`;
    for (const [index, { shard, samples, digest, lossSum, correct }] of shards.entries()) {
      const wanted = expected.shards[index];
      if (
        shard !== index ||
        samples !== wanted?.samples ||
        digest !== wanted.digest ||
        lossSum !== wanted.lossSum ||
        correct !== wanted.correct
      )
        return `shard ${shard} with ${samples} samples, digest ${digest}, loss ${lossSum}, ${correct} correct; expected ${JSON.stringify(wanted)}`;
    }
    return null;
  }

  #instancesNow(): string {
    return [...this.#owners.values()].map(({ process }) => process.instance).join();
  }

  #checkStart(generation: number, start: number): void {
    const { parameterServers, snapshotsOf, fail, diskIsSound, snapshotEverySteps } = this.#options;
    const ranges = Array.from({ length: parameterServers }, (_, range) => range);
    const problem = `generation ${generation} starts from version ${start}`;
    const held = ranges.map((range) => snapshotsOf(range));
    const common = Math.max(0, ...(held[0] ?? []).filter((version) => held.every((versions) => versions.includes(version))));
    if (start < common) fail(`${problem}, though all servers have a good snapshot of version ${common}`);
    const owners = [...this.#owners.values()];
    const lowest = Math.min(...owners.map(({ version }) => version));
    const allOpened = owners.length === parameterServers && owners.every((owner) => owner.generation === this.#newestOpened);
    if (this.#instancesNow() === this.#instances && allOpened && start < lowest)
      fail(`${problem}, though no server was lost and each stood at version ${lowest} at least`);
    // A snapshot's commit waits for the write of the one before, so that one must be there.
    const stood = Math.min(...ranges.map((range) => this.#stood.get(range) ?? 0));
    const saved = (Math.floor(stood / snapshotEverySteps) - 1) * snapshotEverySteps;
    if (start < saved && ranges.every(diskIsSound))
      fail(`${problem}, though all servers stood at version ${stood} and must have snapshots of version ${saved}`);
  }

  /** What a server says it has saved is what it must be, whoever may need it. */
  #lookAtSnapshots(watched: WatchedServer, server: RangeServer, versions: readonly number[]): void {
    const { fail, snapshotVectors } = this.#options;
    const { range, process } = watched;
    for (const version of versions) {
      if (watched.snapshots.has(version)) continue;
      watched.snapshots.add(version);
      const vectors = this.#owners.get(range) === watched ? snapshotVectors(range, version) : null;
      const span = server.parameters(server.state.version);
      if (vectors === null || span === null) continue;
      const expected = this.#expectedVectors(range, version, span.start, span.start + span.values.length);
      const wrong = expected.findIndex((vector, index) => !sameBits(vectors[index] ?? new Float32Array(), vector));
      if (wrong >= 0)
        fail(
          `${process.name} has saved another version ${version} than it must: ${wrong === 0 ? "its parameters" : `slot ${wrong}`} differ`,
        );
    }
    for (const version of watched.snapshots) if (!versions.includes(version)) watched.snapshots.delete(version);
  }

  #moved(watched: WatchedServer, server: RangeServer, generation: number, version: number): void {
    const { fail } = this.#options;
    const { range, process } = watched;
    if (generation === watched.generation && version !== watched.version + 1) {
      fail(`${process.name} goes from version ${watched.version} to ${version} within generation ${generation}`);
    }
    if (generation < watched.generation) fail(`${process.name} goes from generation ${watched.generation} back to ${generation}`);
    const reached = this.#reached[range];
    reached?.set(generation, Math.max(version, reached.get(generation) ?? 0));
    // Whoever has lost its disk to a newer process may hold anything: it cannot write it down, and so not release it.
    if (this.#owners.get(range) !== watched) return;
    this.#stood.set(range, version);
    if (generation === watched.generation) this.#commits += 1;
    const held = server.parameters(version);
    const expected = held === null ? null : this.#expected(range, version, held.start, held.start + held.values.length);
    if (held === null || expected === null)
      fail(`${process.name} stands at version ${version} and ${held === null ? "does not hold it" : "nobody has made it"}`);
    else if (!sameBits(held.values, expected))
      fail(`${process.name} has another version ${version} in generation ${generation} than it must: ${difference(held.values, expected)}`);
  }

  #expected(range: number, version: number, start: number, end: number): Float32Array | null {
    const { lineage, reference } = this.#options;
    if (lineage !== null) return lineage.parameters(range, version, { start, end });
    return reference.versions[version]?.subarray(start, end) ?? null;
  }

  /** Parameters and optimizer slots; none if nobody has made the version on the branch that counts now. */
  #expectedVectors(range: number, version: number, start: number, end: number): readonly Float32Array[] {
    const { lineage, reference } = this.#options;
    const parameters = this.#expected(range, version, start, end);
    const slots = lineage === null ? reference.slots[version]?.map((slot) => slot.subarray(start, end)) : lineage.slots(range, version);
    return parameters === null ? [] : [parameters, ...(slots ?? [])];
  }
}
