import type { ScheduleRandom } from "../engine/world.ts";
import type { FileContents } from "./file-contents.ts";
import { UnsyncedChanges } from "./unsynced-changes.ts";

export type FolderEntry = FileContents | Folder;

/** Names that change together; null takes a name away. */
type Change = readonly (readonly [name: string, entry: FolderEntry | null])[];

/** The names in a folder: as everybody on the machine sees them, and as they would be found after a power cut. */
export class Folder {
  readonly #seen = new Map<string, FolderEntry>();
  readonly #durable = new Map<string, FolderEntry>();
  readonly #unsynced = new UnsyncedChanges<Change>();

  get entries(): ReadonlyMap<string, FolderEntry> {
    return this.#seen;
  }

  change(...change: Change): void {
    apply(this.#seen, change);
    this.#unsynced.add(change);
  }

  /** of {@link sync} */
  get changesEnd(): number {
    return this.#unsynced.end;
  }

  /** Makes the changes before an earlier or the present {@link changesEnd} durable. */
  sync(changesEnd: number = this.changesEnd): void {
    for (const change of this.#unsynced.take(changesEnd)) apply(this.#durable, change);
  }

  /** A power cut, for all below too: what is not durable is lost; with `torn` all but a random beginning of it. */
  lose(torn: ScheduleRandom | null): void {
    const changes = this.#unsynced.take(this.changesEnd);
    const kept = torn === null || changes.length === 0 ? 0 : torn.int(0, changes.length);
    for (const change of changes.slice(0, kept)) apply(this.#durable, change);
    this.#seen.clear();
    for (const [name, entry] of this.#durable) {
      this.#seen.set(name, entry);
      entry.lose(torn);
    }
  }
}

function apply(names: Map<string, FolderEntry>, change: Change): void {
  for (const [name, entry] of change) {
    if (entry === null) names.delete(name);
    else names.set(name, entry);
  }
}
