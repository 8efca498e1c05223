import { afterEach, describe, expect, it } from "vitest";
import type * as proto from "../../generated/messages.js";
import { silentLogger } from "../run/logger.ts";
import { RpcClient } from "./client.ts";
import { readLedgerMethod, readRangeMethod } from "./methods.ts";
import { readLedger, readRange } from "./parameter-server-client.ts";
import { RpcServer } from "./server.ts";

const credentials = { token: "secret", runId: "run" };
const values = Float32Array.from({ length: 1000 }, (_, i) => i / 7);
const bytes = new Uint8Array(values.buffer);
const signal = new AbortController().signal;

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function clientOf(
  range: readonly proto.RangeChunk.$Properties[],
  ledger: readonly proto.LedgerChunk.$Properties[] = [],
): Promise<RpcClient> {
  const server = new RpcServer(credentials, silentLogger)
    .addServerStream(readRangeMethod, async (_request, stream) => {
      for (const chunk of range) await stream.write(chunk);
    })
    .addServerStream(readLedgerMethod, async (_request, stream) => {
      for (const chunk of ledger) await stream.write(chunk);
    });
  const client = new RpcClient(await server.listen("127.0.0.1:0"), credentials);
  closers.push(
    () => server.close(),
    () => client.close(),
  );
  return client;
}

describe("readRange", () => {
  it("puts the pieces of a range together", async () => {
    const client = await clientOf([
      { start: 500, data: bytes.subarray(0, 1600) },
      { start: 900, data: bytes.subarray(1600) },
    ]);
    const { start, data } = await readRange(client, 7, 1000, signal);
    expect(start).toBe(500);
    expect(data).toEqual(values);
  });

  it("takes an empty range, sent as an empty piece or none", async () => {
    expect((await readRange(await clientOf([{ start: 0, data: new Uint8Array() }]), 7, 0, signal)).data.length).toBe(0);
    expect((await readRange(await clientOf([]), 7, 0, signal)).data.length).toBe(0);
  });

  const bad: readonly [string, proto.RangeChunk.$Properties[]][] = [
    [
      "a gap",
      [
        { start: 0, data: bytes.subarray(0, 400) },
        { start: 200, data: bytes.subarray(800) },
      ],
    ],
    [
      "too much",
      [
        { start: 0, data: bytes },
        { start: 1000, data: bytes.subarray(0, 4) },
      ],
    ],
    ["too little", [{ start: 0, data: bytes.subarray(0, 3996) }]],
    ["part of a value", [{ start: 0, data: bytes.subarray(0, 3998) }]],
  ];
  it.each(bad)("refuses %s", async (_what, chunks) => {
    await expect(readRange(await clientOf(chunks), 7, 1000, signal)).rejects.toMatchObject({ code: "protocol" });
  });
});

describe("readLedger", () => {
  it("gives the pieces in order and refuses a gap", async () => {
    const pieces: string[] = [];
    const client = await clientOf(
      [],
      [
        { offset: 5, data: Buffer.from("abc") },
        { offset: 8, data: Buffer.from("de") },
        { offset: 11, data: Buffer.from("f") },
      ],
    );
    const read = async (): Promise<void> => {
      for await (const { data } of readLedger(client, { offset: 5, follow: false, signal })) pieces.push(Buffer.from(data).toString());
    };
    await expect(read()).rejects.toMatchObject({ code: "protocol" });
    expect(pieces).toEqual(["abc", "de"]);
  });
});
