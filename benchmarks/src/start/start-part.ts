import { mkdtemp } from "node:fs/promises";
import path from "node:path";
import type { Part } from "../part.ts";
import { ratioOfRounds, spreadOf } from "../statistics/spread.ts";
import { takeTurns } from "../take-turns.ts";
import { writeMnist } from "../training/idx-files.ts";
import { runTraining } from "../training/training-run.ts";
import { usableBackends } from "../usable-backends.ts";

const quickSamples = { train: 512, test: 64 };

/** From the start of `lockstep train` to its first committed step, with and without what V8 has compiled before. */
export const startPart: Part = {
  name: "start",
  title: "from the start of the command to the first committed step",
  async run(context) {
    const { report, quick, rounds, signal, scratch } = context;
    const table = report.table("lockstep train, 2 workers, one parameter server", [
      { title: "backend", unit: "" },
      { title: "cold start", unit: "s" },
      { title: "warm start", unit: "s" },
      { title: "cold : warm", unit: "times" },
    ]);
    // The full data, where nobody is in a hurry: reading them is part of starting.
    const data = path.join(scratch, "mnist-start");
    if (quick) await writeMnist(data, quickSamples.train, quickSamples.test);
    const flags = ["mnist-mlp-128", "--epochs", "1", ...(quick ? ["--data", data] : [])];
    for (const { name } of await usableBackends()) {
      if (quick && name !== "wasm") continue;
      const start = async (cache: string): Promise<number> => {
        const { firstCommitMs } = await runTraining([...flags, "--backend", name], context, {
          environment: { NODE_COMPILE_CACHE: cache },
        });
        return firstCommitMs / 1000;
      };
      const kept = await mkdtemp(path.join(scratch, "compile-cache-"));
      // Fills the cache, and the system's of files.
      await start(kept);
      const cold = { turn: async () => start(await mkdtemp(path.join(scratch, "compile-cache-"))) };
      const [coldSeconds = [], warmSeconds = []] = await takeTurns([cold, { turn: () => start(kept) }], rounds, signal);
      table.row(name, spreadOf(coldSeconds), spreadOf(warmSeconds), ratioOfRounds(coldSeconds, warmSeconds));
    }
    report.note(
      "cold: an empty cache of compiled code (NODE_COMPILE_CACHE) and a new run folder; warm: the cache that a start before left",
    );
    if (Number(process.versions.node.split(".")[0]) < 22)
      report.note(`node ${process.version} has no cache of compiled code: cold and warm are the same to it, and differ by chance`);
  },
};
