import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { type FileHandle, mkdir, mkdtemp, open, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LockstepError } from "../errors.ts";
import { type IdxFileName, idxFileNames, readIdxDataset, type ReadIdxOptions } from "./idx-dataset.ts";

function images(count: number, rows: number, columns: number): Buffer {
  const header = Buffer.alloc(16);
  [0x803, count, rows, columns].forEach((word, i) => header.writeUInt32BE(word, 4 * i));
  return Buffer.concat([header, Buffer.from(Array.from({ length: count * rows * columns }, (_, i) => i % 256))]);
}

function labels(...values: number[]): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(0x801);
  header.writeUInt32BE(values.length, 4);
  return Buffer.concat([header, Buffer.from(values)]);
}

const { trainImages, trainLabels, testImages, testLabels } = idxFileNames;
const good: Readonly<Record<IdxFileName, Buffer>> = {
  [trainImages]: images(5, 2, 3),
  [trainLabels]: labels(0, 3, 1, 2, 3),
  [testImages]: images(2, 2, 3),
  [testLabels]: labels(3, 0),
};

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "lockstep idx-"));
  for (const [name, bytes] of Object.entries(good)) await writeFile(path.join(folder, name), bytes);
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

function file(name: string): string {
  return path.join(folder, name);
}

/** What a refusal says; undefined if the folder was read after all. */
async function refusal(options?: ReadIdxOptions): Promise<string | undefined> {
  try {
    await readIdxDataset(folder, "small", options);
    return undefined;
  } catch (error) {
    if (error instanceof LockstepError && error.code === "data") return error.message;
    throw error;
  }
}

