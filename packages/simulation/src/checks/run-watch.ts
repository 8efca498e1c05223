import type { RangeServer } from "@lockstep/parameter-server/parts";
import type { SimulatedProcess } from "../engine/world.ts";
import type { ReferenceRun } from "./reference-run.ts";

/** A parameter server that is watched. */
interface WatchedServer {
  readonly range: number;
  readonly process: SimulatedProcess;
  readonly server: RangeServer | null;
  generation: number;
  version: number;
}

export interface RunWatchOptions {
  readonly reference: ReferenceRun;
  /** K */
  readonly parameterServers: number;
  readonly fail: (problem: string) => void;
  /** versions of the undamaged snapshots of a range on its disk that no write is at work on */
  readonly snapshotsOf: (range: number) => readonly number[];
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
  /** processes of the servers when the last generation was opened */
  #instances = "";
  #newestOpened = 0;
  #lastOpened = 0;
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
  serverStarted(range: number, process: SimulatedProcess, server: RangeServer | null): void {
    const watched = { range, process, server, generation: 0, version: 0 };
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
    const { generation, version } = watched.server.state;
    if (generation === watched.generation && version === watched.version) return;
    this.#moved(watched, generation, version);
    watched.generation = generation;
    watched.version = version;
  }

  /** The coordinator has opened a generation. */
  opened({ generation, start }: OpenedGeneration): void {
    const { parameterServers, snapshotsOf, fail, onGeneration } = this.#options;
    onGeneration();
    this.#newestOpened = Math.max(this.#newestOpened, generation);
    const common = snapshotsOf(0).filter((version) => {
      for (let range = 1; range < parameterServers; range++) if (!snapshotsOf(range).includes(version)) return false;
      return true;
    });
    const newest = Math.max(0, ...common);
    if (start < newest)
      fail(`generation ${generation} starts from version ${start}, though all servers have a good snapshot of version ${newest}`);
    const instances = [...this.#owners.values()].map(({ process }) => process.instance).join();
    const owners = [...this.#owners.values()];
    const lowest = Math.min(...owners.map(({ version }) => version));
    const allOpened = owners.length === parameterServers && owners.every((owner) => owner.generation === this.#lastOpened);
    if (instances === this.#instances && allOpened && start < lowest) {
      fail(`generation ${generation} starts from version ${start}, though no server was lost and each stood at version ${lowest} at least`);
    }
    this.#instances = instances;
    this.#lastOpened = generation;
  }

  /** Where the servers stand, for people. */
  standing(): string {
    const servers = [...this.#owners.values()].map(
      ({ process, generation, version }) =>
        `${process.name} ${process.alive ? "is" : "was"} at version ${version} of generation ${generation}`,
    );
    return servers.length === 0 ? "no server has started" : servers.join(", ");
  }

  /** Versions that the newest process of a range is writing snapshots of. */
  writing(range: number): readonly number[] {
    return this.#owners.get(range)?.server?.state.writing ?? [];
  }

  /** Versions that the newest process of a range says it has snapshots of. */
  snapshots(range: number): readonly number[] {
    return this.#owners.get(range)?.server?.state.snapshots ?? [];
  }

  /** A worker computes a step from these parameters. */
  computing(worker: string, generation: number, step: number, parameters_P: Float32Array): void {
    const { fail, reference } = this.#options;
    // Who is behind may see memory that the others use again: nothing of what it makes can be committed.
    if (generation < this.#newestOpened) return;
    const expected = reference.versions[step];
    if (expected === undefined || !sameBits(parameters_P, expected)) {
      fail(
        `${worker} computes step ${step} of generation ${generation} from parameters that are not version ${step}: ${difference(parameters_P, expected)}`,
      );
    }
    for (const [range, reached] of this.#reached.entries()) {
      const version = reached.get(generation) ?? -1;
      if (version < step)
        fail(
          `${worker} computes step ${step} of generation ${generation}, but server ${range} has committed only version ${version} in it`,
        );
    }
  }

  #moved(watched: WatchedServer, generation: number, version: number): void {
    const { fail, reference } = this.#options;
    const { range, server, process } = watched;
    const isOwner = this.#owners.get(range) === watched;
    if (generation === watched.generation && version !== watched.version + 1) {
      fail(`${process.name} goes from version ${watched.version} to ${version} within generation ${generation}`);
    }
    if (generation < watched.generation) fail(`${process.name} goes from generation ${watched.generation} back to ${generation}`);
    const reached = this.#reached[range];
    reached?.set(generation, Math.max(version, reached.get(generation) ?? 0));
    // Whoever has lost its disk to a newer process may hold anything: it cannot write it down, and so not release it.
    if (!isOwner) return;
    if (generation === watched.generation) this.#commits += 1;
    const held = server?.parameters(version) ?? null;
    const expected = reference.versions[version];
    if (held === null || expected === undefined) {
      fail(`${process.name} stands at version ${version} and ${held === null ? "does not hold it" : "there is no such version"}`);
      return;
    }
    const own = expected.subarray(held.start, held.start + held.values.length);
    if (!sameBits(held.values, own)) {
      fail(
        `${process.name} has another version ${version} in generation ${generation} than a single process would: ${difference(held.values, own)}`,
      );
    }
  }
}

export function sameBits(a: Float32Array, b: Float32Array): boolean {
  if (a.length !== b.length) return false;
  const [left, right] = [a, b].map((vector) => new Uint32Array(vector.buffer, vector.byteOffset, vector.length));
  return left !== undefined && right !== undefined && left.every((bits, i) => bits === right[i]);
}

function difference(found: Float32Array, expected: Float32Array | undefined): string {
  if (expected === undefined) return "there is no such version";
  const wrong = [...found.keys()].filter((i) => !Object.is(found[i], expected[i]));
  const first = wrong[0] ?? 0;
  return `${wrong.length} of ${found.length} elements differ, the first is element ${first}: ${found[first]}; expected ${expected[first]}`;
}
