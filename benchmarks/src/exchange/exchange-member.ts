import path from "node:path";
import {
  deferred,
  GrpcExchange,
  layoutJson,
  LockstepError,
  makeLayout,
  maxMemberRequestBytes,
  openLedgerFile,
  RpcServer,
  silentLogger,
  SnapshotStore,
  stepsPerEpoch,
} from "@lockstep/core";
import type { Layout, Logger, Roster, RunDescription, SharedMemoryChoice } from "@lockstep/core";
import { Ownership, RangeServer } from "@lockstep/parameter-server/parts";
import { TrainingLoop } from "@lockstep/worker/parts";
import { serveRequests } from "../process/serve-requests.ts";
import { ConstantGradient } from "./constant-gradient.ts";

// A worker or the parameter server of a run, as a process of its own: the real training loop, exchange, fence, commit and ledger, without
// a coordinator and without gradients.

export interface ExchangeMemberStart {
  readonly role: "worker" | "server";
  readonly name: string;
  /** P */
  readonly parameters: number;
  /** V */
  readonly shards: number;
  /** for the server's state, ledger and snapshots */
  readonly folder: string;
  readonly sharedMemory: SharedMemoryChoice;
}

export type ExchangeRequest =
  | { readonly kind: "listen" }
  | { readonly kind: "open"; readonly roster: Roster }
  /** a worker makes so many steps; the server only tells its CPU time */
  | { readonly kind: "turn"; readonly steps: number };

export interface ExchangeTurn {
  /** of each step; empty at the server */
  readonly ms: readonly number[];
  /** of this process since the turn before */
  readonly cpuMs: number;
}

const start = JSON.parse(process.argv[2] ?? "{}") as ExchangeMemberStart;
const credentials = { token: "token of a benchmark", runId: "benchmark" };
/** Errors end the process; everything else is nobody's business here. */
const logger: Logger = { ...silentLogger, error: (_fields, message) => void process.stderr.write(`${message}\n`) };
const layout: Layout = makeLayout([
  { name: "dense", shape: [start.parameters], initializer: { kind: "uniform", min: -0.05, max: 0.05 }, update: "optimizer" },
]);
const run: RunDescription = {
  runId: credentials.runId,
  recipeHash: "benchmark",
  // Nobody reads the samples: there are as many as no benchmark comes to the end of, so that no step evaluates or writes a snapshot.
  data: { trainSamples: 2 ** 31, testSamples: 0, featureShape: [1], classes: 2 },
  settings: {
    recipe: "benchmark",
    overrides: {},
    seed: 0,
    shards: start.shards,
    batchSize: 32 * start.shards,
    epochs: 1,
    parameterServers: 1,
    minWorkers: 1,
    snapshotEverySteps: 2 ** 31,
    optimizer: { name: "adam", learningRate: 1e-3 },
    data: null,
    backend: "cpu",
    allowMixedBackends: false,
    nonFinite: "stop",
  },
};
const steps = stepsPerEpoch(run.data.trainSamples, run.settings.batchSize, run.settings.shards);
const failure = deferred<never>();
const gradient = new ConstantGradient(start.name, layout, start.shards);
let exchange: GrpcExchange | null = null;
let usedBefore = process.cpuUsage();

async function listen(): Promise<GrpcExchange> {
  const server = new RpcServer(credentials, logger, maxMemberRequestBytes);
  const grpc = new GrpcExchange({ server, credentials, logger, sharedMemory: start.sharedMemory });
  grpc.setAddress(await server.listen("127.0.0.1:0"));
  return grpc;
}

async function openServer(grpc: GrpcExchange, roster: Roster): Promise<void> {
  const { folder } = start;
  const server = new RangeServer({
    range: 0,
    run,
    exchange: grpc,
    ownership: new Ownership(folder, 0, "benchmark"),
    store: await SnapshotStore.open({ folder: path.join(folder, "snapshots"), range: 0, run, logger }),
    ledger: await openLedgerFile(path.join(folder, "ledger.jsonl")),
    steps,
    logger,
    send: () => {},
    onFatal: failure.reject,
  });
  server.fence(roster.generation, roster.coordinator);
  server.open(roster);
}

function openWorker(grpc: GrpcExchange, roster: Roster): void {
  const loop = new TrainingLoop({
    name: start.name,
    run,
    gradient,
    exchange: grpc,
    fetchSamples: () => Promise.reject(new LockstepError("invariant", "no samples are needed")),
    onDeadLink: () => {},
    logger,
  });
  loop.failed.catch((error: LockstepError) => failure.reject(error));
  loop.adopt(roster);
}

async function turn(count: number): Promise<ExchangeTurn> {
  const ms = start.role === "worker" ? await gradient.run(count) : [];
  const { user, system } = process.cpuUsage(usedBefore);
  usedBefore = process.cpuUsage();
  return { ms, cpuMs: (user + system) / 1000 };
}

async function answer(request: ExchangeRequest): Promise<object> {
  switch (request.kind) {
    case "listen":
      exchange = await listen();
      return { address: exchange.address, layoutJson: layoutJson(layout) };
    case "open":
      if (exchange === null) throw new LockstepError("invariant", "asked to open before to listen");
      if (start.role === "server") await openServer(exchange, request.roster);
      else openWorker(exchange, request.roster);
      return {};
    default:
      return turn(request.steps);
  }
}

serveRequests((request: ExchangeRequest) => Promise.race([answer(request), failure.promise]));
