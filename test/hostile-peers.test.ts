import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { RunStatus, RunSummary } from "@lockstep/core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { lockstep } from "./harness/command.ts";
import type { RunningCommand } from "./harness/command.ts";
import { eventsOf, HandStartedRun, token, untilMoreEpochs } from "./harness/hand-started-run.ts";
import { pacedRecipe, setPace } from "./harness/paced-recipe.ts";
import { makeScratch, readSummary, removeScratch, train } from "./harness/run-folder.ts";
import { writeSmallMnist } from "./harness/small-mnist.ts";
import { framed, http2Frame, http2Preface, protobuf, rawConnection, Stranger } from "./harness/stranger.ts";
import type { CallEnd } from "./harness/stranger.ts";

// One run at work, and strangers who do to its processes what strangers do. Whatever they try: they are told why it does not work, nobody else
// notices, memory stays bounded, and the run ends with the weights of one that was left in peace.

const describePath = "/lockstep.v1.Coordinator/Describe";
const sessionPath = "/lockstep.v1.Coordinator/Session";
const readShardPath = "/lockstep.v1.Dataset/ReadShard";
const exchangePath = "/lockstep.v1.TensorExchange/Stream";
const readRangePath = "/lockstep.v1.ParameterServer/ReadRange";
const readLedgerPath = "/lockstep.v1.ParameterServer/ReadLedger";
const healthPath = "/grpc.health.v1.Health/Check";

/** gRPC statuses, see grpc.io/docs/guides/status-codes. */
const status = { ok: 0, invalidArgument: 3, resourceExhausted: 8, unimplemented: 12, internal: 13, unavailable: 14, permissionDenied: 7 };

const growthLimitMiB = 64;
const sampleMs = 50;
const runTimeoutMs = 600_000;

let scratch = "";
let paceFile = "";
let reference: RunSummary;
let run: HandStartedRun;
let coordinator: RunningCommand;
let others: readonly RunningCommand[];
let runId = "";
let recipeHash = "";
const addresses = { coordinator: "", server: "", worker: "" };
type Role = keyof typeof addresses;
const roles: readonly Role[] = ["coordinator", "server", "worker"];
const processes = new Map<Role, number>();

const strangers: Stranger[] = [];
function strangerTo(address: string): Stranger {
  const stranger = new Stranger(address);
  strangers.push(stranger);
  return stranger;
}
/** A stranger who has got hold of the token. */
const known = (): { readonly token: string; readonly run: string } => ({ token, run: runId });

const rssMiB = (pid: number): number => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1]) / 1024;

/** By how many MiB the processes grew at most while this went on. */
async function growthDuring(attack: () => Promise<void>): Promise<Readonly<Record<Role, number>>> {
  const before = roles.map((role) => rssMiB(processes.get(role) ?? 0));
  const growth = roles.map(() => 0);
  const timer = setInterval(() => {
    for (const [index, role] of roles.entries())
      growth[index] = Math.max(growth[index] ?? 0, rssMiB(processes.get(role) ?? 0) - (before[index] ?? 0));
  }, sampleMs);
  try {
    await attack();
  } finally {
    clearInterval(timer);
  }
  const [first = NaN, second = NaN, third = NaN] = growth.map(Math.round);
  return { coordinator: first, server: second, worker: third };
}

/** The processes that grew by more than they may while this went on, with their MiB; none, if all is well. */
async function grownBeyondLimit(attack: () => Promise<void>): Promise<readonly string[]> {
  const growth = await growthDuring(attack);
  return roles.filter((role) => !(growth[role] < growthLimitMiB)).map((role) => `${role}: ${growth[role]} MiB`);
}

