import assert from "node:assert/strict";
import type { Disk } from "../storage/disk.ts";
import { patternBytes } from "./exchange-compliance.ts";

/** One thing that every {@link Disk} promises; `run` rejects if this one does not keep it. */
export interface DiskCase {
  readonly name: string;
  /** @param folder exists, empty, on the disk */
  readonly run: (disk: Disk, folder: string) => Promise<void>;
}

const code =
  (expected: string) =>
  (error: unknown): boolean =>
    (error as NodeJS.ErrnoException).code === expected;

function readAll(disk: Disk, file: string): Uint8Array {
  const opened = disk.openNow(file, "read");
  try {
    const bytes = new Uint8Array(opened.size());
    assert.equal(opened.readNow(bytes, 0), bytes.length);
    return bytes;
  } finally {
    opened.closeNow();
  }
}

/** Made if it is not there; what is longer stays longer. */
function put(disk: Disk, file: string, bytes: Uint8Array): void {
  const opened = disk.openNow(file, "create");
  try {
    for (let done = 0; done < bytes.length;) done += opened.writeNow(bytes.subarray(done), done);
  } finally {
    opened.closeNow();
  }
}

const text = (disk: Disk, file: string): string => Buffer.from(readAll(disk, file)).toString();
const letters = (of: string): Uint8Array => Buffer.from(of);
const names = async (disk: Disk, folder: string): Promise<string[]> => (await disk.list(folder)).toSorted();

