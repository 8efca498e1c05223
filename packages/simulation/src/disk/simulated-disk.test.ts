import type { Disk } from "@lockstep/core";
import { diskCompliance } from "@lockstep/core/testing";
import { beforeEach, describe, expect, it } from "vitest";
import type { Process } from "../engine/process.ts";
import { SimulatedWorld } from "../engine/simulated-world.ts";
import { SimulatedDisk } from "./simulated-disk.ts";

let world: SimulatedWorld;
let machine: SimulatedDisk;
let process: Process;
let disk: Disk;

function begin(seed: number): void {
  world = new SimulatedWorld({ seed });
  machine = new SimulatedDisk(world);
  process = world.process("server");
  disk = machine.disk(process);
  disk.makeFolder("/run");
  disk.syncFolderNow("/");
}
beforeEach(() => begin(1));

const letters = (of: string): Uint8Array => Buffer.from(of);
const text = (file: string): string | null => {
  const contents = machine.contents(file);
  return contents && Buffer.from(contents).toString();
};
const code = (expected: string): Error => expect.objectContaining({ code: expected }) as Error;

function write(file: string, content: string, sync: boolean): void {
  const opened = disk.openNow(file, "create");
  opened.writeNow(letters(content), opened.size());
  if (sync) opened.syncNow();
  opened.closeNow();
}

function crash(torn = false): void {
  process.die();
  machine.crashMachine({ torn });
  process = world.process("server");
  disk = machine.disk(process);
}

/** Lets the world go on until the process has done this. */
async function settled<T>(work: () => Promise<T>): Promise<T> {
  const working = new Promise<T>((resolve, reject) => process.run(() => void work().then(resolve, reject)));
  working.then(
    () => world.stop(),
    () => world.stop(),
  );
  await world.run(Number.POSITIVE_INFINITY);
  return working;
}

/** All that may come of it, over many seeds. */
function outcomes(of: () => unknown): unknown[] {
  const seen = new Set<string>();
  for (let seed = 0; seed < 200; seed++) {
    begin(seed);
    seen.add(JSON.stringify(of()));
  }
  return [...seen].map((outcome) => JSON.parse(outcome) as unknown).toSorted((a, b) => String(a).localeCompare(String(b)));
}

describe("a simulated disk", () => {
  it.each(diskCompliance)("$name", async ({ run }) => {
    await expect(settled(() => run(disk, "/run"))).resolves.toBeUndefined();
  });

  it("takes no real time, and the same simulated time for the same seed", async () => {
    const story = async (): Promise<number> => {
      begin(7);
      await settled(async () => {
        const opened = await disk.open("/run/a", "new");
        await opened.write(letters("abc"), 0);
        await opened.sync();
        await opened.close();
        await disk.list("/run");
      });
      return world.trace;
    };
    expect(await story()).toBe(await story());
    expect(world.nowMs).toBeGreaterThan(0);
  });

  it("keeps what a process wrote when it dies", () => {
    write("/run/a", "abc", false);
    process.die();
    expect(text("/run/a")).toBe("abc");
    expect(() => disk.openNow("/run/a", "read")).toThrow(code("EIO"));
    expect(machine.disk(world.process("server")).exists("/run/a")).toBe(true);
  });

  it("tells a dead process nothing, and a paused one late", async () => {
    const heard: string[] = [];
    const writer = world.process("paused");
    const reader = world.process("dead");
    writer.run(
      () =>
        void machine
          .disk(writer)
          .open("/run/a", "new")
          .then(() => heard.push("paused")),
    );
    reader.run(
      () =>
        void machine
          .disk(reader)
          .list("/run")
          .then(() => heard.push("dead")),
    );
    writer.pause();
    reader.die();
    world.after(500, () => {
      expect([heard, machine.files()]).toEqual([[], ["/run/a"]]);
      writer.resume();
    });
    await world.run(1000);
    expect(heard).toEqual(["paused"]);
  });

  it("may do what was under way when a process died, a write also in part", () => {
    const half = outcomes(() => {
      const opened = disk.openNow("/run/a", "new") as unknown as { write(bytes: Uint8Array, position: number): Promise<number> };
      void opened.write(letters("ab"), 0);
      void disk.rename("/run/a", "/run/b");
      process.die();
      return [machine.files().join(), text(machine.files()[0] ?? "")];
    });
    expect(half).toEqual(["/run/a", "/run/b"].flatMap((file) => ["", "a", "ab"].map((bytes) => [file, bytes])));
  });
});