beforeAll(async () => {
  scratch = await makeScratch();
  await writeSmallMnist(path.join(scratch, "data"), 512, 100);
  const recipeFile = path.join(scratch, "recipe.mjs");
  paceFile = path.join(scratch, "pace");
  const defaults = { batchSize: 64, shards: 2, epochs: 36, optimizer: { name: "adam", learningRate: 1e-3 } } as const;
  await writeFile(recipeFile, pacedRecipe({ name: "besieged", units: 64, paceFile, slowMs: 800, defaults }));
  const common = ["--data", "data", "--seed", "4"];
  ({ summary: reference } = await train(scratch, "reference", [recipeFile, ...common]));
  run = await HandStartedRun.prepare(scratch, "run", ["--recipe", recipeFile, ...common], runTimeoutMs);
  coordinator = await run.coordinator(["--http", "127.0.0.1:0", "--expected-workers", "2"]);
  const [server, worker] = [run.parameterServer(0), run.worker("worker-a")];
  others = [server, worker, run.worker("worker-b")];
  // Long enough at full speed for memory to have settled.
  await untilMoreEpochs(coordinator, 10);
  await setPace(paceFile, "slow");
  const { stdout } = await lockstep(["status", run.folder, "--json"], { folder: scratch });
  const told = JSON.parse(stdout) as RunStatus;
  ({ runId } = told);
  addresses.coordinator = run.address;
  addresses.server = told.parameterServers["parameter-server-0"]?.address ?? "";
  addresses.worker = told.workers["worker-a"]?.address ?? "";
  for (const [role, command] of [
    ["coordinator", coordinator],
    ["server", server],
    ["worker", worker],
  ] as const)
    processes.set(role, command.pid);
  const { messages } = await strangerTo(run.address).call(describePath, [framed(protobuf([1, 1]))], known());
  recipeHash = /[0-9a-f]{64}/.exec(messages[0]?.toString("latin1") ?? "")?.[0] ?? "";
});
afterEach(() => {
  for (const stranger of strangers.splice(0)) stranger.close();
});
afterAll(async () => {
  run.end();
  await removeScratch(scratch);
});

const paths: readonly (readonly [Role, string])[] = [
  ["coordinator", describePath],
  ["coordinator", sessionPath],
  ["coordinator", readShardPath],
  ["server", readRangePath],
  ["server", readLedgerPath],
  ["server", exchangePath],
  ["worker", exchangePath],
];

describe("whoever does not belong to the run", () => {
  it.each(paths)("is refused by the %s at %s: no token, a wrong one, another run", async (role, method) => {
    const stranger = strangerTo(addresses[role]);
    for (const credentials of [
      {},
      { token: "guess", run: runId },
      { token: `${token}x`, run: runId },
      { token: token.slice(1), run: runId },
    ]) {
      const end = await stranger.call(method, [framed(protobuf([1, 1]))], credentials);
      expect(end).toMatchObject({ status: status.permissionDenied, message: expect.stringContaining("wrong or missing token") as string });
    }
    const another = await stranger.call(method, [framed(protobuf([1, 1]))], { token, run: "another" });
    expect(another).toMatchObject({ status: status.permissionDenied, message: expect.stringContaining("another run") as string });
  });

  it("is told when it speaks another protocol, or calls what is not there", async () => {
    const stranger = strangerTo(addresses.coordinator);
    const end = await stranger.call(describePath, [framed(protobuf([1, 99]))], known());
    expect(end).toMatchObject({
      status: status.permissionDenied,
      message: expect.stringContaining("protocol version 1, the caller 99") as string,
    });
    expect(await stranger.call("/lockstep.v1.Coordinator/Nothing", [framed(protobuf())], known())).toMatchObject({
      status: status.unimplemented,
    });
  });

  it("holds no memory with requests that never end: without the token not at all, with it for 10 s", async () => {
    expect(
      await grownBeyondLimit(async () => {
        const ends: Promise<CallEnd>[] = [];
        for (const role of roles) {
          for (let connection = 0; connection < 4; connection++) {
            const stranger = strangerTo(addresses[role]);
            for (let call = 0; call < 100; call++) {
              const method = [describePath, healthPath, readLedgerPath][call % 3] ?? "";
              const { stream, end } = stranger.open(method);
              stream.write(framed(Buffer.alloc(1 << 20), { claimedLength: (1 << 20) + 1 }));
              ends.push(end);
            }
          }
        }
        // What is refused by its head ends at once; the few health checks that are awaited end after 10 s, and the connections with them.
        for (const { status: ended, ms } of await Promise.all(ends)) {
          expect([3, 7, 8, 12, 14, null]).toContain(ended);
          expect(ms).toBeLessThan(30_000);
        }
        const closedAfterMs = await Promise.all(strangers.map((stranger) => stranger.closed()));
        expect(Math.max(...closedAfterMs)).toBeLessThan(30_000);
      }),
    ).toEqual([]);
  });
});

