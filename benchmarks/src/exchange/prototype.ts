import { existsSync } from "node:fs";
import { cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Session } from "../process/session.ts";

/** Beside the checkout; it is no part of the project. */
const prototypeFolder: string = fileURLToPath(new URL("../../../../shared/lab/data-plane", import.meta.url));

/** What the prototype measures at rank 0, and CPU time a step of all processes. */
export interface PrototypeTurn {
  readonly p50Ms: number;
  readonly minMs: number;
  readonly p90Ms: number;
  readonly cpuMs: number;
}

export interface PrototypeRun {
  /** P */
  readonly parameters: number;
  readonly workers: number;
  readonly shards: number;
  readonly transport: "grpc" | "tcp";
  readonly steps: number;
  readonly warmUp: number;
}

export function hasPrototype(): boolean {
  return existsSync(path.join(prototypeFolder, "run.mjs"));
}

/** Its processes do not end with the one that started them, unless this is loaded into each. */
const endWithParent = "end-with-parent.mjs";

/**
 * Copies the prototype into the scratch folder, beside the project's own grpc-js, which it imports.
 * @returns its folder there
 */
export async function layOutPrototype(scratch: string): Promise<string> {
  const folder = path.join(scratch, "prototype");
  await cp(prototypeFolder, folder, { recursive: true });
  const ofCore = createRequire(createRequire(import.meta.url).resolve("@lockstep/core"));
  const grpcFolder = path.dirname(ofCore.resolve("@grpc/grpc-js/package.json"));
  await mkdir(path.join(folder, "node_modules/@grpc"), { recursive: true });
  await writeFile(path.join(folder, endWithParent), `process.on("disconnect", () => process.exit(1));\n`);
  await symlink(grpcFolder, path.join(folder, "node_modules/@grpc/grpc-js"), "dir");
  return folder;
}

/** One whole run of the prototype: its processes start anew each time. */
export async function runPrototype(folder: string, run: PrototypeRun, signal: AbortSignal): Promise<PrototypeTurn> {
  const { parameters, workers, shards, transport, steps, warmUp } = run;
  const config = { mode: "ps", N: workers, V: shards, P: parameters, transport, steps, warm: warmUp };
  const program = `
    import { createInterface } from "node:readline";
    import { run } from ${JSON.stringify(path.join(folder, "run.mjs"))};
    const answer = async (line) => {
      const { r, ps } = await run(JSON.parse(line));
      const cpuMs = r.reduce((total, { cpuMs }) => total + cpuMs, 0) + ps.cpuMs;
      console.log("bench:" + JSON.stringify({ p50Ms: r[0].tot, minMs: r[0].min, p90Ms: r[0].p90, cpuMs }));
    };
    createInterface({ input: process.stdin }).on("line", answer).on("close", () => process.exit());`;
  const session = new Session({
    what: "the prototype of the exchange",
    program: process.execPath,
    arguments: ["--input-type=module", "--eval", program],
    environment: { ...process.env, NODE_OPTIONS: `--import=${pathToFileURL(path.join(folder, endWithParent)).href}` },
    signal,
  });
  try {
    return await session.request<PrototypeTurn>(config);
  } finally {
    await session.close();
  }
}
