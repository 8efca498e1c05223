import { spawnSync } from "node:child_process";
import type { SpawnSyncReturns } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Why this process may not mount file systems; null if it may. */
export function whyNoMounts(): string | null {
  const folder = path.join(tmpdir(), `lockstep-mount-${process.pid}`);
  mkdirSync(folder);
  try {
    run("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]);
    run("umount", [folder]);
    return null;
  } catch (error) {
    return (error as Error).message;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Why this process may not have a {@link FailingDisk}, of which a container that may mount a tmpfs may lack the loop device; null if it may. */
export function whyNoFailingDisk(): string | null {
  const folder = path.join(tmpdir(), `lockstep-failing-${process.pid}`);
  let disk: FailingDisk | null = null;
  try {
    disk = new FailingDisk(folder, 1);
    disk.fail();
    return null;
  } catch (error) {
    return (error as Error).message;
  } finally {
    disk?.unmount();
    rmSync(folder, { recursive: true, force: true });
    rmSync(`${folder}.image`, { force: true });
  }
}

const refillMs = 20;

/** A real file system of a few megabytes over a folder, which can be filled to its last byte. */
export class SmallDisk {
  readonly folder: string;
  #filling: NodeJS.Timeout | null = null;

  /** @param folder made if it is not there */
  constructor(folder: string, megabytes: number) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    run("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder]);
  }

  /** From now on there is no room for anything, also not where something is deleted. */
  fill(): void {
    this.#fillUp();
    this.#filling ??= setInterval(() => this.#fillUp(), refillMs);
  }

  free(): void {
    this.#stopFilling();
    rmSync(this.#filler, { force: true });
  }

  /** No process may have a file of it open for writing. */
  setReadOnly(readOnly: boolean): void {
    run("mount", ["-o", `remount,${readOnly ? "ro" : "rw"}`, this.folder]);
  }

  unmount(): void {
    this.#stopFilling();
    attempt("umount", ["-l", this.folder]);
  }

  #fillUp(): void {
    const descriptor = openSync(this.#filler, "a");
    try {
      for (let bytes = 1 << 20; bytes >= 1; bytes >>= 4) fillBy(descriptor, Buffer.alloc(bytes));
    } finally {
      closeSync(descriptor);
    }
  }

  #stopFilling(): void {
    if (this.#filling !== null) clearInterval(this.#filling);
    this.#filling = null;
  }

  get #filler(): string {
    return path.join(this.folder, "filler");
  }
}

/**
 * A file system that turns read-only while files of it are open, as one does whose disk has failed: ext4 in a file, which is told to take
 * itself for broken. It stays so until it is unmounted and repaired.
 */
export class FailingDisk {
  readonly folder: string;
  readonly #image: string;

  constructor(folder: string, megabytes: number) {
    this.folder = folder;
    this.#image = `${folder}.image`;
    mkdirSync(folder, { recursive: true });
    writeFileSync(this.#image, "");
    truncateSync(this.#image, megabytes << 20);
    run("mkfs.ext4", ["-q", "-O", "^has_journal", this.#image]);
    this.#mount();
    rmSync(path.join(folder, "lost+found"), { recursive: true });
  }

  fail(): void {
    const device = run("findmnt", ["-no", "SOURCE", this.folder]).trim();
    writeFileSync(`/sys/fs/ext4/${path.basename(device)}/trigger_fs_error`, "1");
  }

  /** No process may have a file of it open. */
  repair(): void {
    run("umount", [this.folder]);
    attempt("e2fsck", ["-fy", this.#image]);
    this.#mount();
  }

  unmount(): void {
    attempt("umount", ["-l", this.folder]);
  }

  #mount(): void {
    run("mount", ["-o", "loop,errors=remount-ro", this.#image, this.folder]);
  }
}

function fillBy(descriptor: number, piece: Uint8Array): void {
  for (;;) {
    try {
      writeSync(descriptor, piece);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOSPC") return;
      throw error;
    }
  }
}

/** @returns what it said; throws if it failed */
function run(command: string, commandArguments: readonly string[]): string {
  const { status, stdout, stderr, error } = attempt(command, commandArguments);
  if (status !== 0) throw new Error(`${command} ${commandArguments.join(" ")}: ${error?.message ?? stderr.trim()}`);
  return stdout;
}

const attempt = (command: string, commandArguments: readonly string[]): SpawnSyncReturns<string> =>
  spawnSync(command, commandArguments, { encoding: "utf8" });
