import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  fillInitialValues,
  layoutJson,
  LockstepError,
  makeLayout,
  readInitialValues,
  RpcClient,
  RpcServer,
  safetensorsHeader,
  silentLogger,
} from "@lockstep/core";
import { addInitialValuesService } from "./initial-values-service.ts";
import { InitialValues, initialValuesPath } from "./initial-values.ts";

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const initializer = { kind: "glorotUniform" } as const;
// Large enough for several chunks of a transfer.
const layout = makeLayout([
  { name: "a/kernel", shape: [300, 200], initializer, update: "fixed" },
  { name: "b/kernel", shape: [7], initializer, update: "optimizer" },
  { name: "c/kernel", shape: [500, 200], initializer, update: "optimizer" },
]);
const P = layout.length;
const seed = 5;

const random = new Float32Array(P);
fillInitialValues(layout, seed, 0, P, random);
/** c before a, b of another shape. */
const tensors = [
  { name: "c/kernel", shape: [500, 200] },
  { name: "b/kernel", shape: [8] },
  { name: "a/kernel", shape: [300, 200] },
];
const given = Float32Array.from({ length: 160_008 }, (_, i) => i);
const expected = Float32Array.from([...given.subarray(100_008), ...random.subarray(60_000, 60_007), ...given.subarray(0, 100_000)]);

async function newFolder(header: Uint8Array = safetensorsHeader(tensors), values = given): Promise<{ folder: string; sha256: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), "lockstep-initial-"));
  closers.push(() => rm(folder, { recursive: true }));
  const file = Buffer.concat([header, new Uint8Array(values.buffer)]);
  const sha256 = createHash("sha256").update(file).digest("hex");
  await writeFile(initialValuesPath(folder, sha256), file);
  return { folder, sha256 };
}

async function opened({ folder, sha256 }: { readonly folder: string; readonly sha256: string }): Promise<InitialValues> {
  const values = await InitialValues.open(folder, sha256);
  closers.push(() => values.close());
  return values;
}

describe("InitialValues", () => {
  it("are the file's where name and shape are the same, and the seed's elsewhere, however they are cut", async () => {
    const values = await opened(await newFolder());
    expect(await values.read(layout, seed, 0, P)).toEqual(expected);
    for (const [start, end] of [
      [0, 0],
      [P, P],
      [59_999, 60_001],
      [60_003, 60_010],
      [12_345, 100_000],
    ] as const)
      expect(await values.read(layout, seed, start, end)).toEqual(expected.slice(start, end));
    expect(values.match(layout).reason).toMatch(/^2 of 3 tensors .* b\/kernel \(\[7\] in the model, \[8\] in the file\)$/);
  });

  it("must be those that the run was made with", async () => {
    const run = await newFolder();
    const file = initialValuesPath(run.folder, run.sha256);
    const bytes = await readFile(file);
    bytes[bytes.length - 1] = 1;
    await writeFile(file, bytes);
    await expect(InitialValues.open(run.folder, run.sha256)).rejects.toMatchObject({
      code: "data",
      message: expect.stringMatching(/not the file that the run was made with/) as string,
    });
    await rm(file);
    await expect(InitialValues.open(run.folder, run.sha256)).rejects.toMatchObject({ code: "data" });
    await expect(InitialValues.open(run.folder, run.sha256)).rejects.toThrow(/begins with cannot be read: ENOENT/);
    const nonsense = await newFolder(Buffer.from("nonsense"));
    await expect(InitialValues.open(nonsense.folder, nonsense.sha256)).rejects.toThrow(/no safetensors file/);
  });

  it("reach a parameter server whole, whatever its range is", async () => {
    const { client } = await serve(await opened(await newFolder()));
    const signal = new AbortController().signal;
    for (const [start, end] of [
      [0, P],
      [0, P / 3],
      [65_536, 131_072],
      [P, P],
    ] as const) {
      const whole = Math.floor(end);
      expect(await readInitialValues(client, start, whole, signal)).toEqual(expected.slice(start, whole));
    }
    await expect(readInitialValues(client, 0, P + 1, signal)).rejects.toMatchObject({ code: "protocol" });
  });

  it("tell what does not fit, once, and end a run of which nothing fits", async () => {
    const signal = new AbortController().signal;
    const partly = await serve(await opened(await newFolder()));
    for (let i = 0; i < 3; i++) await readInitialValues(partly.client, 0, 10, signal);
    expect(partly.said).toEqual([expect.stringMatching(/^2 of 3 tensors take/)]);
    expect(partly.fatal).toEqual([]);

    const header = safetensorsHeader([{ name: "other", shape: [given.length] }]);
    const never = await serve(await opened(await newFolder(header)));
    await expect(readInitialValues(never.client, 0, 10, signal)).rejects.toBeInstanceOf(LockstepError);
    expect(never.fatal).toEqual([
      expect.objectContaining({
        code: "configuration",
        message: expect.stringMatching(/^nothing of --from fits the model: 0 of 3/) as string,
      }),
    ]);
  });
});

interface Served {
  readonly client: RpcClient;
  readonly said: string[];
  readonly fatal: LockstepError[];
}

async function serve(values: InitialValues): Promise<Served> {
  const said: string[] = [];
  const fatal: LockstepError[] = [];
  const credentials = { token: "secret", runId: "run" };
  const server = new RpcServer(credentials, silentLogger);
  addInitialValuesService(server, {
    values,
    seed,
    layoutJson: () => layoutJson(layout),
    logger: { ...silentLogger, warn: (_fields, message) => said.push(message) },
    onFatal: (error) => fatal.push(error),
  });
  const client = new RpcClient(await server.listen("127.0.0.1:0"), credentials);
  closers.push(
    () => server.close(),
    () => client.close(),
  );
  return { client, said, fatal };
}
