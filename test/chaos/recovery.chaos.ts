import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { measureRecovery, recoveryCases } from "./recovery.ts";
import { machine, recoveryTable } from "./recovery-table.ts";
import type { RecoveryRow } from "./recovery-table.ts";
import { numberSetting } from "./settings.ts";
import { discardTiny, makeTinyScratch, removeTinyScratch, snapshotEvery } from "./tiny-run.ts";

const times = numberSetting("CHAOS_TIMES", 20);
const rows: RecoveryRow[] = [];
const remark = " Training goes on without a coordinator: its next commit is the first of a generation that the new one has opened.";
let scratch = "";

beforeAll(async () => {
  scratch = await makeTinyScratch();
});
afterAll(async () => {
  console.log(`\nMedian (worst) over the faults of one process of a running training; a snapshot every ${snapshotEvery} steps.${remark}`);
  console.log(`${machine()}\n\n${recoveryTable(rows)}\n`);
  await removeTinyScratch(scratch);
});

describe("recovery", () => {
  it.each(recoveryCases)(
    "from $signal of a $role",
    async (recoveryCase) => {
      const recoveries = await measureRecovery(scratch, recoveryCase, times);
      rows.push({ recoveryCase, recoveries });
      expect(recoveries).toHaveLength(times);
      const noticed = recoveries.map(({ noticedMs }) => noticedMs).filter(Number.isFinite);
      expect(Math.max(0, ...noticed)).toBeLessThanOrEqual(recoveryCase.signal === "SIGKILL" ? 1_000 : 3_000);
      // A dead worker costs the step in flight, which was never committed; a server what came after its last snapshot, and training does
      // not wait for one that is being written.
      const mostLost = recoveryCase.role === "parameter server" ? 3 * snapshotEvery : 0;
      expect(Math.max(...recoveries.map(({ stepsLost }) => stepsLost))).toBeLessThanOrEqual(mostLost);
      await discardTiny(scratch, `recovery-${recoveryCase.process}-${recoveryCase.signal}`);
    },
    times * 60_000,
  );
});