export const diskCompliance: readonly DiskCase[] = [
  {
    name: "says ENOENT for what is not there, and removes it without a word",
    run: async (disk, folder) => {
      const file = `${folder}/missing`;
      assert.equal(disk.exists(file), false);
      for (const mode of ["read", "read-write"] as const) {
        assert.throws(() => disk.openNow(file, mode), code("ENOENT"));
        await assert.rejects(disk.open(file, mode), code("ENOENT"));
      }
      for (const mode of ["create", "new"] as const) {
        assert.throws(() => disk.openNow(`${file}/below`, mode), code("ENOENT"));
        await assert.rejects(disk.open(`${file}/below`, mode), code("ENOENT"));
      }
      assert.throws(() => disk.renameNow(file, `${folder}/other`), code("ENOENT"));
      await assert.rejects(disk.rename(file, `${folder}/other`), code("ENOENT"));
      assert.throws(() => disk.linkNow(file, `${folder}/other`), code("ENOENT"));
      await assert.rejects(disk.list(file), code("ENOENT"));
      assert.throws(() => disk.syncFolderNow(file), code("ENOENT"));
      await assert.rejects(disk.syncFolder(file), code("ENOENT"));
      disk.removeNow(file);
      await disk.remove(file);
      assert.deepEqual(await disk.list(folder), []);
    },
  },
  {
    name: "makes a file once with `new`, keeps what is there with `create`",
    run: async (disk, folder) => {
      const file = `${folder}/file`;
      disk.openNow(file, "new").closeNow();
      assert.equal(disk.exists(file), true);
      assert.throws(() => disk.openNow(file, "new"), code("EEXIST"));
      await assert.rejects(disk.open(file, "new"), code("EEXIST"));
      put(disk, file, letters("abc"));
      await (await disk.open(file, "create")).close();
      assert.equal(text(disk, file), "abc");
      await (await disk.open(`${folder}/made`, "create")).close();
      await (await disk.open(`${folder}/new`, "new")).close();
      assert.deepEqual(await names(disk, folder), ["file", "made", "new"]);
    },
  },
  {
    name: "refuses writing to a file opened to be read",
    run: async (disk, folder) => {
      const file = `${folder}/file`;
      put(disk, file, letters("abc"));
      const now = disk.openNow(file, "read");
      assert.throws(() => now.writeNow(letters("x"), 0), code("EBADF"));
      now.closeNow();
      const opened = await disk.open(file, "read");
      await assert.rejects(opened.write(letters("x"), 0), code("EBADF"));
      await opened.close();
      assert.equal(text(disk, file), "abc");
    },
  },
  ...[0, 1, 997, 4096, 70_001].map((length) => ({
    name: `gives back ${length} bytes, whichever half wrote and read them`,
    run: async (disk: Disk, folder: string) => {
      const pattern = patternBytes(length, length);
      const file = `${folder}/file`;
      const opened = await disk.open(file, "new");
      const half = length >> 1;
      for (let done = 0; done < half;) done += opened.writeNow(pattern.subarray(done, half), done);
      for (let done = half; done < length;) done += await opened.write(pattern.subarray(done), done);
      opened.syncNow();
      await opened.sync();
      assert.equal(opened.size(), length);
      const back = new Uint8Array(length + 3);
      assert.equal(await opened.read(back, 0), length);
      assert.deepEqual(back.subarray(0, length), pattern);
      assert.equal(opened.readNow(back, half), length - half);
      assert.deepEqual(back.subarray(0, length - half), pattern.subarray(half));
      await opened.close();
      assert.deepEqual(readAll(disk, file), pattern);
    },
  })),
  {
    name: "reads nothing at the end and behind it",
    run: async (disk, folder) => {
      put(disk, `${folder}/file`, letters("abc"));
      const opened = await disk.open(`${folder}/file`, "read-write");
      for (const position of [3, 4, 1000]) {
        assert.equal(opened.readNow(new Uint8Array(5), position), 0);
        assert.equal(await opened.read(new Uint8Array(5), position), 0);
      }
      assert.equal(opened.readNow(new Uint8Array(0), 0), 0);
      await opened.close();
    },
  },
  {
    name: "overwrites in place, fills gaps and what it is lengthened by with zeros",
    run: async (disk, folder) => {
      const file = `${folder}/file`;
      const opened = disk.openNow(file, "create");
      opened.writeNow(letters("abcdef"), 0);
      opened.writeNow(letters("XY"), 2);
      assert.equal(text(disk, file), "abXYef");
      opened.truncate(3);
      assert.equal(text(disk, file), "abX");
      opened.writeNow(letters("z"), 5);
      assert.equal(text(disk, file), "abX\0\0z");
      opened.truncate(0);
      opened.truncate(2);
      assert.equal(text(disk, file), "\0\0");
      opened.syncNow();
      opened.closeNow();
    },
  },
  {
    name: "shows all who have a file open the same bytes",
    run: async (disk, folder) => {
      const file = `${folder}/file`;
      const first = disk.openNow(file, "create");
      const second = await disk.open(file, "read-write");
      first.writeNow(letters("abc"), 0);
      assert.equal(second.size(), 3);
      await second.write(letters("X"), 1);
      assert.equal(text(disk, file), "aXc");
      first.truncate(1);
      assert.equal(second.size(), 1);
      first.closeNow();
      await second.close();
    },
  },
  {
    name: "leaves a file to whom has it open when its name is gone or another's",
    run: async (disk, folder) => {
      const file = `${folder}/file`;
      put(disk, file, letters("old"));
      const opened = await disk.open(file, "read-write");
      put(disk, `${folder}/other`, letters("new"));
      disk.renameNow(`${folder}/other`, file);
      assert.equal(text(disk, file), "new");
      opened.writeNow(letters("OLD"), 0);
      assert.equal(text(disk, file), "new");
      const back = new Uint8Array(3);
      await opened.read(back, 0);
      assert.deepEqual(Buffer.from(back).toString(), "OLD");
      await disk.remove(file);
      assert.equal(disk.exists(file), false);
      await opened.close();
      assert.deepEqual(await disk.list(folder), []);
    },
  },
  {
    name: "renames, also onto another file or itself, but not onto a folder",
    run: async (disk, folder) => {
      put(disk, `${folder}/a`, letters("a"));
      disk.renameNow(`${folder}/a`, `${folder}/b`);
      put(disk, `${folder}/c`, letters("c"));
      await disk.rename(`${folder}/b`, `${folder}/c`);
      disk.renameNow(`${folder}/c`, `${folder}/c`);
      assert.equal(text(disk, `${folder}/c`), "a");
      disk.makeFolder(`${folder}/d`);
      assert.throws(() => disk.renameNow(`${folder}/c`, `${folder}/d`), code("EISDIR"));
      await assert.rejects(disk.rename(`${folder}/c`, `${folder}/d`), code("EISDIR"));
      assert.deepEqual(await names(disk, folder), ["c", "d"]);
    },
  },
  {
    name: "gives a file a second name, never one that is taken",
    run: async (disk, folder) => {
      put(disk, `${folder}/a`, letters("a"));
      disk.linkNow(`${folder}/a`, `${folder}/b`);
      put(disk, `${folder}/b`, letters("X"));
      assert.equal(text(disk, `${folder}/a`), "X");
      put(disk, `${folder}/c`, letters("c"));
      assert.throws(() => disk.linkNow(`${folder}/a`, `${folder}/c`), code("EEXIST"));
      disk.removeNow(`${folder}/a`);
      assert.equal(text(disk, `${folder}/b`), "X");
      assert.deepEqual(await names(disk, folder), ["b", "c"]);
    },
  },
  {
    name: "makes folders and those above them, and leaves what is there alone",
    run: async (disk, folder) => {
      disk.makeFolder(`${folder}/a/b/c`);
      put(disk, `${folder}/a/b/file`, letters("x"));
      disk.makeFolder(`${folder}/a/b`);
      disk.makeFolder(folder);
      assert.deepEqual(await names(disk, `${folder}/a/b`), ["c", "file"]);
      assert.deepEqual(await names(disk, `${folder}/a/b/c`), []);
      assert.equal(disk.exists(`${folder}/a/b`), true);
      disk.syncFolderNow(`${folder}/a/b`);
      await disk.syncFolder(`${folder}/a`);
    },
  },
  {
    name: "keeps files and folders apart",
    run: async (disk, folder) => {
      put(disk, `${folder}/file`, letters("x"));
      assert.throws(() => disk.openNow(`${folder}/file/below`, "create"), code("ENOTDIR"));
      await assert.rejects(disk.open(`${folder}/file/below`, "read"), code("ENOTDIR"));
      await assert.rejects(disk.list(`${folder}/file`), code("ENOTDIR"));
      disk.makeFolder(`${folder}/folder`);
      assert.throws(() => disk.openNow(`${folder}/folder`, "read-write"), code("EISDIR"));
      await assert.rejects(disk.open(`${folder}/folder`, "create"), code("EISDIR"));
      assert.throws(() => disk.removeNow(`${folder}/folder`), code("ERR_FS_EISDIR"));
      await assert.rejects(disk.remove(`${folder}/folder`), code("ERR_FS_EISDIR"));
      assert.deepEqual(await names(disk, folder), ["file", "folder"]);
    },
  },
  {
    name: "has done all that was asked of a file when it is closed, and nothing afterwards",
    run: async (disk, folder) => {
      const file = `${folder}/file`;
      const opened = await disk.open(file, "new");
      const parts = Array.from({ length: 20 }, (_, index) => patternBytes(index, 100));
      const writes = parts.map((bytes, index) => opened.write(bytes, 100 * index));
      await opened.close();
      assert.deepEqual(readAll(disk, file), new Uint8Array(Buffer.concat(parts)));
      assert.deepEqual(
        await Promise.all(writes),
        parts.map(() => 100),
      );
      await assert.rejects(opened.read(new Uint8Array(1), 0), code("EBADF"));
      assert.throws(() => opened.writeNow(letters("x"), 0));
      await opened.close();
      assert.deepEqual(readAll(disk, file), new Uint8Array(Buffer.concat(parts)));
    },
  },
];