describe("a power cut", () => {
  it("loses what was written since the last sync", () => {
    write("/run/a", "abc", true);
    disk.syncFolderNow("/run");
    write("/run/a", "def", false);
    const opened = disk.openNow("/run/a", "read-write");
    opened.writeNow(letters("X"), 0);
    crash();
    expect(text("/run/a")).toBe("abc");
  });

  it("loses a file whose name is not durable, however much it was synced", () => {
    write("/run/a", "abc", true);
    crash();
    expect(machine.files()).toEqual([]);
    expect(disk.exists("/run")).toBe(true);
  });

  it("leaves an empty file of one whose name alone is durable", () => {
    write("/run/a", "abc", false);
    disk.syncFolderNow("/run");
    crash();
    expect(text("/run/a")).toBe("");
  });

  it("undoes renames, links and removals, and folders with all that is in them", () => {
    for (const name of ["a", "b"]) write(`/run/${name}`, name, true);
    disk.syncFolderNow("/run");
    disk.renameNow("/run/a", "/run/b");
    disk.linkNow("/run/b", "/run/c");
    disk.makeFolder("/run/below");
    write("/run/below/d", "d", true);
    disk.syncFolderNow("/run/below");
    expect(machine.files()).toEqual(["/run/b", "/run/below/d", "/run/c"]);
    crash();
    expect(machine.files()).toEqual(["/run/a", "/run/b"]);
    expect([text("/run/a"), text("/run/b")]).toEqual(["a", "b"]);
    disk.removeNow("/run/a");
    disk.syncFolderNow("/run");
    crash();
    expect(machine.files()).toEqual(["/run/b"]);
  });

  it("keeps a truncation only if it was synced", () => {
    write("/run/a", "abc", true);
    disk.syncFolderNow("/run");
    disk.openNow("/run/a", "read-write").truncate(1);
    crash();
    expect(text("/run/a")).toBe("abc");
    const opened = disk.openNow("/run/a", "read-write");
    opened.truncate(1);
    opened.syncNow();
    crash();
    expect(text("/run/a")).toBe("a");
  });

  it("comes between an asynchronous sync and what was written after it began", async () => {
    await settled(async () => {
      const opened = await disk.open("/run/a", "new");
      await disk.syncFolder("/run");
      opened.writeNow(letters("ab"), 0);
      const syncing = opened.sync();
      opened.writeNow(letters("cd"), 2);
      await syncing;
    });
    crash();
    expect(text("/run/a")).toBe("ab");
  });

  it("that tears leaves any beginning of what was not durable, in order", () => {
    const torn = outcomes(() => {
      write("/run/a", "12", true);
      disk.syncFolderNow("/run");
      const opened = disk.openNow("/run/a", "read-write");
      opened.writeNow(letters("XY"), 1);
      opened.truncate(2);
      opened.writeNow(letters("Z"), 2);
      crash(true);
      return text("/run/a");
    });
    expect(torn).toEqual(["12", "1X", "1XY", "1X", "1XZ"].filter((seen, index, all) => all.indexOf(seen) === index));
    const names = outcomes(() => {
      write("/run/a", "1", true);
      disk.syncFolderNow("/run");
      disk.renameNow("/run/a", "/run/b");
      disk.renameNow("/run/b", "/run/c");
      crash(true);
      return machine.files();
    });
    expect(names).toEqual([["/run/a"], ["/run/b"], ["/run/c"]]);
  });
});

