import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const fromSource = { conditions: ["source", "module", "node", "development|production"] };

// Long runs that are asked for by name: `npm run test:chaos`. What they measure goes to the terminal as it is.
export default defineConfig({
  resolve: fromSource,
  ssr: { resolve: fromSource },
  test: {
    name: "chaos",
    root: fileURLToPath(new URL(".", import.meta.url)),
    include: ["*.chaos.ts"],
    pool: "forks",
    fileParallelism: false,
    maxConcurrency: 2,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    disableConsoleIntercept: true,
  },
});
