import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { droppableSnapshots } from "./droppable-snapshots.ts";
import type { Beat } from "./session-messages.ts";

const noTimes = { gradient: 0, reduceScatter: 0, commit: 0, allGather: 0 };
const beat = (version: number, snapshots: readonly number[], writing: readonly number[] = [], generation = 3): Beat => ({
  generation,
  version,
  snapshots,
  writing,
  closed: false,
  phase: "",
  waitingFor: [],
  phaseMs: noTimes,
});

describe("droppableSnapshots", () => {
  it("drops what is older than the second newest common version", () => {
    const reports = [beat(33, [8, 16, 24, 32]), beat(32, [8, 16, 24], [32])];
    expect(droppableSnapshots(0, { generation: 3, reports }).result).toEqual([8]);
    expect(droppableSnapshots(1, { generation: 3, reports }).result).toEqual([8]);
  });

  it("drops what can never become common", () => {
    const reports = [beat(20, [8, 16]), beat(20, [8])];
    expect(droppableSnapshots(0, { generation: 3, reports }).result).toEqual([16]);
    const mayComeStill = [beat(20, [8, 16]), beat(16, [8])];
    expect(droppableSnapshots(0, { generation: 3, reports: mayComeStill }).result).toEqual([]);
  });

  it("drops nothing while a change is under way, a server is away or a report is of another generation", () => {
    const reports = [beat(33, [8, 16, 24, 32]), beat(33, [8, 16, 24, 32])];
    expect(droppableSnapshots(0, { generation: 3, reports }).result).toEqual([8, 16]);
    expect(droppableSnapshots(0, { generation: null, reports }).result).toEqual([]);
    expect(droppableSnapshots(0, { generation: 3, reports: [reports[0] ?? null, null] }).result).toEqual([]);
    expect(droppableSnapshots(0, { generation: 3, reports: [reports[0] ?? null, beat(33, [8, 16, 24, 32], [], 2)] }).result).toEqual([]);
  });

  it("never drops the two newest common versions, nor one that a server has still to write", () => {
    const snapshots = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 6 });
    const report = fc.record({ version: fc.integer({ min: 0, max: 13 }), snapshots, writing: snapshots });
    fc.assert(
      fc.property(fc.array(report, { minLength: 1, maxLength: 3 }), (given) => {
        const reports = given.map((one) => beat(one.version, one.snapshots, one.writing));
        const common = Array.from({ length: 13 }, (_, version) => version).filter((version) =>
          reports.every((one) => one.snapshots.includes(version)),
        );
        reports.forEach((mine, range) => {
          for (const dropped of droppableSnapshots(range, { generation: 3, reports }).result) {
            expect(mine.snapshots).toContain(dropped);
            expect(common.slice(-2)).not.toContain(dropped);
          }
        });
      }),
    );
  });
});
