import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { RunEvent, RunSummary } from "@lockstep/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { allowedCores, coreShare, findTaskset, processStatus } from "./core-shares.ts";
import { requireFreePort } from "./free-port.ts";
import { launch } from "./launch.ts";
import type { LaunchPlan } from "./launch.ts";
import type { ProcessControl, ProcessDriver } from "./process-control.ts";

// Real processes that play the parts: what they do is told by BEHAVIOUR, "name:deed name:deed".
const actor = String.raw`
import { appendFileSync, existsSync, readFileSync } from "node:fs";
const [role, ...args] = process.argv.slice(2);
const flag = (name) => args[args.indexOf(name) + 1];
const name = role === "coordinator" ? role : role === "worker" ? flag("--name") : "parameter-server-" + flag("--range");
const cores = existsSync("/proc/self/status") ? /Cpus_allowed_list:\s*(\S+)/.exec(readFileSync("/proc/self/status", "utf8"))[1] : "";
const { LOCKSTEP_TOKEN: token, LOCKSTEP_FAILPOINTS: failpoints, EXTRA: extra } = process.env;
if (process.env.BEHAVIOUR?.includes(name + ":stubborn"))
  process.on("SIGTERM", () => appendFileSync(process.env.DIARY, JSON.stringify({ name, refused: true }) + "\n"));
appendFileSync(process.env.DIARY, JSON.stringify({ name, pid: process.pid, args, token, failpoints, extra, cores }) + "\n");
// "first,then": the first start of a process does one deed, all later ones another.
const starts = readFileSync(process.env.DIARY, "utf8").split("\n").filter((line) => line.startsWith('{"name":"' + name + '"')).length;
const deeds = (process.env.BEHAVIOUR ?? "").split(" ").find((item) => item.startsWith(name + ":"))?.split(":")[1].split(",") ?? [""];
const deed = deeds[Math.min(starts, deeds.length) - 1];
process.on("disconnect", () => process.exit(1));
process.on("SIGINT", () => {});
const send = (message) => new Promise((resolve) => process.send(message, undefined, undefined, resolve));
if (role === "coordinator") {
  if (deed !== "silent-exit") await send({ type: "listening", address: "127.0.0.1:4711", httpAddress: null });
  const finish = async () => {
    await send({ type: "finished", summary: { testAccuracy: Number.NaN } });
    if (deed === "finish-killed") setTimeout(() => process.kill(process.pid, "SIGKILL"), 1000);
    else setTimeout(() => process.exit(0), 100);
  };
  if (deed === "finish-later") setTimeout(finish, 1500);
  else if (deed.startsWith("finish")) await finish();
}
else if (!args.includes("--coordinator")) {
  const told = await new Promise((resolve) => process.once("message", resolve));
  appendFileSync(process.env.DIARY, JSON.stringify({ told, name }) + "\n");
}
if (deed === "crash") throw new Error("lost my mind");
if (deed === "silent-exit") process.exit(0);
if (deed === "refuse") {
  await send({ type: "error", code: "configuration", message: "no such backend" });
  process.exit(10);
}
if (deed === "shoot-me") process.kill(process.pid, "SIGKILL");
if (deed === "done") process.exit(0);
if (deed === "done-later") setTimeout(() => process.exit(0), 1000);
if (deed === "leave") process.exit(143);
setInterval(() => {}, 1000);
`;

let scratch = "";
let plan: LaunchPlan;
let events: RunEvent[] = [];
let stop = new AbortController();
let kill = new AbortController();
let stored: RunSummary | null = null;

beforeEach(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), "lockstep launch "));
  await mkdir(path.join(scratch, "logs"));
  await writeFile(path.join(scratch, "actor.mjs"), actor);
  events = [];
  stop = new AbortController();
  kill = new AbortController();
  stored = null;
  plan = {
    runFolder: scratch,
    runId: "run-1",
    token: "secret",
    workers: 2,
    parameterServers: 1,
    httpPort: null,
    bindToCores: false,
    maxRestarts: 2,
    findSummary: async () => stored,
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
  readonly failpoints?: string;
  readonly extra?: string;
  readonly cores?: string;
  readonly refused?: boolean;
}

const rawDiary = (): Promise<string> => readFile(path.join(scratch, "diary"), "utf8").catch(() => "");

async function diary(): Promise<readonly DiaryEntry[]> {
  return (await rawDiary())
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
  return launch({
    ...plan,
    environment: { ...plan.environment, PATH: process.env["PATH"], BEHAVIOUR: behaviour, DIARY: path.join(scratch, "diary") },
  });
}