describe("nonsense", () => {
  const garbage: readonly (readonly [string, Buffer])[] = [
    ["bytes that are no protobuf", framed(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff]))],
    ["a length beyond the message", framed(Buffer.from([0x0a, 0x7f, 0x01]))],
    ["a group that never ends", framed(Buffer.alloc(1000, 0x0b))],
  ];
  it.each(paths.flatMap(([role, method]) => garbage.map(([what, bytes]) => [role, method, what, bytes] as const)))(
    "ends a call to the %s at %s with a status: %s",
    async (role, method, _, bytes) => {
      const end = await strangerTo(addresses[role]).call(method, [bytes], known());
      const said = end.messages.map((message) => message.toString("latin1")).join("");
      // A session that begins with nonsense is refused in words of its own.
      const isRefused = method === sessionPath && end.status === status.ok && /session|Hello|MemberMessage/.test(said);
      expect(isRefused ? status.invalidArgument : end.status).toSatisfy((code: number | null) =>
        [status.invalidArgument, status.internal, status.unavailable].some((expected) => expected === code),
      );
    },
  );

  it.each(paths)(
    "%s at %s refuses a message above its limit by its length, and a small one that unpacks to a large one",
    async (role, method) => {
      const stranger = strangerTo(addresses[role]);
      const { stream, end } = stranger.open(method, known());
      stream.write(framed(Buffer.alloc(100), { claimedLength: 0x7fff_ffff }));
      expect(await end).toMatchObject({ status: status.resourceExhausted });
      expect(
        await grownBeyondLimit(async () => {
          const bomb = framed(gzipSync(Buffer.alloc(64 << 20)), { compressed: true });
          const { status: ended } = await stranger.call(method, [bomb], { ...known(), headers: { "grpc-encoding": "gzip" } });
          expect(ended).toBe(status.resourceExhausted);
        }),
      ).toEqual([]);
    },
  );

  it("does not reach beyond what there is: shards, versions, offsets", async () => {
    const data = strangerTo(addresses.coordinator);
    for (const request of [protobuf([1, 1], [2, 2]), protobuf([1, 9]), protobuf([2, 0xffff_ffff]), protobuf([1, 1], [3, 0xffff_ffff])])
      expect(await data.call(readShardPath, [framed(request)], known())).toMatchObject({ status: status.invalidArgument });
    const server = strangerTo(addresses.server);
    expect(await server.call(readRangePath, [framed(protobuf([1, 0xffff_fff0]))], known())).toMatchObject({ status: status.unavailable });
    const double = (value: number): Buffer => {
      const bytes = Buffer.alloc(9);
      bytes.writeUInt8(0x09);
      bytes.writeDoubleLE(value, 1);
      return bytes;
    };
    for (const offset of [NaN, -1, 0.5, Infinity, 2 ** 60])
      expect(await server.call(readLedgerPath, [framed(double(offset))], known())).toMatchObject({ status: status.invalidArgument });
  });
});

