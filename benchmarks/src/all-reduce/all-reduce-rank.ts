import { allReduce, createProcessGroup, GrpcExchange, LockstepError, maxMemberRequestBytes, RpcServer, silentLogger } from "@lockstep/core";
import type { ProcessGroup, TensorExchange } from "@lockstep/core";
import { serveRequests } from "../process/serve-requests.ts";
import { TcpExchange } from "./tcp-exchange.ts";

// One rank of an all-reduce, as a process of its own.

export interface AllReduceRankStart {
  /** "messages": over gRPC, without shared memory */
  readonly transport: "grpc" | "messages" | "tcp";
  readonly rank: number;
}

export type AllReduceRequest =
  | { readonly kind: "listen" }
  | { readonly kind: "join"; readonly addresses: readonly string[] }
  /** all-reduces of the same length: some that do not count, one that is checked, then those that are measured */
  | { readonly kind: "turn"; readonly floats: number; readonly warmUp: number; readonly rounds: number };

export interface AllReduceTurn {
  /** of each measured call */
  readonly ms: readonly number[];
  /** of this process, over all measured calls */
  readonly cpuMs: number;
}

const { transport, rank } = JSON.parse(process.argv[2] ?? "{}") as AllReduceRankStart;
const credentials = { token: "token of a benchmark", runId: "benchmark" };
let exchange: TensorExchange | null = null;
let group: ProcessGroup | null = null;

async function listen(): Promise<TensorExchange> {
  if (transport === "tcp") return TcpExchange.listen();
  const server = new RpcServer(credentials, silentLogger, maxMemberRequestBytes);
  const grpc = new GrpcExchange({ server, credentials, logger: silentLogger, sharedMemory: transport === "grpc" ? "auto" : "off" });
  grpc.setAddress(await server.listen("127.0.0.1:0"));
  return grpc;
}

async function turn(ranks: ProcessGroup, floats: number, warmUp: number, rounds: number): Promise<AllReduceTurn> {
  await check(ranks, floats);
  // Zeros stay zeros, however often they are added.
  const vector = new Float32Array(floats);
  for (let i = 0; i < warmUp; i++) await allReduce(ranks, vector);
  const before = process.cpuUsage();
  const ms: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const startMs = performance.now();
    await allReduce(ranks, vector);
    ms.push(performance.now() - startMs);
  }
  const { user, system } = process.cpuUsage(before);
  return { ms, cpuMs: (user + system) / 1000 };
}

/** What is measured must be what it says. */
async function check(ranks: ProcessGroup, floats: number): Promise<void> {
  const vector = new Float32Array(floats).fill(rank + 1);
  await allReduce(ranks, vector);
  const expected = (ranks.size * (ranks.size + 1)) / 2;
  if (vector.some((value) => value !== expected))
    throw new LockstepError(
      "invariant",
      `rank ${rank}: the all-reduce of ${floats} floats over ${transport} is wrong; expected ${expected}`,
    );
}

serveRequests(async (request: AllReduceRequest) => {
  switch (request.kind) {
    case "listen":
      exchange = await listen();
      return { address: exchange.address };
    case "join": {
      const { addresses } = request;
      if (exchange === null) throw new LockstepError("invariant", "asked to join before to listen");
      group = createProcessGroup({ exchange, rank, ranks: addresses.map((_, index) => `rank-${index}`), addresses, generation: 1 });
      return {};
    }
    default:
      if (group === null) throw new LockstepError("invariant", "asked to measure before to join");
      return turn(group, request.floats, request.warmUp, request.rounds);
  }
});
