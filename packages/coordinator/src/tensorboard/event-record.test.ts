import { describe, expect, it } from "vitest";
import { crc32c } from "./crc32c.ts";
import { encodeRecord, maskedCrc32c, readRecords } from "./event-record.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");

describe("crc32c", () => {
  it("gives the sums of RFC 3720, appendix B.4, and the check value of the catalogue of CRCs", () => {
    expect(crc32c(new Uint8Array(32)).toString(16)).toBe("8a9136aa");
    expect(crc32c(new Uint8Array(32).fill(0xff)).toString(16)).toBe("62a8ab43");
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i)).toString(16)).toBe("46dd794e");
    expect(crc32c(bytes("123456789")).toString(16)).toBe("e3069283");
    expect(crc32c(new Uint8Array())).toBe(0);
    expect(maskedCrc32c(bytes("123456789")).toString(16)).toBe("c78ab0e5");
  });
});

describe("encodeRecord", () => {
  it("gives the bytes that TensorBoard's RecordWriter gives (2.21.0)", () => {
    expect(Buffer.from(encodeRecord(bytes("Lockstep"))).toString("hex")).toBe("0800000000000000ff86240f4c6f636b73746570d7c3d1bd");
  });
});

describe("readRecords", () => {
  const texts = ["one", "", "three"];
  const file = Buffer.concat(texts.map((text) => encodeRecord(bytes(text))));
  const read = (found: Uint8Array): { readonly texts: string[]; readonly end: number } => {
    const seen: string[] = [];
    const end = readRecords(found, (data) => seen.push(Buffer.from(data).toString("latin1")));
    return { texts: seen, end };
  };

  it("reads what was written, also in the middle of other memory", () => {
    expect(read(file)).toEqual({ texts, end: file.length });
    expect(read(Buffer.concat([bytes("abc"), file]).subarray(3))).toEqual({ texts, end: file.length });
  });

  it("ends before the first record that is torn, wherever it is torn", () => {
    const whole = [0, 19, 35, file.length];
    for (let length = 0; length < file.length; length++) {
      const records = whole.filter((end) => end <= length).length - 1;
      expect(read(file.subarray(0, length))).toEqual({ texts: texts.slice(0, records), end: whole[records] });
    }
  });

  it("ends before the first record of which a bit is wrong", () => {
    for (let at = 19; at < 35; at++) {
      const damaged = Uint8Array.from(file);
      damaged[at] = (damaged[at] as number) ^ 1;
      expect(read(damaged)).toEqual({ texts: ["one"], end: 19 });
    }
  });

  it("believes no length, also one with the right checksum", () => {
    const head = Buffer.alloc(16);
    head.writeBigUInt64LE(2n ** 63n, 0);
    head.writeUInt32LE(maskedCrc32c(head.subarray(0, 8)), 8);
    expect(read(head)).toEqual({ texts: [], end: 0 });
  });
});