describe("a session", () => {
  const hello = (changes: Readonly<Record<number, number | string>> = {}): Buffer => {
    const fields: Record<number, number | string> = {
      1: 1,
      2: "worker-z",
      4: "instance",
      6: "127.0.0.1:1",
      7: recipeHash,
      8: "{}",
      9: "{}",
      10: "wasm",
      11: "4.22.0",
      ...changes,
    };
    return framed(protobuf([1, protobuf(...Object.entries(fields).map(([field, value]) => [Number(field), value] as const))]));
  };
  const beat = framed(protobuf([2, protobuf([1, 1], [6, "gradient"])]));
  const refusals: readonly (readonly [string, Readonly<Record<number, number | string>>, RegExp])[] = [
    ["another recipe", { 7: "0".repeat(64) }, /another recipe/],
    ["another model", {}, /layout|model/],
    ["a range that is none", { 1: 2, 2: "parameter-server-7", 3: 7, 8: "", 9: "", 10: "", 11: "" }, /range 7/],
    ["no role", { 1: 0 }, /neither worker nor parameter server/],
    ["a name that a terminal obeys", { 2: "\u001b[2J" }, /Hello.name/],
    ["a name without end", { 2: "x".repeat(100_000) }, /Hello.name/],
    ["an address that is none", { 6: "nowhere" }, /Hello.address/],
  ];
  it.each(refusals)("with %s is refused with the reason", async (_, changes, reason) => {
    const { messages } = await strangerTo(addresses.coordinator).call(sessionPath, [hello(changes)], known());
    expect(messages.map((message) => message.toString()).join("")).toMatch(reason);
  });

  it("that takes the place of a living process is told to wait, and its words change nothing", async () => {
    for (const changes of [{ 1: 2, 2: "parameter-server-0", 5: 0x7fff_0000, 8: "", 9: "", 10: "", 11: "" }]) {
      const fenceRefused = framed(protobuf([4, protobuf([1, 0x7fff_0000])]));
      const abort = framed(protobuf([8, protobuf([1, 1], [2, "the end"])]));
      const { messages } = await strangerTo(addresses.coordinator).call(sessionPath, [hello(changes), fenceRefused, abort, beat], known());
      // CoordinatorMessage.busy, field 6, empty.
      expect(messages).toEqual([Buffer.from([0x32, 0x00])]);
    }
  });

  it("that says nothing, or begins with something else than Hello, is over within its lease", async () => {
    const stranger = strangerTo(addresses.coordinator);
    const { end } = stranger.open(sessionPath, known());
    const silent = await end;
    expect(silent.ms).toBeGreaterThan(1_500);
    expect(silent.ms).toBeLessThan(4_000);
    const { messages } = await stranger.call(sessionPath, [beat], known());
    expect(messages.map((message) => message.toString()).join("")).toMatch(/the first is beat; expected Hello/);
  });

  it("of a spare worker that says a million things is ended, whether it reads the answers or not", async () => {
    const model = JSON.parse(await readFile(path.join(run.folder, "coordinator", "model.json"), "utf8")) as Readonly<
      Record<string, string>
    >;
    const { layoutJson = "", topologyJson = "", backend = "", backendVersion = "" } = model;
    const spare = (name: string): Buffer => hello({ 2: name, 8: layoutJson, 9: topologyJson, 10: backend, 11: backendVersion });
    const beats = Buffer.concat(Array.from({ length: 100 }, () => beat));
    /** an Ack without snapshots to drop, and its prefix */
    const ackBytes = 7;
    const ends: CallEnd[] = [];
    const reading = async (): Promise<void> => {
      const { stream, end } = strangerTo(addresses.coordinator).open(sessionPath, known());
      let answered = 0;
      stream.on("data", (bytes: Buffer) => (answered += bytes.length));
      stream.write(spare("worker-y"));
      for (let hundreds = 1; hundreds <= 10_000 && !stream.readableEnded && !stream.destroyed; hundreds++) {
        stream.write(beats);
        const all = (): boolean => answered >= ackBytes * 100 * hundreds || stream.readableEnded || stream.destroyed;
        while (!all()) await sleep(1);
      }
      ends.push(await end);
    };
    const notReading = async (): Promise<void> => {
      const { stream, end } = strangerTo(addresses.coordinator).open(sessionPath, known());
      stream.pause();
      stream.write(spare("worker-z"));
      for (let hundreds = 1; hundreds <= 10_000 && !stream.destroyed; hundreds++) {
        if (!stream.write(beats)) await Promise.race([new Promise((resolve) => stream.once("drain", resolve)), end, sleep(1_000)]);
      }
      stream.resume();
      ends.push(await end);
    };
    expect(
      await grownBeyondLimit(async () => {
        await reading();
        await notReading();
      }),
    ).toEqual([]);
    expect(ends).toMatchObject([{ status: status.invalidArgument, message: expect.stringContaining("messages at once") as string }, {}]);
    expect(eventsOf(coordinator, "generation")).toHaveLength(1);
  });
});