describe("a disk in trouble", () => {
  it("that is full takes no more than a page, in part, but lets what is there be overwritten, renamed and removed", () => {
    const taken = outcomes(() => {
      write("/run/a", "abc", true);
      machine.full = true;
      const opened = disk.openNow("/run/a", "read-write");
      let bytes = 0;
      expect(() => {
        for (;;) bytes += opened.writeNow(new Uint8Array(1000), 3 + bytes);
      }).toThrow(code("ENOSPC"));
      expect([bytes, opened.size()]).toEqual([opened.size() - 3, bytes + 3]);
      opened.writeNow(letters("XYZ"), 0);
      opened.syncNow();
      disk.renameNow("/run/a", "/run/b");
      expect(text("/run/b")?.slice(0, 3)).toBe("XYZ");
      expect(() => disk.openNow("/run/c", "create")).toThrow(code("ENOSPC"));
      expect(() => disk.makeFolder("/run/below")).toThrow(code("ENOSPC"));
      expect(() => disk.linkNow("/run/b", "/run/c")).toThrow(code("ENOSPC"));
      expect(() => opened.truncate(bytes + 4)).toThrow(code("ENOSPC"));
      disk.removeNow("/run/b");
      machine.full = false;
      write("/run/c", "c", true);
      expect(machine.files()).toEqual(["/run/c"]);
      return bytes;
    }) as number[];
    expect(taken).toContain(0);
    expect(Math.max(...taken)).toBeGreaterThan(2000);
    expect(Math.max(...taken)).toBeLessThan(4096);
  });

  it("that is read-only lets nothing change, and everything be read", async () => {
    write("/run/a", "abc", true);
    const opened = disk.openNow("/run/a", "read-write");
    machine.readOnly = true;
    for (const change of [
      () => opened.writeNow(letters("X"), 0),
      () => opened.truncate(0),
      () => disk.openNow("/run/a", "read-write"),
      () => disk.openNow("/run/b", "create"),
      () => disk.makeFolder("/run/below"),
      () => disk.renameNow("/run/a", "/run/b"),
      () => disk.linkNow("/run/a", "/run/b"),
      () => disk.removeNow("/run/a"),
    ])
      expect(change).toThrow(code("EROFS"));
    disk.openNow("/run/a", "read").closeNow();
    expect(await settled(() => disk.list("/run"))).toEqual(["a"]);
    expect(text("/run/a")).toBe("abc");
  });

  it("fails the next operations of a kind, as often as it was told to", async () => {
    const opened = disk.openNow("/run/a", "create");
    for (const operation of ["write", "write", "list"] as const) machine.failNext(operation);
    expect(() => opened.writeNow(letters("X"), 0)).toThrow(code("EIO"));
    expect(() => opened.writeNow(letters("X"), 0)).toThrow(code("EIO"));
    opened.writeNow(letters("abc"), 0);
    await expect(settled(() => disk.list("/run"))).rejects.toThrow(code("EIO"));
    expect(text("/run/a")).toBe("abc");
  });

  it("never makes durable what a sync has failed for, unless it is written again", () => {
    const opened = disk.openNow("/run/a", "create");
    disk.syncFolderNow("/run");
    opened.writeNow(letters("ab"), 0);
    machine.failNext("sync");
    expect(() => opened.syncNow()).toThrow(code("EIO"));
    opened.writeNow(letters("c"), 2);
    opened.syncNow();
    expect(text("/run/a")).toBe("abc");
    crash();
    expect(text("/run/a")).toBe("\0\0c");
  });

  it("flips a bit for good", () => {
    write("/run/a", "abc", true);
    disk.syncFolderNow("/run");
    machine.flipBit("/run/a", 9);
    expect(text("/run/a")).toBe("a`c");
    crash();
    expect(text("/run/a")).toBe("a`c");
    expect(() => machine.flipBit("/run/a", 24)).toThrow(/bit 24 of a file of 3 bytes/);
    expect(() => machine.flipBit("/run/b", 0)).toThrow(code("ENOENT"));
  });
});
