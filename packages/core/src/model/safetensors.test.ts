import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { assert, property, string, uint8Array } from "fast-check";
import { describe, expect, it } from "vitest";
import { LockstepError } from "../errors.ts";
import { float32Values, parseSafetensors, safetensorsHeader } from "./safetensors.ts";

/** With the package `safetensors`. */
const python = findPython();
const skipped = python === null ? " (skipped: no Python with the packages safetensors and numpy; name one in LOCKSTEP_TEST_PYTHON)" : "";

function findPython(): string | null {
  for (const program of [process.env["LOCKSTEP_TEST_PYTHON"], "python3"]) {
    if (program === undefined) continue;
    try {
      execFileSync(program, ["-c", "import safetensors, numpy"], { stdio: "ignore" });
      return program;
    } catch {
      // not this one
    }
  }
  return null;
}

const fileOf = (header: unknown, values: Uint8Array = new Uint8Array(), length?: bigint): Uint8Array => {
  const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const head = Buffer.alloc(8);
  head.writeBigUInt64LE(length ?? BigInt(json.length));
  return Buffer.concat([head, json, values]);
};

describe("parseSafetensors", () => {
  it("reads a file of the reference implementation", async () => {
    const bytes = await readFile(new URL("./fixtures/reference.safetensors", import.meta.url));
    const { metadata, tensors } = parseSafetensors(bytes, "reference");
    expect(metadata).toEqual({ format: "np" });
    const found = tensors.map(({ name, dtype, shape, data }) => {
      const values = float32Values({ dtype, data });
      return [name, dtype, shape, values && [...values]];
    });
    expect(found).toEqual([
      ["steps", "I64", [2], null],
      ["double", "F64", [], [Math.fround(0.1)]],
      ["dense/bias", "F32", [3], [-1.5, Math.fround(0.1), Infinity]],
      ["dense/kernel", "F32", [2, 3], [0, 0.25, 0.5, 0.75, 1, 1.25]],
      ["empty", "F32", [0, 4], []],
      ["half", "F16", [4], [0.0999755859375, -65504, 2 ** -24, Infinity]],
      ["Größe", "U8", [1], null],
    ]);
  });

  it("reads bfloat16 and every half", () => {
    expect([...(float32Values({ dtype: "BF16", data: Uint8Array.of(0xc0, 0x3f, 0x80, 0xff) }) ?? [])]).toEqual([1.5, -Infinity]);
    const halves = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);
    const values = float32Values({ dtype: "F16", data: new Uint8Array(halves.buffer) }) ?? [];
    // Between 1 and 2 they are 2^-10 apart; the least is 2^-24.
    expect(values.slice(0x3c00, 0x4001)).toEqual(Float32Array.from({ length: 1025 }, (_, i) => 1 + i / 1024));
    expect(values.slice(0, 0x401)).toEqual(Float32Array.from({ length: 1025 }, (_, i) => i * 2 ** -24));
    expect(Object.is(values[0x8000], -0)).toBe(true);
    expect(values[0x7e00]).toBeNaN();
  });

  const one = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
  const four = new Uint8Array(4);
  it.each<[string, Uint8Array, RegExp]>([
    ["nothing", new Uint8Array(), /it has 0 bytes/],
    ["a header beyond its end", fileOf({}, undefined, 3n), /a header of 3 bytes in a file of 10/],
    ["a header of 2^63 bytes", fileOf({}, undefined, 2n ** 63n), /a header of 9223372036854775808 bytes/],
    ["no JSON", fileOf("{]"), /not JSON/],
    ["no UTF-8", Buffer.concat([fileOf("", undefined, 2n), Buffer.from([0xff, 0xff])]), /not JSON/],
    ["a list", fileOf([]), /not a JSON object/],
    ["a tensor that is a number", fileOf({ a: 1 }), /tensor "a" is not a JSON object/],
    ["an unknown type", fileOf({ a: { ...one, dtype: "constructor" } }, four), /type "constructor", which does not exist/],
    ["a negative size", fileOf({ a: { ...one, shape: [-1] } }, four), /the shape \[-1\]/],
    ["a size that is no number", fileOf({ a: { ...one, shape: ["1"] } }, four), /the shape \["1"\]/],
    ["sizes whose product overflows", fileOf({ a: { ...one, shape: [2 ** 40, 2 ** 40] } }, four), /needs 4\.8/],
    ["too many bytes for its shape", fileOf({ a: { ...one, data_offsets: [0, 8] } }, new Uint8Array(8)), /has 8 bytes; F32 .* needs 4/],
    ["offsets that run backwards", fileOf({ a: { ...one, data_offsets: [4, 0] } }, four), /has -4 bytes/],
    ["three offsets", fileOf({ a: { ...one, data_offsets: [0, 4, 8] } }, four), /data_offsets \[0,4,8\]/],
    ["an overlap", fileOf({ a: one, b: one }, four), /tensor "b" begins at byte 0 of the values; expected 4/],
    ["a gap", fileOf({ a: { ...one, data_offsets: [4, 8] } }, new Uint8Array(8)), /begins at byte 4 of the values; expected 0/],
    ["values that nobody describes", fileOf({ a: one }, new Uint8Array(5)), /5 bytes of values; its header describes 4/],
    ["values that are missing", fileOf({ a: one }, new Uint8Array(3)), /3 bytes of values; its header describes 4/],
    ["metadata that are no texts", fileOf({ __metadata__: { a: 1 } }), /__metadata__ are not texts/],
  ])("refuses a file with %s", (_what, bytes, message) => {
    expect(() => parseSafetensors(bytes, "f.safetensors")).toThrow(
      expect.objectContaining({ code: "data", message: expect.stringMatching(message) as string }),
    );
  });

  it("believes no length of a header beyond its bound", () => {
    const large = new Uint8Array((16 << 20) + 64);
    new DataView(large.buffer).setBigUint64(0, BigInt((16 << 20) + 1), true);
    expect(() => parseSafetensors(large, "f")).toThrow(/at most 16777216 are read/);
  });

  it("gives an error of its own for any bytes", () => {
    const outcome = (bytes: Uint8Array): unknown => {
      try {
        return parseSafetensors(bytes, "f").tensors;
      } catch (error) {
        return error;
      }
    };
    assert(
      property(string(), uint8Array({ maxLength: 16 }), (header, values) => {
        const found = outcome(fileOf(header, values));
        return Array.isArray(found) || found instanceof LockstepError;
      }),
    );
  });
});

