import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { layoutJson, LockstepError, makeLayout, silentLogger } from "@lockstep/core";
import type { Beat, CoordinatorMessage, Hello, MemberMessage, Roster, RunEvent } from "@lockstep/core";
import { Journal } from "./journal.ts";
import { MembershipLoop } from "./membership-loop.ts";

const layout = makeLayout([{ name: "dense/kernel", shape: [40, 100], initializer: { kind: "zeros" }, update: "optimizer" }]);
const steps = 40;

const folders: string[] = [];
const journals: Journal[] = [];
afterEach(() => {
  for (const journal of journals.splice(0)) journal.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

class FakeSession {
  readonly sent: CoordinatorMessage[] = [];
  closed = false;
  /** As a real session does: whoever ends it, its listener hears of the end. */
  onClosed: () => void = () => {};
  send(message: CoordinatorMessage): void {
    if (!this.closed) this.sent.push(message);
  }
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.onClosed();
  }
  of<Kind extends CoordinatorMessage["kind"]>(kind: Kind): Extract<CoordinatorMessage, { kind: Kind }>[] {
    return this.sent.filter((message): message is Extract<CoordinatorMessage, { kind: Kind }> => message.kind === kind);
  }
  get roster(): Roster | undefined {
    return this.of("roster").at(-1)?.roster;
  }
}

interface Settings {
  parameterServers?: number;
  minWorkers?: number;
  shards?: number;
  allowMixedBackends?: boolean;
  steps?: number;
  folder?: string;
  report?: (event: RunEvent) => void;
}

/** A coordinator whose clock the test turns. */
class World {
  nowMs = 10_000;
  readonly folder: string;
  readonly events: RunEvent[] = [];
  readonly fatal: LockstepError[] = [];
  readonly completions: { readonly roster: Roster; readonly signal: AbortSignal; readonly settle: (error?: Error) => void }[] = [];
  readonly sessions = new Map<string, FakeSession>();
  readonly journal: Journal;
  readonly loop: MembershipLoop;

  constructor(settings: Settings = {}) {
    this.folder = settings.folder ?? mkdtempSync(path.join(tmpdir(), "lockstep-loop-"));
    if (settings.folder === undefined) folders.push(this.folder);
    const instance = `coordinator-${journals.length}`;
    this.journal = new Journal(this.folder, instance);
    this.journal.claim();
    journals.push(this.journal);
    this.loop = new MembershipLoop({
      instance,
      settings: { shards: 4, parameterServers: 1, minWorkers: 1, allowMixedBackends: false, ...settings },
      recipeHash: "recipe",
      steps: settings.steps ?? steps,
      journal: this.journal,
      logger: silentLogger,
      report: (event) => {
        this.events.push(event);
        settings.report?.(event);
      },
      now: () => this.nowMs,
      complete: (roster, signal) =>
        new Promise((resolve, reject) => {
          this.completions.push({ roster, signal, settle: (error) => (error === undefined ? resolve() : reject(error)) });
        }),
      onFatal: (error) => this.fatal.push(error),
    });
  }

  hello(name: string, changes: Partial<Hello> = {}): FakeSession {
    const session = new FakeSession();
    session.onClosed = () => this.loop.closed(session, "closed by the coordinator");
    this.sessions.set(name, session);
    const server = name.startsWith("ps");
    const hello: Hello = {
      role: server ? "parameter-server" : "worker",
      name,
      instance: `${name}-1`,
      address: "127.0.0.1:1",
      recipeHash: "recipe",
      range: server ? Number(name.slice(2)) : 0,
      fence: 0,
      layoutJson: layoutJson(layout),
      topologyJson: "{}",
      backend: "cpu",
      backendVersion: "1",
      ...changes,
    };
    this.loop.hello(session, hello);
    return session;
  }

  say(name: string, message: Exclude<MemberMessage, { kind: "hello" }>): void {
    this.loop.receive(this.session(name), message);
  }

  beat(name: string, changes: Partial<Beat> = {}): void {
    const noTimes = { gradient: 0, reduceScatter: 0, commit: 0, allGather: 0 };
    const generation = this.loop.state.roster?.generation ?? 0;
    this.say(name, {
      kind: "beat",
      generation,
      version: 0,
      snapshots: [],
      writing: [],
      closed: false,
      phase: "step",
      waitingFor: [],
      phaseMs: noTimes,
      ...changes,
    });
  }

  session(name: string): FakeSession {
    const session = this.sessions.get(name);
    if (session === undefined) throw new Error(`no session of ${name}`);
    return session;
  }

  leave(name: string): void {
    this.loop.closed(this.session(name), "the connection broke");
  }

  /** Lets time pass in ticks of 100 ms, every session beating. */
  pass(ms: number, silent: readonly string[] = []): void {
    for (let passed = 0; passed < ms; passed += 100) {
      this.nowMs += 100;
      for (const member of this.loop.state.members.values())
        member.heardMs = silent.includes(member.hello.name) ? member.heardMs : this.nowMs;
      this.loop.tick();
    }
  }

  fenceOf(name: string): { generation: number; coordinator: string } {
    const fence = this.session(name).of("fence").at(-1);
    if (fence === undefined) throw new Error(`${name} was not asked for a promise`);
    return fence;
  }

  promise(name: string, versions: readonly number[] = [0]): void {
    this.say(name, { kind: "fence-reply", generation: this.fenceOf(name).generation, versions });
  }

  /** Servers 0..K-1 and some workers, in their first generation. */
  static opened(workers: readonly string[], settings: Settings = {}): World {
    const world = new World(settings);
    const servers = Array.from({ length: settings.parameterServers ?? 1 }, (_, range) => `ps${range}`);
    for (const name of [...workers, ...servers]) world.hello(name);
    world.pass(100);
    for (const name of servers) world.promise(name);
    return world;
  }

  get workers(): readonly string[] | undefined {
    return this.loop.state.roster?.ranks.map((rank) => rank.name);
  }
}

describe("opening a generation", () => {
  it("fences nobody before all servers and enough workers are there, then opens only when all have promised", () => {
    const world = new World({ parameterServers: 2, minWorkers: 2 });
    world.hello("worker-1");
    world.hello("ps1");
    world.pass(300);
    expect(world.session("ps1").of("fence")).toEqual([]);
    expect(world.loop.waitingFor).toBe("waiting for parameter server 0 and 1 more worker");
    world.hello("ps0");
    world.hello("worker-0");
    world.pass(100);
    expect(world.fenceOf("ps0")).toEqual({ kind: "fence", generation: 1, coordinator: expect.any(String) as string });
    expect(world.journal.generation).toBe(1);
    world.promise("ps0");
    world.pass(100);
    expect(world.loop.state.roster).toBeNull();
    world.promise("ps1");
    for (const name of ["ps0", "ps1", "worker-0", "worker-1"])
      expect(world.session(name).roster?.ranks.map((rank) => rank.name)).toEqual(["worker-0", "worker-1"]);
    const { roster } = world.session("ps0");
    expect(roster).toMatchObject({ generation: 1, start: 0, backend: "cpu", layoutJson: layoutJson(layout) });
    expect(roster?.servers.map((server) => server.name)).toEqual(["ps0", "ps1"]);
    expect(world.events.filter((event) => event.type === "generation")).toHaveLength(1);
  });

  it("starts from the newest version that all servers hold, and raises an alarm when saved work is lost", () => {
    const world = World.opened(["worker-0"], { parameterServers: 2 });
    world.leave("worker-0");
    world.hello("worker-0", { instance: "worker-0-2" });
    world.pass(100);
    world.promise("ps0", [0, 8, 12, 13]);
    world.promise("ps1", [0, 8, 11, 12]);
    expect(world.session("worker-0").roster).toMatchObject({ generation: 2, start: 12 });
    world.leave("ps1");
    world.hello("ps1", { instance: "new" });
    world.pass(100);
    world.promise("ps0", [0, 8, 12, 13]);
    world.promise("ps1", [0]);
    expect(world.session("worker-0").roster).toMatchObject({ generation: 3, start: 0 });
    expect(world.events).toContainEqual({ type: "alarm", message: expect.stringContaining("ps0 has 8, 12, 13; ps1 has none") as string });
  });

  it("asks again with a higher number when a server has promised more", () => {
    const world = new World();
    world.hello("worker-0");
    world.hello("ps0");
    world.pass(100);
    world.say("ps0", { kind: "fence-refused", have: 6 });
    world.pass(100);
    expect(world.fenceOf("ps0").generation).toBe(7);
    expect(world.journal.generation).toBe(7);
  });

  it("goes above what a server has promised even if the journal was lost", () => {
    const world = new World();
    world.hello("worker-0");
    world.hello("ps0", { fence: 41 });
    world.pass(100);
    expect(world.fenceOf("ps0").generation).toBe(42);
  });

  it("drops the attempt when a server is lost, and ignores late replies", () => {
    const world = new World({ parameterServers: 2 });
    for (const name of ["worker-0", "ps0", "ps1"]) world.hello(name);
    world.pass(100);
    world.promise("ps0");
    world.leave("ps1");
    world.pass(200);
    world.hello("ps1", { instance: "again" });
    world.say("ps0", { kind: "fence-reply", generation: 1, versions: [0] });
    world.pass(100);
    expect(world.fenceOf("ps1").generation).toBe(2);
    world.say("ps1", { kind: "fence-reply", generation: 1, versions: [0] });
    world.promise("ps0");
    expect(world.loop.state.roster).toBeNull();
    world.promise("ps1");
    expect(world.loop.state.roster?.generation).toBe(2);
  });

  it("does not open a generation whose last worker left meanwhile", () => {
    const world = new World();
    world.hello("worker-0");
    world.hello("ps0");
    world.pass(100);
    world.leave("worker-0");
    world.promise("ps0");
    expect(world.loop.state.roster).toBeNull();
    world.hello("worker-1");
    world.pass(100);
    world.promise("ps0");
    expect(world.workers).toEqual(["worker-1"]);
  });

  it("waits for the members to come back only when there were some", () => {
    const first = World.opened(["worker-0"]);
    expect(first.loop.state.roster?.generation).toBe(1);
    const second = new World({ folder: first.folder });
    second.hello("worker-0");
    second.hello("ps0", { fence: 1 });
    second.pass(600);
    expect(second.session("ps0").of("fence")).toEqual([]);
    second.pass(100);
    expect(second.fenceOf("ps0").generation).toBe(2);
  });

  it("goes on when a server could not open", () => {
    const world = World.opened(["worker-0"]);
    world.say("ps0", { kind: "open-failed", generation: 1, reason: "the snapshot is damaged" });
    world.pass(100);
    expect(world.fenceOf("ps0").generation).toBe(2);
    expect(world.events).toContainEqual({ type: "alarm", message: expect.stringContaining("the snapshot is damaged") as string });
  });
});

describe("changing the membership", () => {
  it("begins a new generation without a worker that is lost", () => {
    const world = World.opened(["worker-0", "worker-1"]);
    world.leave("worker-1");
    world.pass(100);
    world.promise("ps0");
    expect(world.workers).toEqual(["worker-0"]);
    expect(world.loop.state.roster?.reason).toBe("worker-1 left (the connection broke)");
    world.pass(1000);
    expect(world.loop.state.generation).toBe(2);
  });

  it("leaves the old generation alone while nobody could take over", () => {
    const world = World.opened(["worker-0"]);
    world.leave("worker-0");
    world.pass(5000);
    expect(world.session("ps0").of("fence")).toHaveLength(1);
    expect(world.loop.waitingFor).toBe("waiting for 1 more worker; worker-0 has been away for 5 s (the connection broke)");
  });

  it("takes newcomers in together", () => {
    const world = World.opened(["worker-0"]);
    world.hello("worker-1");
    world.pass(200);
    world.hello("worker-2");
    world.pass(100);
    world.promise("ps0");
    expect(world.workers).toEqual(["worker-0", "worker-1", "worker-2"]);
    expect(world.loop.state.generation).toBe(2);
  });

  it("keeps workers beyond the shards as spares, and uses them when a rank is lost", () => {
    const names = ["worker-0", "worker-1", "worker-2"];
    const world = World.opened(names, { shards: 2 });
    expect(world.workers).toEqual(["worker-0", "worker-1"]);
    expect(world.session("worker-2").roster?.generation).toBe(1);
    world.pass(2000);
    expect(world.loop.state.generation).toBe(1);
    world.leave("worker-2");
    world.pass(500);
    expect(world.loop.state.generation).toBe(1);
    world.hello("worker-2", { instance: "again" });
    world.leave("worker-0");
    world.pass(100);
    world.promise("ps0");
    expect(world.workers).toEqual(["worker-1", "worker-2"]);
  });

  it("lets a worker go after the generation without it is open, and a spare at once", () => {
    const world = World.opened(["worker-0", "worker-1", "worker-2"], { shards: 2 });
    world.say("worker-2", { kind: "leave", reason: "stopped" });
    expect(world.session("worker-2").of("bye")).toHaveLength(1);
    world.say("worker-0", { kind: "leave", reason: "stopped" });
    world.pass(100);
    expect(world.session("worker-0").of("bye")).toEqual([]);
    world.promise("ps0");
    expect(world.session("worker-0").of("bye")).toHaveLength(1);
    expect(world.workers).toEqual(["worker-1"]);
  });

  it("ends the session of a silent member, but not when it slept itself", () => {
    const world = World.opened(["worker-0", "worker-1"]);
    world.pass(2100, ["worker-1"]);
    expect(world.session("worker-1").closed).toBe(true);
    world.promise("ps0");
    expect(world.workers).toEqual(["worker-0"]);
    world.nowMs += 5000;
    world.loop.tick();
    expect(world.session("worker-0").closed).toBe(false);
    expect(world.session("ps0").closed).toBe(false);
  });

  it("tells once, and why, that a member has left", () => {
    const world = World.opened(["worker-0", "worker-1"]);
    world.pass(2100, ["worker-1"]);
    world.hello("worker-0");
    expect(world.events.filter((event) => event.type === "member" && event.state === "left")).toEqual([
      { type: "member", name: "worker-1", state: "left", reason: "nothing heard for 2000 ms" },
      { type: "member", name: "worker-0", state: "left", reason: "worker-0 came on a new session" },
    ]);
  });

  it("leaves out the worker whose data links are dead, for four seconds", () => {
    const world = World.opened(["worker-0", "worker-1", "worker-2"]);
    world.say("worker-0", { kind: "dead-link", generation: 1, peer: "worker-2" });
    world.say("worker-1", { kind: "dead-link", generation: 1, peer: "worker-2" });
    world.say("ps0", { kind: "dead-link", generation: 1, peer: "worker-2" });
    world.pass(500);
    expect(world.loop.state.generation).toBe(1);
    world.pass(100);
    world.promise("ps0");
    expect(world.workers).toEqual(["worker-0", "worker-1"]);
    expect(world.session("worker-2").roster?.generation).toBe(2);
    world.pass(3900);
    expect(world.loop.state.generation).toBe(2);
    world.pass(500);
    world.promise("ps0");
    expect(world.workers).toEqual(["worker-0", "worker-1", "worker-2"]);
  });

  it("judges together what one cut makes two workers notice most of a beat apart: no innocent one is left out", () => {
    const world = World.opened(["worker-0", "worker-1", "worker-2"]);
    world.say("worker-1", { kind: "dead-link", generation: 1, peer: "worker-0" });
    world.pass(500);
    world.say("worker-2", { kind: "dead-link", generation: 1, peer: "worker-0" });
    world.pass(200);
    world.promise("ps0");
    expect(world.workers).toEqual(["worker-1", "worker-2"]);
  });

  it("says once that links are dead of which nobody can be left out, and once that they are not any more", () => {
    const world = World.opened(["worker-0"]);
    const alarms = (): readonly RunEvent[] => world.events.filter(({ type }) => type === "alarm" || type === "alarm-over");
    for (let second = 0; second < 30; second++) {
      world.say("ps0", { kind: "dead-link", generation: 1, peer: "worker-0" });
      // As a link that is dead in one direction only, and then in both.
      if (second > 10) world.say("worker-0", { kind: "dead-link", generation: 1, peer: "ps0" });
      world.pass(1000);
    }
    const message = expect.stringMatching(/^dead links ps0 - worker-0: without worker-0 no worker would be left/) as string;
    expect(alarms()).toEqual([{ type: "alarm", message }]);
    world.pass(3500);
    expect(alarms().slice(1)).toEqual([{ type: "alarm-over", message }]);
    world.pass(10_000);
    world.say("ps0", { kind: "dead-link", generation: 1, peer: "worker-0" });
    world.pass(700);
    expect(alarms().slice(2)).toEqual([{ type: "alarm", message }]);
  });

  it("forgets who was left out long ago", () => {
    const world = World.opened(["worker-0", "worker-1"]);
    for (let turn = 0; turn < 5; turn++) {
      world.hello(`guest-${turn}`);
      world.pass(1100);
      world.promise("ps0");
      const generation = world.loop.state.roster?.generation ?? 0;
      for (const name of ["worker-0", "worker-1"]) world.say(name, { kind: "dead-link", generation, peer: `guest-${turn}` });
      world.pass(700);
      expect([...world.loop.state.absences.keys()]).toEqual([`guest-${turn}`]);
      world.leave(`guest-${turn}`);
      world.promise("ps0");
      world.pass(310_000);
    }
  });

  it("ignores dead links of another generation and of strangers", () => {
    const world = World.opened(["worker-0", "worker-1"]);
    world.say("worker-0", { kind: "dead-link", generation: 7, peer: "worker-1" });
    world.say("worker-0", { kind: "dead-link", generation: 1, peer: "somebody" });
    world.pass(1000);
    expect(world.loop.state.generation).toBe(1);
  });

  it("names the process that holds everybody up, and leaves it out", () => {
    const world = World.opened(["worker-0", "worker-1"]);
    const beats = (): void => {
      world.beat("ps0", { version: 3, waitingFor: ["worker-0"] });
      world.beat("worker-0", { waitingFor: ["worker-1"] });
      world.beat("worker-1", { phase: "gradient" });
    };
    beats();
    world.pass(60_000);
    expect(world.loop.state.generation).toBe(1);
    world.pass(300);
    world.promise("ps0");
    expect(world.workers).toEqual(["worker-0"]);
    expect(world.events).toContainEqual({
      type: "alarm",
      message: expect.stringMatching(
        /^no step was committed for 60 s: worker-1 has been awaited by worker-0 \(step of step 0\) for 60 s; last heard 0\.0 s ago: gradient of step 0 for 60 s/,
      ) as string,
    });
  });

  it("says once that a generation has stalled, and once that it has not any more", () => {
    const world = World.opened(["worker-0", "worker-1"]);
    for (const name of ["worker-0", "worker-1"]) world.beat(name, { phase: "reduceScatter", waitingFor: ["ps0"] });
    world.beat("ps0", { version: 3, waitingFor: ["worker-0"] });
    world.pass(80_000);
    const alarms = (): readonly RunEvent[] => world.events.filter(({ type }) => type === "alarm" || type === "alarm-over");
    const message = expect.stringMatching(/^no step was committed for 60 s and nobody can be singled out: /) as string;
    expect(alarms()).toEqual([{ type: "alarm", message }]);
    world.beat("ps0", { version: 4 });
    world.pass(100);
    expect(alarms().slice(1)).toEqual([{ type: "alarm-over", message }]);
  });

  it("misses no step once all servers have the last version, however long it takes to be written down", () => {
    const world = World.opened(["worker-0"], { parameterServers: 2 });
    world.beat("worker-0", { phase: "commit", waitingFor: ["ps0"] });
    // Long before N: the run has ended early.
    world.beat("ps0", { version: 11, phase: "ended" });
    world.beat("ps1", { version: 11, phase: "ended" });
    world.pass(700_000);
    expect(world.events.filter(({ type }) => type === "alarm")).toEqual([]);
    world.beat("ps1", { version: 10, phase: "step" });
    world.pass(61_000);
    expect(world.events.filter(({ type }) => type === "alarm")).toHaveLength(1);
  });

  it("names a server that has promised a generation and does not open it", () => {
    const world = World.opened(["worker-0"]);
    world.beat("ps0", { generation: 0, phase: "opening" });
    world.beat("worker-0", { phase: "parameters", waitingFor: ["ps0"] });
    world.pass(61_000);
    const message = expect.stringMatching(
      /ps0 has been awaited by worker-0 \(parameters of step 0\) for 6\d s.*: opening of step 0/,
    ) as string;
    expect(world.events).toContainEqual({ type: "alarm", message });
  });

  it("tells who is away, since when and where it stood, while nothing can begin without it", () => {
    const world = World.opened(["worker-0"], { parameterServers: 2 });
    world.beat("ps1", { version: 512 });
    world.leave("ps1");
    world.pass(9000);
    expect(world.loop.waitingFor).toBe(
      "waiting for parameter server 1; ps1 has been away for 9 s (the connection broke); last seen at version 512 (step)",
    );
    expect(world.events.filter(({ type }) => type === "alarm")).toEqual([]);
    world.pass(30_000);
    const alarms = (): readonly RunEvent[] => world.events.filter(({ type }) => type === "alarm" || type === "alarm-over");
    const message = expect.stringMatching(/^training waits for ps1, away for more than 10 s: .*last seen at version 512/) as string;
    expect(alarms()).toEqual([{ type: "alarm", message }]);
    world.hello("ps1", { instance: "new" });
    world.pass(200);
    expect(world.loop.waitingFor).toBe("");
    expect(alarms().slice(1)).toEqual([{ type: "alarm-over", message }]);
    for (const name of ["ps0", "ps1"]) world.promise(name);
    world.leave("worker-0");
    world.pass(3000);
    expect(world.loop.waitingFor).toBe("waiting for 1 more worker; worker-0 has been away for 3 s (the connection broke)");
  });

  it("ends the run with a name when nobody gets on for ten minutes", () => {
    const world = World.opened(["worker-0"]);
    world.beat("ps0", { version: 3, waitingFor: ["worker-0"] });
    world.beat("worker-0", { phase: "gradient" });
    world.pass(599_000);
    expect(world.fatal).toEqual([]);
    world.pass(2000);
    expect(world.fatal[0]).toMatchObject({ code: "invariant", message: expect.stringContaining("worker-0") as string });
  });
});

describe("admission", () => {
  it.each([
    ["worker-1", { recipeHash: "other" }, 11],
    [
      "worker-1",
      { layoutJson: layoutJson(makeLayout([{ name: "k", shape: [1], initializer: { kind: "zeros" }, update: "optimizer" }])) },
      10,
    ],
    ["worker-1", { backend: "wasm" }, 10],
    ["worker-1", { name: "parameter-server-0" }, 10],
    ["worker-1", { name: "coordinator" }, 10],
    ["worker-1", { backendVersion: "2" }, 10],
    ["ps1", {}, 10],
    ["ps1", { recipeHash: "other" }, 11],
  ] as const)("refuses %s with %o", (name, changes, exitCode) => {
    const world = World.opened(["worker-0"]);
    const session = world.hello(name, changes);
    expect(session.of("busy")).toEqual([]);
    expect(session.sent).toEqual([{ kind: "refused", exitCode, reason: expect.any(String) as string }]);
    expect(session.closed).toBe(true);
    world.pass(1000);
    expect(world.loop.state.generation).toBe(1);
  });

  it("refuses a first worker whose model makes no sense", () => {
    const world = new World();
    expect(world.hello("worker-0", { layoutJson: "{}" }).of("refused")[0]?.exitCode).toBe(10);
    expect(world.hello("worker-0", { topologyJson: "{" }).of("refused")[0]?.exitCode).toBe(10);
    expect(world.journal.firstWorker).toBeNull();
  });

  it("keeps the first worker's model for coordinators to come, and allows other backends if asked to", () => {
    const first = World.opened(["worker-0"]);
    const second = new World({ folder: first.folder });
    expect(second.hello("worker-0", { backend: "wasm" }).of("refused")).toHaveLength(1);
    const third = new World({ folder: first.folder, allowMixedBackends: true });
    expect(third.hello("worker-0", { backend: "wasm" }).of("refused")).toEqual([]);
  });

  it("answers busy while a process of that name or range is alive, and lets a process come back on a new session", () => {
    const world = World.opened(["worker-0"]);
    expect(world.hello("worker-0", { instance: "other" }).sent).toEqual([{ kind: "busy" }]);
    expect(world.hello("ps0", { name: "another-name", instance: "other" }).sent).toEqual([{ kind: "busy" }]);
    world.sessions.set("ps0", world.hello("ps0"));
    world.pass(100);
    expect(world.fenceOf("ps0").generation).toBe(2);
    world.nowMs += 500;
    world.pass(1900, ["worker-0"]);
    expect(world.hello("worker-0", { instance: "other" }).sent).toEqual([]);
  });
});

describe("snapshots and the end", () => {
  it("lets servers drop snapshots only in a settled generation", () => {
    const world = World.opened(["worker-0"], { parameterServers: 2 });
    world.beat("ps0", { version: 33, snapshots: [8, 16, 24, 32] });
    world.beat("ps1", { version: 33, snapshots: [8, 16, 24, 32] });
    world.beat("ps0", { version: 33, snapshots: [8, 16, 24, 32] });
    expect(
      world
        .session("ps0")
        .of("ack")
        .map(({ drop }) => drop),
    ).toEqual([[], [8, 16]]);
    world.leave("worker-0");
    world.beat("ps0", { version: 33, snapshots: [8, 16, 24, 32] });
    expect(world.session("ps0").of("ack").at(-1)?.drop).toEqual([]);
  });

  const close = (world: World, generation: number): void => {
    for (const name of ["ps0", "ps1"]) world.beat(name, { generation, version: steps + 1, closed: true });
  };

  it("finishes when all servers are closed in the current generation, and tells everybody", async () => {
    const world = World.opened(["worker-0"], { parameterServers: 2 });
    close(world, 7);
    world.beat("ps0", { version: steps + 1, closed: true });
    world.pass(200);
    expect(world.completions).toEqual([]);
    close(world, 1);
    world.pass(200);
    expect(world.completions).toHaveLength(1);
    expect(world.loop.finished).toBe(false);
    world.completions[0]?.settle();
    await Promise.resolve();
    await Promise.resolve();
    expect(world.loop.finished).toBe(true);
    expect(world.journal.finishedSteps).toBe(steps);
    for (const name of ["ps0", "ps1", "worker-0"]) expect(world.session(name).of("finish")).toHaveLength(1);
    expect(world.loop.over).toBe(false);
    for (const name of ["ps0", "ps1", "worker-0"]) world.leave(name);
    expect(world.loop.over).toBe(true);
    expect(world.session("ps0").of("fence")).toHaveLength(1);
  });

  it("stays for a member whose session was broken at the end, for three leases", async () => {
    const world = World.opened(["worker-0"], { parameterServers: 2 });
    close(world, 1);
    world.pass(200);
    world.leave("ps1");
    world.completions[0]?.settle();
    await new Promise((resolve) => setImmediate(resolve));
    for (const name of ["ps0", "worker-0"]) world.leave(name);
    expect(world.loop.finished).toBe(true);
    expect(world.loop.over).toBe(false);
    expect(world.hello("ps1").sent).toEqual([{ kind: "finish" }]);
    world.leave("ps1");
    expect(world.loop.over).toBe(true);
  });

  it("finishes although a worker wants to leave whom nobody can replace, or has left", () => {
    const leaving = World.opened(["worker-0"], { parameterServers: 2 });
    leaving.say("worker-0", { kind: "leave", reason: "stopped" });
    close(leaving, 1);
    leaving.pass(100);
    expect(leaving.completions).toHaveLength(1);
    const bereft = World.opened(["worker-0"], { parameterServers: 2 });
    bereft.leave("worker-0");
    close(bereft, 1);
    bereft.pass(100);
    expect(bereft.completions).toHaveLength(1);
    // A server that is gone has to come back first.
    const incomplete = World.opened(["worker-0"], { parameterServers: 2 });
    close(incomplete, 1);
    incomplete.leave("ps1");
    incomplete.pass(100);
    expect(incomplete.completions).toEqual([]);
  });

  it("tells whoever comes after a restart, for three leases", () => {
    const first = World.opened(["worker-0"], { parameterServers: 2 });
    first.journal.finish(steps);
    const second = new World({ folder: first.folder, parameterServers: 2 });
    expect(second.hello("worker-0").sent).toEqual([{ kind: "finish" }]);
    expect(second.loop.over).toBe(false);
    // Nobody remembers who else has not heard of it.
    second.leave("worker-0");
    expect(second.loop.over).toBe(false);
    second.pass(6100);
    expect(second.loop.over).toBe(true);
  });

  it("begins anew when a server is lost while the results are gathered", async () => {
    const world = World.opened(["worker-0"], { parameterServers: 2 });
    close(world, 1);
    world.pass(100);
    world.leave("ps1");
    expect(world.completions[0]?.signal.aborted).toBe(true);
    world.completions[0]?.settle(new Error("aborted"));
    await new Promise((resolve) => setImmediate(resolve));
    expect(world.fatal).toEqual([]);
    world.hello("ps1", { instance: "again" });
    world.pass(100);
    world.promise("ps0", [steps, steps + 1]);
    world.promise("ps1", [steps + 1]);
    expect(world.session("worker-0").roster).toMatchObject({ generation: 2, start: steps + 1 });
    close(world, 2);
    world.pass(600);
    expect(world.completions).toHaveLength(2);
  });

  it("tries again when the disk is full, and ends when the results break a promise", async () => {
    const world = World.opened(["worker-0"], { parameterServers: 2 });
    close(world, 1);
    world.pass(100);
    world.completions[0]?.settle(new LockstepError("io", "no space left"));
    await new Promise((resolve) => setImmediate(resolve));
    world.pass(600);
    expect(world.completions).toHaveLength(2);
    expect(world.events).toContainEqual({ type: "alarm", message: expect.stringContaining("no space left") as string });
    world.completions[1]?.settle(new LockstepError("invariant", "wrong size"));
    await new Promise((resolve) => setImmediate(resolve));
    expect(world.fatal[0]).toMatchObject({ code: "invariant" });
  });

  it("does not start a longer run from the closing step's copy", () => {
    const first = World.opened(["worker-0"]);
    first.journal.finish(steps);
    const second = new World({ folder: first.folder, steps: 2 * steps });
    second.hello("worker-0");
    second.hello("ps0", { fence: 1 });
    second.pass(700);
    second.promise("ps0", [0, 20, steps, steps + 1]);
    expect(second.session("ps0").roster?.start).toBe(steps);
  });
});

describe("a bug", () => {
  it("ends the coordinator with its error, and not the session of whoever happened to meet it", () => {
    const world = new World({
      report: (event) => {
        if (event.type === "generation") throw new Error("a bug");
      },
    });
    world.hello("worker-0");
    world.hello("ps0");
    world.pass(100);
    world.promise("ps0");
    expect(world.fatal).toMatchObject([{ code: "invariant", message: "a bug" }]);
  });
});

describe("two coordinators", () => {
  it("the older one notices the claim, and uses no generation any more", () => {
    const older = World.opened(["worker-0"]);
    const newer = new World({ folder: older.folder });
    expect(() => older.journal.check()).toThrowError(expect.objectContaining({ code: "refused" }) as Error);
    older.leave("worker-0");
    older.hello("worker-1");
    older.pass(100);
    expect(older.fatal[0]).toMatchObject({ code: "refused" });
    expect(older.session("ps0").of("fence")).toHaveLength(1);
    newer.journal.check();
  });
});

describe("a run that can never be finished", () => {
  it("ends for everybody with the reason that a server gives, also for those who come late", () => {
    const world = World.opened(["worker-0", "worker-1"], { parameterServers: 2 });
    world.leave("worker-1");
    world.say("ps0", { kind: "abort", generation: 1, reason: "step 3: no number" });
    world.say("ps1", { kind: "abort", generation: 1, reason: "another reason" });
    world.pass(1000);
    world.hello("worker-1", { instance: "worker-1-2" });
    for (const name of ["worker-0", "worker-1", "ps0", "ps1"])
      expect(world.session(name).of("aborted")).toEqual([{ kind: "aborted", reason: "step 3: no number" }]);
    expect(world.fatal).toEqual([]);
    expect(world.events.filter(({ type }) => type === "aborted")).toEqual([{ type: "aborted", reason: "step 3: no number" }]);
    for (const name of ["worker-0", "worker-1", "ps0", "ps1"]) world.leave(name);
    world.pass(100);
    expect(world.fatal).toMatchObject([{ code: "configuration", message: expect.stringContaining("step 3: no number") as string }]);
    expect(world.session("worker-0").of("roster")).toHaveLength(1);
  });

  it("waits for members that do not go for three leases only", () => {
    const world = World.opened(["worker-0"]);
    world.say("ps0", { kind: "abort", generation: 1, reason: "no number" });
    world.pass(5000);
    expect(world.fatal).toEqual([]);
    world.pass(1500);
    expect(world.fatal.length).toBeGreaterThan(0);
  });

  it("ends at once in a coordinator that is started again, after telling those who come back to it", () => {
    const before = World.opened(["worker-0"]);
    before.say("ps0", { kind: "abort", generation: 1, reason: "step 3: no number" });
    const { folder } = before;
    const again = new World({ folder });
    const file = path.join(folder, "aborted.json");
    const reason = `step 3: no number (it ended so before, and would again; remove ${file} to try it all the same)`;
    expect(again.events).toEqual([{ type: "aborted", reason }]);
    again.hello("worker-0");
    expect(again.session("worker-0").of("aborted")).toEqual([{ kind: "aborted", reason }]);
    again.leave("worker-0");
    again.pass(600);
    expect(again.fatal).toEqual([]);
    again.pass(100);
    expect(again.fatal).toMatchObject([{ code: "configuration", message: `the run has ended: ${reason}` }]);

    // With another number of epochs the run may end before that step; a file that cannot be read is none.
    expect(new World({ folder, steps: steps / 2 }).events).toEqual([]);
    writeFileSync(file, '{"steps":40');
    expect(new World({ folder }).events).toEqual([]);
  });

  it("does not end because of a worker, or of what an older generation came to", () => {
    const world = World.opened(["worker-0", "worker-1"]);
    world.say("worker-0", { kind: "abort", generation: 1, reason: "a lie" });
    world.leave("worker-1");
    world.pass(100);
    world.say("ps0", { kind: "abort", generation: 1, reason: "while a new generation is coming" });
    world.promise("ps0");
    world.say("ps0", { kind: "abort", generation: 1, reason: "too late" });
    world.pass(10_000);
    expect(world.loop.state.roster?.generation).toBe(2);
    expect(world.fatal).toEqual([]);
    expect(world.session("worker-0").of("aborted")).toEqual([]);
  });
});

describe("trouble with a disk", () => {
  const full = (): never => {
    throw new LockstepError("io", "ENOSPC: no space left on device");
  };
  const alarmsOf = (world: World): readonly RunEvent[] => world.events.filter(({ type }) => type === "alarm" || type === "alarm-over");

  it("of a member is told once when it says so, and once when it says so no more", () => {
    const world = World.opened(["worker-0"], { parameterServers: 2 });
    for (let beat = 0; beat < 3; beat++) world.beat("ps0", { alarms: ["disk full"] });
    world.beat("ps1", { alarms: ["disk full", "a snapshot is damaged"] });
    expect(alarmsOf(world)).toEqual([
      { type: "alarm", message: "ps0: disk full" },
      { type: "alarm", message: "ps1: disk full" },
      { type: "alarm", message: "ps1: a snapshot is damaged" },
    ]);
    world.leave("ps0");
    world.hello("ps0", { instance: "again" });
    expect(alarmsOf(world)).toHaveLength(3);
    for (let beat = 0; beat < 3; beat++) world.beat("ps0");
    world.beat("ps1", { alarms: ["a snapshot is damaged"] });
    expect(alarmsOf(world).slice(3)).toEqual([
      { type: "alarm-over", message: "ps0: disk full" },
      { type: "alarm-over", message: "ps1: disk full" },
    ]);
  });

  it("of the coordinator itself is not over because a member with the name of its problem has none", () => {
    const world = World.opened(["journal", "worker-1"]);
    const advance = vi.spyOn(world.journal, "advance").mockImplementation(full);
    world.leave("worker-1");
    for (let beat = 0; beat < 3; beat++) {
      world.pass(200);
      world.beat("journal");
    }
    advance.mockRestore();
    expect(alarmsOf(world)).toEqual([{ type: "alarm", message: "no generation can begin: ENOSPC: no space left on device" }]);
  });

  it("under the journal: no generation begins, and it is tried again until one does", () => {
    const world = World.opened(["worker-0", "worker-1"]);
    const advance = vi.spyOn(world.journal, "advance").mockImplementation(full);
    world.leave("worker-1");
    world.pass(1000);
    expect(world.fatal).toEqual([]);
    expect(advance).toHaveBeenCalledTimes(10);
    expect(world.fenceOf("ps0").generation).toBe(1);
    advance.mockRestore();
    world.pass(100);
    world.promise("ps0");
    expect([world.workers, world.fenceOf("ps0").generation]).toEqual([["worker-0"], 2]);
    expect(alarmsOf(world)).toEqual([
      { type: "alarm", message: "no generation can begin: ENOSPC: no space left on device" },
      { type: "alarm-over", message: "no generation can begin: ENOSPC: no space left on device" },
    ]);
  });

  it("under the journal ends a coordinator that another one has superseded", () => {
    const world = World.opened(["worker-0", "worker-1"]);
    new Journal(world.folder, "newer").claim();
    world.leave("worker-1");
    world.pass(100);
    expect(world.fatal).toMatchObject([{ code: "refused" }]);
  });

  it("under the model of the first worker: the run begins all the same, and the model is kept later", () => {
    const world = new World();
    const keep = vi.spyOn(world.journal, "keepFirstWorker").mockImplementation(full);
    for (const name of ["ps0", "worker-0", "worker-1"]) world.hello(name);
    world.pass(100);
    world.promise("ps0");
    expect(world.workers).toEqual(["worker-0", "worker-1"]);
    world.pass(3000);
    expect(keep.mock.calls.length).toBeLessThan(6);
    expect(world.journal.firstWorker).toBeNull();
    keep.mockRestore();
    world.pass(1000);
    expect(world.journal.firstWorker).toMatchObject({ backend: "cpu" });
    expect(world.fatal).toEqual([]);
    expect(alarmsOf(world).map(({ type }) => type)).toEqual(["alarm", "alarm-over"]);
  });
});
