import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const built = fileURLToPath(new URL("../../dist/gradient/", import.meta.url));
const run = promisify(execFile);

/** What the gradient thread imports, without its entry, which wants to be a thread. */
const modules = ["load-model.js", "step-gradient.js", "replay/start-replay.js"];

async function loadedPackages(...files: readonly string[]): Promise<string> {
  const script = `Promise.all(${JSON.stringify(files)}.map((file) => import(file))).then(() => console.log(Object.keys(require.cache).join("\\n")))`;
  return (await run(process.execPath, ["-e", script])).stdout;
}

describe.skipIf(!existsSync(built))("the gradient thread (skipped without a build)", () => {
  it("does not load gRPC, which takes longer than all the rest of it", async () => {
    const packages = await loadedPackages(...modules.map((file) => `${built}${file}`));
    expect(packages).not.toMatch(/grpc-js|protobufjs/);
  });

  it("would be seen to", async () => {
    expect(await loadedPackages(`${built}../run-worker.js`)).toMatch(/grpc-js/);
  });
});