describe("safetensorsHeader", () => {
  const tensors = [
    { name: "dense/kernel", shape: [2, 3] },
    { name: "__proto__", shape: [] },
    { name: "7", shape: [2] },
  ];
  const values = Float32Array.from({ length: 9 }, (_, i) => Math.fround(i / 10));
  const file = Buffer.concat([safetensorsHeader(tensors, { made: "by Lockstep" }), new Uint8Array(values.buffer)]);

  it("is read again as it was, its values aligned", () => {
    const { metadata, tensors: found } = parseSafetensors(file, "made");
    expect(metadata).toEqual({ made: "by Lockstep" });
    expect(found.map(({ name, dtype, shape }) => ({ name, dtype, shape }))).toEqual(tensors.map((tensor) => ({ ...tensor, dtype: "F32" })));
    expect(found.map((tensor) => [...(float32Values(tensor) ?? [])])).toEqual([
      [...values.subarray(0, 6)],
      [...values.subarray(6, 7)],
      [...values.subarray(7)],
    ]);
    expect((file.length - values.byteLength) % 8).toBe(0);
  });

  it("names no tensor as the format names its metadata", () => {
    expect(() => safetensorsHeader([{ name: "__metadata__", shape: [] }])).toThrow(/cannot be called/);
  });

  it.skipIf(python === null)(`is read by the reference implementation${skipped}`, async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "lockstep-safetensors-"));
    try {
      const made = path.join(folder, "made.safetensors");
      await writeFile(made, file);
      const script = `
import json, sys
from safetensors import safe_open
with safe_open(sys.argv[1], framework="np") as f:
  print(json.dumps([f.metadata(), {k: [str(f.get_tensor(k).dtype), list(f.get_tensor(k).shape), f.get_tensor(k).ravel().tolist()] for k in f.keys()}]))`;
      const found = JSON.parse(execFileSync(python ?? "", ["-c", script, made], { encoding: "utf8" })) as [object, Record<string, unknown>];
      expect(found[0]).toEqual({ made: "by Lockstep" });
      expect(Object.entries(found[1]).toSorted(([a], [b]) => (a < b ? -1 : 1))).toEqual([
        ["7", ["float32", [2], [...values.subarray(7)]]],
        ["__proto__", ["float32", [], [...values.subarray(6, 7)]]],
        ["dense/kernel", ["float32", [2, 3], [...values.subarray(0, 6)]]],
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
