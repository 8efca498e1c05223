import { once } from "node:events";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { FeedReader } from "@lockstep/core";
import type { RunStatus } from "@lockstep/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { lockstep, startLockstep } from "./harness/command.ts";
import type { RunningCommand } from "./harness/command.ts";
import { makeScratch, readSummary, removeScratch } from "./harness/run-folder.ts";
import { writeSmallMnist } from "./harness/small-mnist.ts";

// Watching a run: nothing that a watcher does reaches it.

let scratch = "";
beforeAll(async () => {
  scratch = await makeScratch();
  await writeSmallMnist(path.join(scratch, "data"), 2_000, 100);
});
afterAll(() => removeScratch(scratch));

const epochs = 10;
const mebibyte = 1024 * 1024;

function startTraining(name: string, flags: readonly string[] = []): RunningCommand {
  const run = ["--run", path.join(scratch, name), "--data", path.join(scratch, "data"), "--seed", "11", "--json"];
  return startLockstep(["train", ...run, "--epochs", String(epochs), ...flags], { folder: scratch });
}

/** Resident memory of the coordinator, sampled until its process is gone. */
class MemoryWatch {
  readonly #timer: NodeJS.Timeout;
  #file: string | null = null;
  firstBytes = 0;
  peakBytes = 0;

  constructor(command: RunningCommand) {
    this.#timer = setInterval(() => void this.#sample(command), 100);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #sample(command: RunningCommand): Promise<void> {
    this.#file ??= await coordinatorStatusFile(command);
    if (this.#file === null) return;
    const kibibytes = Number(/VmRSS:\s+(\d+)/.exec(await readFile(this.#file, "utf8").catch(() => ""))?.[1] ?? 0);
    this.firstBytes ||= kibibytes * 1024;
    this.peakBytes = Math.max(this.peakBytes, kibibytes * 1024);
  }
}

async function coordinatorStatusFile(command: RunningCommand): Promise<string | null> {
  for (const pid of command.processes()) {
    const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (commandLine.split("\0").includes("coordinator")) return `/proc/${pid}/status`;
  }
  return null;
}

async function statusAddress(name: string): Promise<string> {
  const file = path.join(scratch, name, "coordinator", "http.json");
  return (JSON.parse(await readFile(file, "utf8")) as { readonly address: string }).address;
}

interface Watcher {
  readonly socket: WebSocket;
  readonly reader: FeedReader;
  gaps: number;
  readonly closed: Promise<unknown>;
}

async function watch(address: string): Promise<Watcher> {
  const socket = new WebSocket(`ws://${address}/feed`);
  const closed = once(socket, "close");
  const watcher: Watcher = { socket, reader: new FeedReader(), gaps: 0, closed };
  socket.on("message", (data) => {
    if (watcher.reader.take((data as Buffer).toString()) !== "changed") watcher.gaps += 1;
  });
  await once(socket, "open");
  return watcher;
}

/** The answer to a connection to the feed that is turned down. */
function refusal(address: string, options: { readonly origin?: string; readonly headers?: Record<string, string> }): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${address}/feed`, options);
    socket.on("error", () => {});
    socket.once("open", () => reject(new Error("it was let in")));
    socket.once("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
  });
}

describe("a run that is watched", () => {
  it("has the weights of one that is not, though of 20 watchers one never reads, and costs the coordinator little memory", async () => {
    const alone = startTraining("alone", ["--no-dashboard"]);
    const memoryAlone = new MemoryWatch(alone);
    expect(await alone.result).toMatchObject({ code: 0, leftOver: [] });
    memoryAlone.stop();

    const watched = startTraining("watched");
    const memoryWatched = new MemoryWatch(watched);
    await watched.until(/"type":"listening"/);
    const address = await statusAddress("watched");
    const watchers = await Promise.all(Array.from({ length: 20 }, () => watch(address)));
    const [stuck, ...reading] = watchers;
    stuck?.socket.pause();
    expect(await refusal(address, { origin: "https://attacker.example" })).toBe(403);
    expect(await refusal(address, { headers: { host: "attacker.example" } })).toBe(403);
    await watched.until(/"type":"epoch"/);
    const metrics = await (await fetch(`http://${address}/metrics`)).text();
    expect(metrics).toMatch(/^lockstep_feed_clients 20$/m);
    expect(metrics).toMatch(/^lockstep_workers 2$/m);
    expect(await watched.result).toMatchObject({ code: 0, leftOver: [] });
    memoryWatched.stop();
    stuck?.socket.terminate();
    await Promise.all(watchers.map((watcher) => watcher.closed));

    const summary = await readSummary(path.join(scratch, "watched"));
    expect(summary).toMatchObject({ weightsHash: (await readSummary(path.join(scratch, "alone"))).weightsHash, ledgerOk: true });
    for (const { reader, gaps } of reading) {
      expect(gaps).toBe(0);
      expect(reader.seq).toBeGreaterThan(3);
      expect(reader.status).toMatchObject({
        state: "finished",
        progress: { step: summary.steps },
        summary: { weightsHash: summary.weightsHash },
      });
      expect(Object.keys(reader.status?.epochs ?? {})).toHaveLength(epochs);
    }
    console.log(
      `coordinator's peak RSS: ${Math.round(memoryAlone.peakBytes / mebibyte)} MiB alone, ${Math.round(memoryWatched.peakBytes / mebibyte)} MiB with 20 watchers`,
    );
    expect(memoryWatched.firstBytes).toBeGreaterThan(0);
    expect(memoryWatched.peakBytes - memoryAlone.peakBytes).toBeLessThan(64 * mebibyte);
  });
});