describe("readIdxDataset", () => {
  it("reads four files", async () => {
    const dataset = await readIdxDataset(folder, "small");
    expect(dataset).toMatchObject({ name: "small", featureShape: [2, 3], classes: 4, train: { count: 5 }, test: { count: 2 } });
    expect([...dataset.train.labels]).toEqual([0, 3, 1, 2, 3]);
    expect([...dataset.test.features]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it("reads gzipped files to the same bytes, also beside raw ones", async () => {
    const raw = await readIdxDataset(folder, "small");
    for (const name of [trainImages, testLabels]) {
      await rm(file(name));
      await writeFile(file(`${name}.gz`), gzipSync(good[name]));
    }
    const mixed = await readIdxDataset(folder, "small");
    expect(mixed.train.features).toEqual(raw.train.features);
    expect(mixed.test.labels).toEqual(raw.test.labels);
  });

  it("has at least two classes", async () => {
    await writeFile(file(trainLabels), labels(0, 0, 0, 0, 0));
    await writeFile(file(testLabels), labels(1, 0));
    expect((await readIdxDataset(folder, "small")).classes).toBe(2);
  });

  it("accepts the checksums of the uncompressed files and refuses others", async () => {
    const sha256 = createHash("sha256").update(good[trainLabels]).digest("hex");
    await rm(file(trainLabels));
    await writeFile(file(`${trainLabels}.gz`), gzipSync(good[trainLabels]));
    await expect(readIdxDataset(folder, "small", { expectedSha256: { [trainLabels]: sha256 } })).resolves.toBeDefined();
    expect(
      await refusal({
        expectedSha256: { [trainLabels]: "0".repeat(64) },
      }),
    ).toContain(`${trainLabels}.gz: the SHA-256 of its uncompressed bytes should be ${"0".repeat(64)}, found ${sha256}`);
  });

  it.each<[string, IdxFileName, Buffer, string]>([
    [
      "labels that are fewer than images",
      trainLabels,
      labels(0, 1),
      `${trainLabels}: at byte 4: expected 5 labels, as many as images in ${trainImages}, found 2`,
    ],
    ["labels that are more than images", testLabels, labels(0, 1, 2), `${testLabels}: at byte 4: expected 2 labels`],
    [
      "test images of another size",
      testImages,
      images(2, 3, 2),
      `${testImages}: at byte 8: expected images of 2 x 3 as in ${trainImages}, found 3 x 2`,
    ],
    [
      "a test label that training never showed",
      testLabels,
      labels(0, 4),
      `${testLabels}: at byte 9: expected a label from 0 to 3, the largest in ${trainLabels}, found 4`,
    ],
    ["a truncated file", testImages, good[testImages].subarray(0, 20), `${testImages}: at byte 20: expected 28 bytes in all`],
  ])("refuses %s", async (_what, name, bytes, sentence) => {
    await writeFile(file(name), bytes);
    expect(await refusal()).toContain(path.join(folder, sentence));
  });

  it("refuses damaged and truncated gzip files", async () => {
    await rm(file(trainImages));
    const zipped = gzipSync(good[trainImages]);
    await writeFile(file(`${trainImages}.gz`), zipped.subarray(0, -9));
    expect(await refusal()).toContain(`${trainImages}.gz: expected a whole gzip file, found: unexpected end of file`);
    const flipped = Buffer.from(zipped);
    flipped[zipped.length - 6] = (flipped[zipped.length - 6] ?? 0) ^ 1;
    await writeFile(file(`${trainImages}.gz`), flipped);
    expect(await refusal()).toContain(`${trainImages}.gz: expected a whole gzip file, found: incorrect data check`);
    await writeFile(file(`${trainImages}.gz`), good[trainImages]);
    expect(await refusal()).toContain(`${trainImages}.gz: expected a whole gzip file, found: incorrect header check`);
  });

  it("never unpacks more than the limit", async () => {
    await rm(file(trainImages));
    await writeFile(file(`${trainImages}.gz`), gzipSync(Buffer.alloc(5_000_000)));
    expect(await refusal({ maxFileBytes: 100_000 })).toContain(
      `${trainImages}.gz: expected at most 100000 bytes after decompression, found more`,
    );
  });

  it("refuses a file above the limit without reading it", async () => {
    await truncate(file(trainImages), 2 ** 31 + 1);
    expect(await refusal()).toContain(`${trainImages}: expected at most 2147483648 bytes, found 2147483649`);
  });

  it("notices that a file shrinks while it is read", async () => {
    const handle = await open(file(trainImages));
    const stat = vi.spyOn(Object.getPrototypeOf(handle) as FileHandle, "stat");
    stat.mockResolvedValueOnce(Object.assign(await handle.stat(), { size: good[trainImages].length + 5 }));
    try {
      const sentence = `${trainImages}: at byte 46: expected 51 bytes, but the file shrank while it was read`;
      expect(await refusal()).toContain(sentence);
    } finally {
      stat.mockRestore();
      await handle.close();
    }
  });

  it("says what is missing", async () => {
    await rm(file(testImages));
    expect(await refusal()).toContain(`${folder}: neither ${testImages} nor ${testImages}.gz is in this folder`);
    await expect(readIdxDataset(path.join(folder, "nowhere"), "x")).rejects.toThrow(
      /nowhere: no such folder; expected one with train-images-idx3-ubyte/,
    );
    await expect(readIdxDataset(file(trainImages), "x")).rejects.toThrow(/not a folder/);
  });

  it("refuses a file that cannot be opened", async () => {
    await rm(file(trainImages));
    await symlink(file(trainImages), file(trainImages));
    expect(await refusal()).toContain(`${trainImages}: cannot be opened: ELOOP`);
  });

  it("refuses a folder or a pipe in a file's place, without waiting", async () => {
    await rm(file(trainImages));
    await mkdir(file(trainImages));
    expect(await refusal()).toContain(`${trainImages}: expected a regular file, found a folder`);
    await rm(file(trainImages), { recursive: true });
    execFileSync("mkfifo", [file(trainImages)]);
    expect(await refusal()).toContain(`${trainImages}: expected a regular file, found something else`);
  });
});
