import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { RunEvent } from "@lockstep/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { requireFreePort } from "./free-port.ts";
import { launch } from "./launch.ts";
import type { LaunchPlan } from "./launch.ts";

// Real processes that play the parts: what they do is told by BEHAVIOUR, "name:deed name:deed".
const actor = String.raw`
import { appendFileSync } from "node:fs";
const [role, ...args] = process.argv.slice(2);
const flag = (name) => args[args.indexOf(name) + 1];
const name = role === "coordinator" ? role : role === "worker" ? flag("--name") : "parameter-server-" + flag("--range");
const deed = (process.env.BEHAVIOUR ?? "").split(" ").find((item) => item.startsWith(name + ":"))?.split(":")[1] ?? "";
appendFileSync(process.env.DIARY, JSON.stringify({ name, pid: process.pid, args, token: process.env.LOCKSTEP_TOKEN }) + "\n");
process.on("disconnect", () => process.exit(1));
process.on("SIGINT", () => {});
if (deed === "stubborn") process.on("SIGTERM", () => appendFileSync(process.env.DIARY, JSON.stringify({ name, refused: true }) + "\n"));
const send = (message) => new Promise((resolve) => process.send(message, undefined, undefined, resolve));
if (role === "coordinator") {
  if (deed !== "silent-exit") await send({ type: "listening", address: "127.0.0.1:4711", httpAddress: null });
  if (deed === "finish") {
    await send({ type: "finished", summary: { testAccuracy: Number.NaN } });
    setTimeout(() => process.exit(0), 100);
  }
}
if (deed === "crash") throw new Error("lost my mind");
if (deed === "silent-exit") process.exit(0);
if (deed === "refuse") {
  await send({ type: "error", code: "configuration", message: "no such backend" });
  process.exit(10);
}
if (deed === "shoot-me") process.kill(process.pid, "SIGKILL");
if (deed === "done") process.exit(0);
setInterval(() => {}, 1000);
`;

let scratch = "";
let plan: LaunchPlan;
let events: RunEvent[] = [];
let stop = new AbortController();
let kill = new AbortController();

beforeEach(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), "lockstep launch "));
  await mkdir(path.join(scratch, "logs"));
  await writeFile(path.join(scratch, "actor.mjs"), actor);
  events = [];
  stop = new AbortController();
  kill = new AbortController();
  plan = {
    runFolder: scratch,
    runId: "run-1",
    token: "secret",
    workers: 2,
    parameterServers: 1,
    httpPort: null,
    entry: path.join(scratch, "actor.mjs"),
    environment: {},
    onEvent: (event) => events.push(event),
    stop: stop.signal,
    kill: kill.signal,
  };
});

afterEach(async () => {
  const alive = (await diary()).filter(({ pid }) => isAlive(pid));
  if (alive.length > 0) throw new Error(`left running: ${alive.map(({ name }) => name).join(", ")}`);
  await rm(scratch, { recursive: true, force: true });
});

interface DiaryEntry {
  readonly name: string;
  readonly pid: number;
  readonly args: readonly string[];
  readonly token: string;
  readonly refused?: boolean;
}

async function diary(): Promise<readonly DiaryEntry[]> {
  const source = await readFile(path.join(scratch, "diary"), "utf8").catch(() => "");
  return source
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as DiaryEntry)
    .filter((entry) => entry.pid !== undefined);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function act(behaviour: string): Promise<unknown> {
  return launch({ ...plan, environment: { PATH: process.env["PATH"], BEHAVIOUR: behaviour, DIARY: path.join(scratch, "diary") } });
}

async function untilStarted(processes: number): Promise<void> {
  while ((await diary()).length < processes) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe("launch", () => {
  it("starts the coordinator, then the others with its address, and returns the summary", async () => {
    const summary = await act("coordinator:finish parameter-server-0:done worker-0:done worker-1:done");
    expect(summary).toEqual({ testAccuracy: Number.NaN });
    const entries = await diary();
    expect(entries.map((entry) => entry.name).toSorted()).toEqual(["coordinator", "parameter-server-0", "worker-0", "worker-1"]);
    expect(entries[0]?.name).toBe("coordinator");
    for (const entry of entries) {
      expect(entry.token).toBe("secret");
      expect(entry.args.join(" ")).not.toContain("secret");
      expect(entry.args.join(" ")).toContain(entry.name === "coordinator" ? "--http off" : "--coordinator 127.0.0.1:4711");
      expect(entry.args.join(" ")).toContain("--run-id run-1");
    }
    expect(events.map((event) => event.type)).toEqual(["listening", "finished"]);
    expect((await readdir(path.join(scratch, "logs"))).toSorted()).toEqual([
      "coordinator.log",
      "parameter-server-0.log",
      "worker-0.log",
      "worker-1.log",
    ]);
  });

  it("stops everything when one process fails, and says which and why", async () => {
    await expect(act("worker-1:refuse")).rejects.toMatchObject({
      code: "configuration",
      message: "worker-1 ended (exit code 10): no such backend",
    });
    await expect(act("worker-0:crash")).rejects.toMatchObject({ code: "io", message: "worker-0 ended (exit code 1): Error: lost my mind" });
    await expect(act("parameter-server-0:shoot-me")).rejects.toThrow(/^parameter-server-0 ended \(killed by SIGKILL\)/);
    await expect(act("coordinator:crash")).rejects.toThrow(/^coordinator ended \(exit code 1\): Error: lost my mind/);
    await expect(act("coordinator:silent-exit")).rejects.toThrow(/before the run was finished/);
  });

  it("ends without a summary when it is stopped", async () => {
    const ended = act("");
    await untilStarted(4);
    stop.abort();
    expect(await ended).toBeNull();
  });

  it("starts nothing when it was stopped before", async () => {
    stop.abort();
    expect(await act("")).toBeNull();
    expect(await diary()).toEqual([]);
  });

  it("does not wait for workers that nobody can let go any more", async () => {
    const ended = act("worker-0:stubborn worker-1:stubborn");
    await untilStarted(4);
    const stoppedAtMs = performance.now();
    stop.abort();
    expect(await ended).toBeNull();
    expect(performance.now() - stoppedAtMs).toBeLessThan(3_000);
  });

  it("kills what does not stop, after 5 s or at once when asked", async () => {
    const patient = act("parameter-server-0:stubborn");
    await untilStarted(4);
    const stoppedAtMs = performance.now();
    stop.abort();
    expect(await patient).toBeNull();
    expect(performance.now() - stoppedAtMs).toBeGreaterThan(4_500);

    await rm(path.join(scratch, "diary"));
    stop = new AbortController();
    plan = { ...plan, stop: stop.signal };
    const impatient = act("parameter-server-0:stubborn");
    await untilStarted(4);
    const killedAtMs = performance.now();
    stop.abort();
    kill.abort();
    expect(await impatient).toBeNull();
    expect(performance.now() - killedAtMs).toBeLessThan(3_000);
  });
});

describe("requireFreePort", () => {
  it("refuses a port that somebody listens on", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { readonly port: number };
    await expect(requireFreePort("127.0.0.1", port)).rejects.toMatchObject({
      code: "configuration",
      message: expect.stringContaining(`port ${port} of 127.0.0.1 is in use`),
    });
    await new Promise((resolve) => server.close(resolve));
    await expect(requireFreePort("127.0.0.1", port)).resolves.toBeUndefined();
    await expect(requireFreePort("127.0.0.1", 0)).resolves.toBeUndefined();
  });
});