describe("lockstep status", () => {
  it("tells where a run stands, by its folder and by its address, and that there is nothing to ask any more", async () => {
    const run = path.join(scratch, "endless");
    const training = startTraining("endless", ["--epochs", "100000"]);
    await training.until(/"type":"epoch"/);
    const text = await lockstep(["status", run], { folder: scratch });
    expect(text).toMatchObject({ code: 0, stderr: "" });
    expect(text.stdout).toMatch(/^run \S+ {2}mnist-mlp-128 {2}training {2}generation 1 from step 0 /);
    expect(text.stdout).toMatch(/^worker-1 +1 +\d/m);
    const json = await lockstep(["status", `http://${await statusAddress("endless")}`, "--json"], { folder: scratch });
    const status = JSON.parse(json.stdout) as RunStatus;
    expect(status).toMatchObject({ state: "training", generation: 1, workers: { "worker-0": { rank: 0 }, "worker-1": { rank: 1 } } });
    expect(status.workers["worker-0"]?.samples).toBeGreaterThan(0);

    training.kill("SIGINT");
    expect(await training.result).toMatchObject({ code: 130, leftOver: [] });
    const nothing = await lockstep(["status", run], { folder: scratch });
    expect(nothing).toMatchObject({
      code: 10,
      stdout: "",
      stderr: expect.stringMatching(/^lockstep: the run in [^\n]* has no status to tell[^\n]*\n$/),
    });
  });

  it("follows a run to its end, and reads its result afterwards", async () => {
    const run = path.join(scratch, "followed");
    const training = startTraining("followed");
    await training.until(/"type":"listening"/);
    const following = startLockstep(["status", run, "--follow", "--json"], { folder: scratch });
    expect(await training.result).toMatchObject({ code: 0 });
    const { weightsHash } = await readSummary(run);
    const followed = await following.result;
    expect(followed).toMatchObject({ code: 0, stderr: "" });
    const statuses = followed.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as RunStatus);
    expect(statuses.length).toBeGreaterThan(2);
    expect(statuses.at(-1)).toMatchObject({ state: "finished", summary: { weightsHash } });

    await expect(statusAddress("followed")).rejects.toMatchObject({ code: "ENOENT" });
    const afterwards = await lockstep(["status", run], { folder: scratch });
    expect(afterwards).toMatchObject({ code: 0, stdout: expect.stringContaining(weightsHash) });
  });
});