describe("an exchange", () => {
  const pull = (fields: {
    generation?: number;
    phase?: number;
    slice?: number;
    first?: number;
    last?: number;
    offset?: number;
  }): Buffer => {
    const { generation = 1, phase = 3, slice = 0, first = 0, last = 0xffff_fff0, offset = 0 } = fields;
    return framed(protobuf([1, generation], [2, phase], [3, slice], [5, first], [6, last], [7, offset]));
  };

  it.each([
    ["no phase", { phase: 0 }],
    ["an unknown phase", { phase: 9 }],
    ["generation 0", { generation: 0 }],
    ["a slice that no model has", { slice: 0xffff_ffff }],
  ])("ends a stream that pulls %s", async (_, fields) => {
    for (const address of [addresses.server, addresses.worker]) {
      const { stream, end } = strangerTo(address).open(exchangePath, known());
      stream.write(pull(fields));
      for (let more = 0; more < 1000; more++) stream.write(pull(fields));
      expect(await end).toMatchObject({ status: status.invalidArgument, message: expect.stringContaining("malformed Pull") as string });
    }
  });

  it("ends a stream with too many pulls, and keeps little of a million of all generations, topics and offsets", async () => {
    /** twenty thousand pulls */
    const bursts = Array.from({ length: 20 }, (_thousand, thousand) =>
      Buffer.concat(
        Array.from({ length: 1000 }, (_pull, index) =>
          pull({
            generation: [1, 2, 0xffff_fffe][index % 3] ?? 1,
            slice: thousand * 1000 + index,
            offset: index % 7 === 0 ? 0xffff_fff0 : 0,
          }),
        ),
      ),
    );
    const attack = async (times: number): Promise<void> => {
      for (const address of [addresses.server, addresses.worker]) {
        let call = strangerTo(address).open(exchangePath, known());
        const ends: CallEnd[] = [];
        for (const burst of Array.from({ length: times }, () => bursts).flat()) {
          call.stream.resume();
          if (!call.stream.write(burst)) await Promise.race([new Promise((resolve) => call.stream.once("drain", resolve)), call.end]);
          if (!call.stream.readableEnded && !call.stream.destroyed) continue;
          ends.push(await call.end);
          call.stream.close();
          call = strangerTo(address).open(exchangePath, known());
        }
        expect(ends.length).toBeGreaterThan(0);
        for (const end of ends)
          expect(end).toMatchObject({
            status: status.invalidArgument,
            message: expect.stringMatching(/^more than \d+ pulls at once/) as string,
          });
      }
    };
    // What V8 takes for the garbage of so many messages it takes once.
    await attack(5);
    expect(await grownBeyondLimit(() => attack(20))).toEqual([]);
  });

  it("sends nobody more than he reads", async () => {
    expect(
      await grownBeyondLimit(async () => {
        const streams = Array.from({ length: 50 }, () => strangerTo(addresses.server).open(exchangePath, known()).stream);
        for (const stream of streams) {
          stream.pause();
          for (let repeat = 0; repeat < 200; repeat++) stream.write(pull({ first: 0, last: 0xffff_fff0 }));
        }
        const ledgers = Array.from({ length: 20 }, () => strangerTo(addresses.server).open(readLedgerPath, known()).stream);
        for (const stream of ledgers) stream.pause().end(framed(protobuf([2, 1])));
        await sleep(3_000);
      }),
    ).toEqual([]);
  });

  it("serves a bounded number of streams, and members first of all", async () => {
    expect(
      await grownBeyondLimit(async () => {
        const ends: { readonly status: number | null }[] = [];
        for (let connection = 0; connection < 12; connection++) {
          const stranger = strangerTo(addresses.server);
          for (let call = 0; call < 120; call++) {
            const { stream, end } = stranger.open(exchangePath, known());
            stream.resume();
            void end.then((ended) => ends.push(ended));
          }
        }
        await sleep(3_000);
        expect(ends.filter((ended) => ended.status === status.unavailable).length).toBeGreaterThan(1440 - 1024 - 1);
      }),
    ).toEqual([]);
  });
});

