import { createHash } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import type * as proto from "../../generated/messages.js";
import { LockstepError } from "../errors.ts";
import { silentLogger } from "../run/logger.ts";
import { RpcClient } from "./client.ts";
import { fetchShard } from "./dataset-client.ts";
import { readShardMethod } from "./methods.ts";
import { RpcServer } from "./server.ts";
import type { ResponseStream } from "./server.ts";

const credentials = { token: "secret", runId: "run" };
const bytes = Uint8Array.from({ length: 10_007 }, (_, i) => (i * 31) % 251);
const sha256 = createHash("sha256").update(bytes).digest();

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

type Handler = (request: proto.ReadShardRequest.$Properties, stream: ResponseStream<proto.ShardChunk.$Properties>) => Promise<void>;

async function clientOf(handler: Handler): Promise<RpcClient> {
  const server = new RpcServer(credentials, silentLogger).addServerStream(readShardMethod, handler);
  const client = new RpcClient(await server.listen("127.0.0.1:0"), credentials);
  closers.push(
    () => server.close(),
    () => client.close(),
  );
  return client;
}

/** Chunks of 1,000 bytes from an offset on; `stopAfter` of them, then the transfer fails. */
async function send(
  stream: ResponseStream<proto.ShardChunk.$Properties>,
  from: number,
  stopAfter = Infinity,
  digest: Uint8Array = sha256,
): Promise<void> {
  for (let offset = from, sent = 0; offset < bytes.length; offset += 1000, sent += 1) {
    if (sent === stopAfter) throw new LockstepError("unavailable", "cut");
    const end = Math.min(bytes.length, offset + 1000);
    await stream.write({
      offset,
      total: bytes.length,
      data: bytes.subarray(offset, end),
      ...(end === bytes.length ? { sha256: digest } : {}),
    });
  }
}

const signal = new AbortController().signal;

describe("fetchShard", () => {
  it("fetches a shard over several broken transfers, each byte once", async () => {
    const offsets: number[] = [];
    const client = await clientOf(async (request, stream) => {
      expect(request).toMatchObject({ split: 2, shard: 3 });
      offsets.push(request.offset ?? 0);
      await send(stream, request.offset ?? 0, 4);
    });
    expect(Buffer.from(await fetchShard(client, "test", 3, { signal })).equals(bytes)).toBe(true);
    expect(offsets).toEqual([0, 4000, 8000]);
  });

  it("fetches an empty shard", async () => {
    const empty = createHash("sha256").digest();
    const client = await clientOf((_request, stream) => stream.write({ offset: 0, total: 0, data: new Uint8Array(), sha256: empty }));
    expect((await fetchShard(client, "test", 0, { signal })).length).toBe(0);
  });

  it("refuses bytes that do not have the digest", async () => {
    const client = await clientOf((request, stream) =>
      send(
        stream,
        request.offset ?? 0,
        Infinity,
        sha256.map((byte) => byte ^ 1),
      ),
    );
    await expect(fetchShard(client, "train", 0, { signal })).rejects.toMatchObject({ code: "data" });
    const without = await clientOf((request, stream) => send(stream, request.offset ?? 0, Infinity, new Uint8Array()));
    await expect(fetchShard(without, "train", 0, { signal })).rejects.toMatchObject({ code: "data" });
  });

  const chunks: readonly [string, proto.ShardChunk.$Properties[]][] = [
    [
      "a gap",
      [
        { offset: 0, total: 30, data: new Uint8Array(10) },
        { offset: 20, total: 30, data: new Uint8Array(10) },
      ],
    ],
    [
      "another total",
      [
        { offset: 0, total: 30, data: new Uint8Array(10) },
        { offset: 10, total: 40, data: new Uint8Array(10) },
      ],
    ],
    ["too many bytes", [{ offset: 0, total: 30, data: new Uint8Array(31) }]],
    ["too large a total", [{ offset: 0, total: 2 ** 32 - 1, data: new Uint8Array(10) }]],
  ];
  it.each(chunks)("refuses %s", async (_what, sent) => {
    const client = await clientOf(async (_request, stream) => {
      for (const chunk of sent) await stream.write(chunk);
    });
    await expect(fetchShard(client, "train", 0, { signal })).rejects.toMatchObject({ code: "protocol" });
  });

  it("passes on what the coordinator will never do, and stops when it is told to", async () => {
    const refusing = await clientOf(() => Promise.reject(new LockstepError("protocol", "no shard 9")));
    await expect(fetchShard(refusing, "train", 9, { signal })).rejects.toThrow("no shard 9");
    let tries = 0;
    const never = await clientOf(() => {
      tries += 1;
      return Promise.reject(new LockstepError("unavailable", "busy"));
    });
    const stop = new AbortController();
    const fetched = fetchShard(never, "train", 0, { signal: stop.signal });
    setTimeout(() => stop.abort(new LockstepError("generation-ended", "over")), 250);
    await expect(fetched).rejects.toMatchObject({ code: "generation-ended" });
    expect(tries).toBeGreaterThan(1);
  });
});
