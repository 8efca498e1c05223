import { layoutHash, LockstepError, ParameterRange, parseLayout, runOptimizer, stepsPerEpoch } from "@lockstep/core";
import type { Logger, Roster, RunDescription, SnapshotStore } from "@lockstep/core";

/**
 * Memory for the range that the run's first roster gives a server, with no version in it.
 * @throws LockstepError "protocol" if the roster has no such range, "data" if its layout makes no sense
 */
export function createRange(range: number, roster: Roster, { settings, data }: RunDescription): ParameterRange {
  const bounds = roster.servers[range];
  if (!bounds) throw new LockstepError("protocol", `roster of generation ${roster.generation} has no range ${range}`);
  return new ParameterRange({
    layout: parseLayout(roster.layoutJson),
    bounds: { range, start: bounds.start, end: bounds.end },
    optimizer: runOptimizer(settings, stepsPerEpoch(data.trainSamples, settings.batchSize, settings.shards)),
    seed: settings.seed,
  });
}

/** Elements [start, end) of version 0; rejects with a LockstepError if they cannot be had now. */
export type InitialValuesSource = (start: number, end: number) => Promise<Float32Array>;

export interface VersionSources {
  readonly store: SnapshotStore;
  readonly logger: Logger;
  readonly initialValues: InitialValuesSource | null;
  /** asked after the snapshot was read: loading took time, and a newer promise may have offered what the back buffer holds */
  readonly stillWanted: () => boolean;
}

/**
 * Makes a version that is not in memory the front buffer: from its snapshot, or if it is 0 and has none from the seed or the values
 * that the run begins with. A snapshot that cannot
 * be used is not offered again; its file stays.
 * @returns whether the range is open at the version now
 */
export async function loadVersion(parameters: ParameterRange, version: number, sources: VersionSources): Promise<boolean> {
  const { store, logger, stillWanted } = sources;
  if (!store.versions().includes(version)) {
    if (version !== 0) return false;
    return initialise(parameters, sources);
  }
  try {
    const { header, parameters: values, slots } = await store.load(version);
    if (header.layoutHash !== layoutHash(parameters.layout)) throw new LockstepError("data", "it is of another model");
    if (!stillWanted()) return false;
    parameters.load(version, header.updates, values, slots);
    return parameters.openAt(version);
  } catch (error) {
    logger.error({ version, alarm: true }, `snapshot of version ${version} cannot be used: ${LockstepError.from(error, "io").message}`);
    store.forget(version);
    return false;
  }
}

async function initialise(parameters: ParameterRange, { initialValues, logger, stillWanted }: VersionSources): Promise<boolean> {
  if (initialValues === null) {
    parameters.initialise();
    return parameters.openAt(0);
  }
  const { start, end } = parameters.bounds;
  try {
    const values = await initialValues(start, end);
    if (!stillWanted()) return false;
    parameters.initialise(values);
    return parameters.openAt(0);
  } catch (error) {
    logger.warn({}, `the values that the run begins with cannot be had from the coordinator: ${LockstepError.from(error).message}`);
    return false;
  }
}
