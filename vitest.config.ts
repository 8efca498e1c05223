import { defineConfig } from "vitest/config";

// Workspace packages resolve to their sources, so unit tests need no build.
const fromSource = { conditions: ["source", "module", "node", "development|production"] };
const packages = ["core", "recipes", "worker", "parameter-server", "coordinator", "cli", "simulation"];

export default defineConfig({
  resolve: fromSource,
  ssr: { resolve: fromSource },
  test: {
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
      {
        extends: true as const,
        // Real processes on two cores: one file at a time, so that they do not disturb each other's timing.
        test: {
          name: "system",
          root: "test",
          include: ["**/*.test.ts"],
          pool: "forks" as const,
          fileParallelism: false,
          maxConcurrency: 2,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