async function untilStarted(processes: number): Promise<void> {
  while ((await diary()).length < processes) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe("launch", () => {
  it("starts all processes at once, tells them where the coordinator listens, and returns the summary", async () => {
    const summary = await act("coordinator:finish-later parameter-server-0:done worker-0:done worker-1:done");
    expect(summary).toEqual({ testAccuracy: Number.NaN });
    const entries = await diary();
    expect(entries.map((entry) => entry.name).toSorted()).toEqual(["coordinator", "parameter-server-0", "worker-0", "worker-1"]);
    for (const name of ["parameter-server-0", "worker-0", "worker-1"])
      expect(await rawDiary()).toContain(JSON.stringify({ told: { type: "coordinator", address: "127.0.0.1:4711" }, name }));
    for (const entry of entries) {
      expect(entry.token).toBe("secret");
      expect(entry.args.join(" ")).not.toContain("secret");
      expect(entry.args.includes("--coordinator")).toBe(false);
      expect(entry.args.join(" ").includes("--http off")).toBe(entry.name === "coordinator");
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

  it("stops everything when one process fails for good, and says which and why", async () => {
    await expect(act("worker-1:refuse")).rejects.toMatchObject({
      code: "configuration",
      message: "worker-1 ended (exit code 10): no such backend",
    });
    plan = { ...plan, maxRestarts: 0 };
    await expect(act("worker-0:crash")).rejects.toMatchObject({ code: "io", message: "worker-0 ended (exit code 1): Error: lost my mind" });
    await expect(act("parameter-server-0:shoot-me")).rejects.toThrow(/^parameter-server-0 ended \(killed by SIGKILL\)/);
    await expect(act("coordinator:crash")).rejects.toThrow(/^coordinator ended \(exit code 1\): Error: lost my mind/);
    await expect(act("coordinator:silent-exit")).rejects.toThrow(/the run folder has no summary of it; move/);
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

describe("launch, when processes crash", () => {
  it("starts each again under its name, at once, without the failpoints of its first start", async () => {
    plan = { ...plan, environment: { LOCKSTEP_FAILPOINTS: "server.committed=kill" } };
    const summary = await act("coordinator:shoot-me,finish-later parameter-server-0:crash,done worker-0:done worker-1:shoot-me,done");
    expect(summary).toEqual({ testAccuracy: Number.NaN });
    const entries = await diary();
    const startsOf = (name: string) => entries.filter((entry) => entry.name === name);
    expect(startsOf("worker-0")).toHaveLength(1);
    for (const name of ["coordinator", "parameter-server-0", "worker-1"]) {
      const starts = startsOf(name);
      expect(starts.map(({ failpoints }) => failpoints)).toEqual(["server.committed=kill", undefined]);
    }
    // The first start is before anybody knows where the coordinator will listen.
    for (const name of ["parameter-server-0", "worker-1"]) {
      const [first = [], again = []] = startsOf(name).map(({ args }) => args);
      const at = again.indexOf("--coordinator");
      expect(again.slice(at, at + 2)).toEqual(["--coordinator", "127.0.0.1:4711"]);
      expect(again.toSpliced(at, 2)).toEqual(first);
    }
    // The members know the address of the first.
    expect(startsOf("coordinator").map(({ args }) => args[args.indexOf("--listen") + 1])).toEqual(["127.0.0.1:0", "127.0.0.1:4711"]);
    const told = events.filter((event) => event.type === "process");
    expect(told.filter(({ name }) => name === "worker-1")).toEqual([
      {
        type: "process",
        name: "worker-1",
        state: "crashed",
        reason: expect.stringMatching(/^worker-1 ended \(killed by SIGKILL\): .*; starting it again at once$/),
      },
      { type: "process", name: "worker-1", state: "restarted", reason: expect.stringMatching(/^it runs again, as process \d+$/) },
    ]);
    expect(await readFile(path.join(scratch, "logs", "parameter-server-0.log"), "utf8")).toContain("lost my mind");
  });

  it("gives up a process that gets nowhere, and says what it said last", async () => {
    const startedAtMs = performance.now();
    await expect(act("worker-1:shoot-me,shoot-me,crash")).rejects.toMatchObject({
      code: "io",
      message: "worker-1 ended (exit code 1): Error: lost my mind; given up after 3 crashes of it without a step committed in between",
    });
    expect(performance.now() - startedAtMs).toBeGreaterThan(500);
    expect((await diary()).filter(({ name }) => name === "worker-1")).toHaveLength(3);
  });

  it("ends at once when it is stopped while a process waits for its next start", async () => {
    plan = { ...plan, maxRestarts: 50 };
    const ended = act("worker-1:crash");
    while ((await diary()).filter(({ name }) => name === "worker-1").length < 4) await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const stoppedAtMs = performance.now();
    stop.abort();
    expect(await ended).toBeNull();
    expect(performance.now() - stoppedAtMs).toBeLessThan(1_000);
  });

  it("makes the folder of the logs again if it was deleted", async () => {
    await rm(path.join(scratch, "logs"), { recursive: true });
    await act("coordinator:finish parameter-server-0:done worker-0:done worker-1:shoot-me,done");
    expect((await readdir(path.join(scratch, "logs"))).toSorted()).toContain("worker-1.log");
  });

  const cores = allowedCores(processStatus());
  const canBind = cores.length >= 2 && findTaskset(process.env["PATH"] ?? "") !== null;
  it.skipIf(!canBind)("keeps each worker to cores of its own (skipped without two cores and taskset)", async () => {
    plan = { ...plan, bindToCores: true };
    await act("coordinator:finish-later parameter-server-0:done worker-0:done worker-1:shoot-me,done");
    const entries = await diary();
    const coresOf = (wanted: string): readonly (readonly number[])[] =>
      entries.flatMap(({ name, cores: list = "" }) => (name === wanted ? [allowedCores(`Cpus_allowed_list:\t${list}`)] : []));
    expect(coresOf("worker-0")).toEqual([coreShare(cores, 2, 0)]);
    expect(coresOf("worker-1")).toEqual([coreShare(cores, 2, 1), coreShare(cores, 2, 1)]);
    expect(coresOf("parameter-server-0")).toEqual([cores]);
  });

  it("goes on without a worker that was told to leave, and fails when the last one has", async () => {
    await act("coordinator:finish-later parameter-server-0:done worker-0:done worker-1:leave");
    expect(events).toContainEqual(expect.objectContaining({ type: "process", name: "worker-1", state: "left" }));
    expect((await diary()).filter(({ name }) => name === "worker-1")).toHaveLength(1);
    await expect(act("worker-0:leave worker-1:leave")).rejects.toThrow(/^worker-[01] was the last worker, and was told to leave/);
  });

  it("starts a coordinator again that dies after the summary, and whoever died with it", async () => {
    const summary = await act("coordinator:finish-killed,done-later parameter-server-0:shoot-me,done worker-0:done worker-1:done");
    expect(summary).toEqual({ testAccuracy: Number.NaN });
    expect((await diary()).filter(({ name }) => name === "coordinator")).toHaveLength(2);
    expect((await diary()).filter(({ name }) => name === "parameter-server-0")).toHaveLength(2);
    expect(events.filter(({ type }) => type === "finished")).toHaveLength(1);
  });

  it("takes the summary from the run folder if the coordinator that wrote it could not tell", async () => {
    stored = { steps: 7 } as RunSummary;
    expect(await act("coordinator:shoot-me,done parameter-server-0:done worker-0:done worker-1:done")).toEqual({ steps: 7 });
    expect(events.at(-1)).toEqual({ type: "finished", summary: { steps: 7 } });
  });

  it("does not wait at the end for a process that was started too late to hear of it", async () => {
    const startedAtMs = performance.now();
    await act("coordinator:finish-later parameter-server-0:done worker-0:done worker-1:shoot-me,wait");
    expect(performance.now() - startedAtMs).toBeLessThan(6_000);
  });
});

describe("launch with a driver", () => {
  it("lets it see, signal and add processes until the run is finished", async () => {
    const seen: string[] = [];
    let control: ProcessControl | null = null;
    const driver: ProcessDriver = {
      environmentOf: (name) => ({ EXTRA: `for ${name}` }),
      start(given) {
        control = given;
        seen.push(...given.living(), given.addWorker());
        expect(given.signal("nobody", "SIGKILL")).toBe(false);
        expect(given.signal("worker-1", "SIGKILL")).toBe(true);
      },
      stop: () => void seen.push("stop"),
    };
    plan = { ...plan, driver };
    await act("coordinator:finish-later parameter-server-0:done worker-0:done worker-1:wait,done worker-2:done");
    expect(seen).toEqual(["coordinator", "parameter-server-0", "worker-0", "worker-1", "worker-2", "stop"]);
    const entries = await diary();
    for (const { name, extra } of entries) expect(extra).toBe(`for ${name}`);
    const crash = {
      state: "crashed",
      reason: expect.stringMatching(/^worker-1 ended \(killed by SIGKILL\): that was the fault injected;/),
    };
    expect(events).toContainEqual(expect.objectContaining(crash));
    expect(entries.filter(({ name }) => name === "worker-2")).toHaveLength(1);
    const after = control as ProcessControl | null;
    expect(after?.signal("worker-1", "SIGKILL")).toBe(false);
    expect(() => after?.addWorker()).toThrow("the run is ending");
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
