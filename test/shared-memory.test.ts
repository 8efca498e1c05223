import { readdirSync, readlinkSync } from "node:fs";
import path from "node:path";
import type { RunSummary } from "@lockstep/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HandStartedRun, untilMoreEpochs } from "./harness/hand-started-run.ts";
import { makeScratch, readSummary, removeScratch, train } from "./harness/run-folder.ts";
import { writeSmallMnist } from "./harness/small-mnist.ts";

// Processes of one machine that hand vectors to each other by shared memory, beside one that does not take part in it.

let scratch = "";
let reference: RunSummary;
const settings = (): readonly string[] => ["--data", path.join(scratch, "data"), "--seed", "3", "--epochs", "8", "--backend", "wasm"];

/** Files in memory that a process has open: its own segment, and those of others that it reads. */
const segmentsOf = (pid: number): number =>
  readdirSync(`/proc/${pid}/fd`).filter((name) => targetOf(pid, name).startsWith("/dev/shm/")).length;

/** Empty if the file is closed by now. */
function targetOf(pid: number, descriptor: string): string {
  try {
    return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
  } catch {
    return "";
  }
}

beforeAll(async () => {
  scratch = await makeScratch();
  await writeSmallMnist(path.join(scratch, "data"), 2_000, 500);
  ({ summary: reference } = await train(scratch, "off", [...settings(), "--shared-memory", "off"]));
});
afterAll(() => removeScratch(scratch));

describe.skipIf(process.platform !== "linux")(
  "shared memory between the processes of a machine (skipped where there is none: Linux only)",
  () => {
    it("gives the weights of a run without it", async () => {
      const { summary } = await train(scratch, "auto", settings());
      expect(summary).toMatchObject({ weightsHash: reference.weightsHash, ledgerOk: true });
      expect(readdirSync("/dev/shm").filter((name) => name.includes("lockstep"))).toEqual([]);
    });

    it("is read by those who want it, beside one who does not: the same weights", async () => {
      const run = await HandStartedRun.prepare(scratch, "mixed", settings());
      try {
        const coordinator = await run.coordinator(["--expected-workers", "3"]);
        const members = [run.parameterServer(0), run.worker("a"), run.worker("b"), run.worker("c", ["--shared-memory", "off"])];
        await untilMoreEpochs(coordinator, 1);
        // The server has its own and reads those of a and b; a and b read the server's and each other's; c has and reads nothing.
        expect(members.map(({ pid }) => segmentsOf(pid))).toEqual([3, 3, 3, 0]);
        const results = await Promise.all([coordinator, ...members].map(({ result }) => result));
        expect(results.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
      } finally {
        run.end();
      }
      expect(await readSummary(run.folder)).toMatchObject({ weightsHash: reference.weightsHash, ledgerOk: true });
    });
  },
);
