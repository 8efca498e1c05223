import { createHash } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import type * as proto from "../../generated/messages.js";
import { silentLogger } from "../run/logger.ts";
import { RpcClient } from "./client.ts";
import { readInitialValues } from "./initial-values-client.ts";
import { readInitialValuesMethod } from "./methods.ts";
import { RpcServer } from "./server.ts";

const credentials = { token: "secret", runId: "run" };
const values = Float32Array.from({ length: 100 }, (_, i) => i / 7);
const bytes = new Uint8Array(values.buffer);
const sha256 = new Uint8Array(createHash("sha256").update(bytes).digest());
const signal = new AbortController().signal;

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function clientOf(chunks: readonly proto.InitialValuesChunk.$Properties[]): Promise<RpcClient> {
  const server = new RpcServer(credentials, silentLogger).addServerStream(readInitialValuesMethod, async (_request, stream) => {
    for (const chunk of chunks) await stream.write(chunk);
  });
  const client = new RpcClient(await server.listen("127.0.0.1:0"), credentials);
  closers.push(
    () => server.close(),
    () => client.close(),
  );
  return client;
}

describe("readInitialValues", () => {
  it("puts the pieces together", async () => {
    const client = await clientOf([
      { start: 50, data: bytes.subarray(0, 160) },
      { start: 90, data: bytes.subarray(160), sha256 },
    ]);
    expect(await readInitialValues(client, 50, 150, signal)).toEqual(values);
  });

  const bad: readonly [string, string, proto.InitialValuesChunk.$Properties[]][] = [
    ["a gap", "protocol", [{ data: bytes.subarray(0, 40) }, { start: 20, data: bytes.subarray(80), sha256 }]],
    ["another start", "protocol", [{ start: 1, data: bytes, sha256 }]],
    ["too much", "protocol", [{ data: bytes }, { start: 100, data: bytes.subarray(0, 4), sha256 }]],
    ["too little", "protocol", [{ data: bytes.subarray(0, 396), sha256 }]],
    ["half an element", "protocol", [{ data: bytes.subarray(0, 6) }]],
    ["nothing", "protocol", []],
    ["no digest", "data", [{ data: bytes }]],
    ["another digest", "data", [{ data: bytes, sha256: sha256.map((byte) => byte ^ 1) }]],
  ];
  it.each(bad)("refuses %s (%s)", async (_what, code, chunks) => {
    await expect(readInitialValues(await clientOf(chunks), 0, 100, signal)).rejects.toMatchObject({ code });
  });
});
