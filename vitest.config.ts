import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

// Workspace packages resolve to their sources, so unit tests need no build.
const fromSource = { conditions: ["source", "module", "node", "development|production"] };
/** System tests whose time bounds, memory bounds or figures would suffer from another file beside them, or that use the whole machine. */
const alone = ["bench", "chaos", "hostile-peers", "link-faults", "partition", "pause"].map((name) => `${name}.test.ts`);
const system = {
  root: "test",
  pool: "forks" as const,
  maxConcurrency: 2,
  testTimeout: 300_000,
  hookTimeout: 300_000,
};
const packages = ["core", "recipes", "worker", "parameter-server", "coordinator", "cli", "simulation"];

export default defineConfig({
  resolve: fromSource,
  ssr: { resolve: fromSource },
  test: {
    // By default vitest leaves one core free, which on two cores is half of them.
    maxWorkers: availableParallelism(),
    projects: [
      ...packages.map((name) => ({
        extends: true as const,
        test: {
          name,
          root: `packages/${name}`,
          include: ["src/**/*.test.ts"],
          pool: "forks" as const,
          testTimeout: 30_000,
        },
      })),
      {
        extends: true as const,
        test: { name: "benchmarks", root: "benchmarks", include: ["src/**/*.test.ts"], pool: "forks" as const, testTimeout: 60_000 },
      },
      {
        extends: true as const,
        test: { name: "scripts", root: "scripts", include: ["**/*.test.mjs"], pool: "forks" as const, testTimeout: 60_000 },
      },
      // Real processes on two cores. Those that only look at what a run comes to wait for their processes a good part of the time: two files
      // at once, after the tests of the packages.
      {
        extends: true as const,
        test: { ...system, name: "system", include: ["*.test.ts"], exclude: alone, maxWorkers: 2, sequence: { groupOrder: 1 } },
      },
      // One file at a time, after all others: vitest puts off files that run alone by itself.
      {
        extends: true as const,
        test: { ...system, name: "system-alone", include: alone, fileParallelism: false },
      },
    ],
  },
});