describe("a connection", () => {
  it("that is made and never used, or stops in the middle of its first words, is closed", async () => {
    const headers = Buffer.from([0x82, 0x86, 0x84]);
    const openings: readonly Buffer[] = [
      Buffer.alloc(0),
      http2Preface.subarray(0, 10),
      Buffer.concat([http2Preface, http2Frame(4, 0, 0)]),
      // HEADERS without END_HEADERS: more would have to come.
      Buffer.concat([http2Preface, http2Frame(4, 0, 0), http2Frame(1, 0, 1, headers)]),
    ];
    expect(
      await grownBeyondLimit(async () => {
        const connections = roles.flatMap((role) =>
          openings.flatMap((bytes) => Array.from({ length: 20 }, () => rawConnection(addresses[role], bytes))),
        );
        const startedMs = performance.now();
        await Promise.all(connections.map(({ closed }) => closed));
        expect(performance.now() - startedMs).toBeLessThan(30_000);
      }),
    ).toEqual([]);
  });

  it("may flood with streams that are reset at once, pings, settings and goodbyes, or headers without end", async () => {
    const settings = Buffer.concat([http2Preface, http2Frame(4, 0, 0)]);
    const floods: readonly ((at: number) => Buffer)[] = [
      () => http2Frame(6, 0, 0, Buffer.alloc(8)),
      () => http2Frame(4, 0, 0, Buffer.from([0, 3, 0, 0, 0, 1])),
      () => http2Frame(7, 0, 0, Buffer.alloc(8)),
      (at) => Buffer.concat([http2Frame(1, 4, 2 * at + 1, Buffer.from([0x83, 0x86, 0x84])), http2Frame(3, 0, 2 * at + 1, Buffer.alloc(4))]),
      (at) => (at === 0 ? http2Frame(1, 0, 1, Buffer.from([0x83, 0x86, 0x84])) : http2Frame(9, 0, 1, Buffer.alloc(200, 0x40))),
    ];
    expect(
      await grownBeyondLimit(async () => {
        for (const flood of floods) {
          const bursts = Array.from({ length: 200 }, (_burst, burst) =>
            Buffer.concat(Array.from({ length: 500 }, (_frame, index) => flood(500 * burst + index))),
          );
          for (const role of roles) {
            const { socket } = rawConnection(addresses[role], settings);
            for (const bytes of bursts) {
              if (socket.destroyed) break;
              if (!socket.write(bytes)) await Promise.race([new Promise((resolve) => socket.once("drain", resolve)), sleep(1_000)]);
            }
            socket.destroy();
          }
        }
      }),
    ).toEqual([]);
  });
});

describe("after all that", () => {
  it("the run goes on in its first generation and ends with the weights of a run that was left in peace", async () => {
    await setPace(paceFile, "full");
    for (const { result } of [coordinator, ...others]) expect(await result).toMatchObject({ code: 0, signal: null, stderr: "" });
    const { weightsHash, samplesApplied } = reference;
    expect(await readSummary(run.folder)).toMatchObject({ weightsHash, samplesApplied, ledgerOk: true, generations: 1 });
    expect(await run.verify()).toMatchObject({ code: 0, stderr: "" });
  });

  it("the logs have not been flooded", () => {
    for (const command of [coordinator, ...others])
      expect(
        command
          .output()
          .split("\n")
          .filter((line) => line.includes('"level":40')).length,
      ).toBeLessThan(100);
  });
});
