import type { TensorExchange } from "../exchange/exchange.ts";
import { GrpcExchange } from "../exchange/grpc-exchange.ts";
import type { GrpcExchangeOptions } from "../exchange/grpc-exchange.ts";
import { createMemoryNetwork } from "../exchange/memory-exchange.ts";
import { FaultProxy } from "../faults/fault-proxy.ts";
import type { RunCredentials } from "../rpc/credentials.ts";
import { RpcServer } from "../rpc/server.ts";
import { silentLogger } from "../run/logger.ts";

/** "grpc": bytes travel in messages only; "shared-memory": all of them by shared memory, where the machine has any. */
export type TransportName = "memory" | "grpc" | "shared-memory";

/** Exchanges on one network whose connections can be broken. */
export interface ExchangeFixture {
  /** A new exchange, reachable for the others under {@link addressOf} its name. */
  create(name: string, chunkBytes: number): Promise<TensorExchange>;
  addressOf(name: string): string;
  /** Breaks every connection. */
  cut(): void;
  /** Lets nothing through to or from the exchange of this name until the returned function is called. */
  freeze(name: string): () => void;
  close(): Promise<void>;
}

export function createExchangeFixture(transport: TransportName): ExchangeFixture {
  if (transport === "memory") return memoryFixture();
  return grpcFixture(transport === "grpc" ? { sharedMemory: "off" } : { leastSharedBytes: 1 });
}

function memoryFixture(): ExchangeFixture {
  const network = createMemoryNetwork();
  const exchanges: TensorExchange[] = [];
  return {
    create: (name, chunkBytes) => {
      const exchange = network.exchange(name, name, { chunkBytes });
      exchanges.push(exchange);
      return Promise.resolve(exchange);
    },
    addressOf: (name) => name,
    cut: () => network.cutStreams(),
    freeze: (name) => network.isolate(name),
    close: async () => {
      await Promise.all(exchanges.map((exchange) => exchange.close()));
    },
  };
}

const credentials: RunCredentials = { token: "token of a test", runId: "run of a test" };

function grpcFixture(sharing: Pick<GrpcExchangeOptions, "sharedMemory" | "leastSharedBytes">): ExchangeFixture {
  const exchanges: TensorExchange[] = [];
  const proxies = new Map<string, FaultProxy>();
  const proxyOf = (name: string): FaultProxy => {
    const proxy = proxies.get(name);
    if (!proxy) throw new Error(`no exchange ${name}`);
    return proxy;
  };
  return {
    create: async (name, chunkBytes) => {
      const server = new RpcServer(credentials, silentLogger);
      const exchange = new GrpcExchange({ server, credentials, logger: silentLogger, chunkBytes, ...sharing });
      exchange.setAddress(await server.listen("127.0.0.1:0"));
      proxies.set(name, await FaultProxy.listen({ target: exchange.address }));
      exchanges.push(exchange);
      return exchange;
    },
    addressOf: (name) => proxyOf(name).address,
    cut: () => {
      for (const proxy of proxies.values()) proxy.reset("*");
    },
    freeze: (name) => {
      const proxy = proxyOf(name);
      proxy.setFaults("*", { toTarget: { blackhole: true }, fromTarget: { blackhole: true } });
      return () => proxy.heal();
    },
    close: async () => {
      await Promise.all(exchanges.map((exchange) => exchange.close()));
      await Promise.all([...proxies.values()].map((proxy) => proxy.close()));
    },
  };
}
