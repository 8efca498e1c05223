import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createInflateRaw } from "node:zlib";
import { SetupFailure } from "./setup-failure.mjs";

/** Signatures and sizes of "APPNOTE.TXT - .ZIP File Format Specification", sections 4.3.7, 4.3.12, 4.3.16. */
const endSignature = 0x06054b50;
const endBytes = 22;
const longestComment = 0xffff;
const entrySignature = 0x02014b50;
const entryBytes = 46;
const localBytes = 30;
const stored = 0;
const deflated = 8;

/**
 * What a zip file holds, from the directory at its end. Files above 4 GB (zip64) are refused.
 * @returns {Promise<{ name: string, method: number, packedBytes: number, bytes: number, offset: number }[]>}
 * @throws SetupFailure if it is damaged
 */
export async function readZipEntries(file) {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const tail = await readAt(handle, file, Math.max(0, size - endBytes - longestComment), Math.min(size, endBytes + longestComment));
    const end = lastIndexOfSignature(tail);
    if (end < 0) throw damaged(file, "its directory is missing, so it is cut short or no zip file");
    const count = tail.readUInt16LE(end + 10);
    const directory = await readAt(handle, file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
    return parseDirectory(file, directory, count);
  } finally {
    await handle.close();
  }
}

function lastIndexOfSignature(tail) {
  for (let at = tail.length - endBytes; at >= 0; at--) if (tail.readUInt32LE(at) === endSignature) return at;
  return -1;
}

function parseDirectory(file, directory, count) {
  const entries = [];
  for (let at = 0; entries.length < count;) {
    if (at + entryBytes > directory.length || directory.readUInt32LE(at) !== entrySignature) throw damaged(file, "its directory is broken");
    const nameBytes = directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString("utf8", at + entryBytes, at + entryBytes + nameBytes),
      method: directory.readUInt16LE(at + 10),
      packedBytes: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    });
    at += entryBytes + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** Unpacks one entry into `target`, whose folders are made. @throws SetupFailure if it is damaged */
export async function extractZipEntry(file, { name, method, packedBytes, bytes, offset }, target) {
  if (method !== stored && method !== deflated) throw damaged(file, `${name} is packed in a way (${method}) that is not supported`);
  const handle = await open(file);
  let start;
  try {
    const local = await readAt(handle, file, offset, localBytes);
    start = offset + localBytes + local.readUInt16LE(26) + local.readUInt16LE(28);
  } finally {
    await handle.close();
  }
  await mkdir(path.dirname(target), { recursive: true });
  const output = createWriteStream(target);
  // The end is inclusive: nothing at all would be read as everything.
  const input = packedBytes === 0 ? [] : createReadStream(file, { start, end: start + packedBytes - 1, highWaterMark: 1 << 20 });
  try {
    if (method === stored) await pipeline(input, output);
    else await pipeline(input, createInflateRaw({ chunkSize: 1 << 20 }), output);
  } catch (error) {
    if (String(error.code).startsWith("Z_")) throw damaged(file, `${name} does not unpack`);
    throw error;
  }
  const found = (await stat(target)).size;
  if (found !== bytes) throw damaged(file, `${name} has ${found} bytes instead of ${bytes}`);
}

async function readAt(handle, file, position, length) {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  if (bytesRead !== length) throw damaged(file, "it is cut short");
  return buffer;
}

function damaged(file, what) {
  return new SetupFailure(`${path.basename(file)} is damaged: ${what}; download it again`);
}
