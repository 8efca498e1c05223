import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { deflateRawSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { extractZipEntry, readZipEntries } from "./zip-archive.mjs";

let folder;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "lockstep-zip-"));
});

afterEach(() => rm(folder, { recursive: true }));

/** A zip file as the format's specification has it; checksums, which the reader leaves to the hash of the whole, are 0. */
function zip(files, { comment = "", extra = Buffer.alloc(0) } = {}) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const { name, content, method, claimed = content.length } of files) {
    const packed = method === 8 ? deflateRawSync(content) : content;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    local.writeUInt16LE(extra.length, 28);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(claimed, 24);
    entry.writeUInt16LE(Buffer.byteLength(name), 28);
    entry.writeUInt32LE(offset, 42);
    parts.push(local, Buffer.from(name), extra, packed);
    directory.push(entry, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + extra.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...parts, listed, end, Buffer.from(comment)]);
}

const library = Buffer.from("machine code ".repeat(500));
const files = [
  { name: "tensorflow/lib.so", content: library, method: 8 },
  { name: "tensorflow/größe.h", content: Buffer.from("#pragma once\n"), method: 0 },
  { name: "tensorflow/empty.h", content: Buffer.alloc(0), method: 0 },
];

async function save(bytes) {
  const file = path.join(folder, "some.whl");
  await writeFile(file, bytes);
  return file;
}

async function extractAll(file) {
  const contents = [];
  for (const entry of await readZipEntries(file)) {
    const target = path.join(folder, "out", entry.name);
    await extractZipEntry(file, entry, target);
    contents.push({ name: entry.name, content: await readFile(target) });
  }
  return contents;
}

describe("a zip file", () => {
  it.each([{}, { comment: "a comment with PK inside" }, { extra: Buffer.from("extra field") }])(
    "gives its entries, packed or stored (%j)",
    async (options) => {
      const file = await save(zip(files, options));
      expect(await extractAll(file)).toEqual(files.map(({ name, content }) => ({ name, content })));
    },
  );

  it("that is cut short anywhere is refused", async () => {
    const whole = zip(files);
    for (const length of [0, 10, whole.length >> 1, whole.length - 1]) {
      const file = await save(whole.subarray(0, length));
      await expect(extractAll(file), `${length} bytes`).rejects.toThrow(/^some\.whl is damaged: .*; download it again$/);
    }
  });

  it("whose directory points beyond its end is refused", async () => {
    const whole = zip(files);
    whole.writeUInt32LE(0xffffffff, whole.length - 6);
    await expect(extractAll(await save(whole))).rejects.toThrow("some.whl is damaged: it is cut short");
  });

  it("whose directory is overwritten is refused", async () => {
    const whole = zip(files);
    whole.fill(0, whole.readUInt32LE(whole.length - 6), whole.length - 22);
    await expect(extractAll(await save(whole))).rejects.toThrow("its directory is broken");
  });

  it("with an entry that does not unpack, or not to its size, is refused", async () => {
    const noise = Buffer.alloc(5_000, 0xff);
    const broken = zip([{ name: "lib.so", content: noise, method: 0 }]);
    broken.writeUInt16LE(8, broken.readUInt32LE(broken.length - 6) + 10);
    await expect(extractAll(await save(broken))).rejects.toThrow("lib.so does not unpack");

    const wrong = zip([{ name: "lib.so", content: library, method: 8, claimed: 7 }]);
    await expect(extractAll(await save(wrong))).rejects.toThrow(`lib.so has ${library.length} bytes instead of 7`);
  });

  it("with a kind of packing that nothing needs is refused", async () => {
    const file = await save(zip([{ name: "lib.so", content: library, method: 14 }]));
    await expect(extractAll(file)).rejects.toThrow("lib.so is packed in a way (14) that is not supported");
  });
});
