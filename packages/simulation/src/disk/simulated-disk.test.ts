import { diskCompliance } from "@lockstep/core/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { TestMachine } from "./test-machine.ts";

let on: TestMachine;

function begin(seed: number): void {
  on = new TestMachine(seed);
}
beforeEach(() => begin(1));

const letters = (of: string): Uint8Array => Buffer.from(of);
const code = (expected: string): Error => expect.objectContaining({ code: expected }) as Error;

function write(file: string, content: string, sync: boolean): void {
  const opened = on.disk.openNow(file, "create");
  opened.writeNow(letters(content), opened.size());
  if (sync) opened.syncNow();
  opened.closeNow();
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
    await expect(on.play(() => run(on.disk, "/run"))).resolves.toBeUndefined();
  });

  it("takes no real time, and the same simulated time for the same seed", async () => {
    const story = async (): Promise<number> => {
      begin(7);
      await on.play(async () => {
        const opened = await on.disk.open("/run/a", "new");
        await opened.write(letters("abc"), 0);
        await opened.sync();
        await opened.close();
        await on.disk.list("/run");
      });
      return on.world.trace;
    };
    expect(await story()).toBe(await story());
    expect(on.world.nowMs).toBeGreaterThan(0);
  });

  it("keeps what a process wrote when it dies, and does nothing for it afterwards", async () => {
    write("/run/a", "abc", false);
    on.process.die();
    expect(on.text("/run/a")).toBe("abc");
    expect(() => on.disk.openNow("/run/a", "read")).toThrow(code("EIO"));
    void on.disk.remove("/run/a");
    on.world.after(1000, () => {});
    await on.world.run(2000);
    expect(on.machine.disk(on.world.process("server")).exists("/run/a")).toBe(true);
  });

  it("tells a dead process nothing, and a paused one late", async () => {
    const heard: string[] = [];
    const writer = on.world.process("paused");
    const reader = on.world.process("dead");
    writer.run(
      () =>
        void on.machine
          .disk(writer)
          .open("/run/a", "new")
          .then(() => heard.push("paused")),
    );
    reader.run(
      () =>
        void on.machine
          .disk(reader)
          .list("/run")
          .then(() => heard.push("dead")),
    );
    writer.pause();
    reader.die();
    on.world.after(500, () => {
      expect([heard, on.machine.files()]).toEqual([[], ["/run/a"]]);
      writer.resume();
    });
    await on.world.run(1000);
    expect(heard).toEqual(["paused"]);
  });

  it("may do what was under way when a process died, a write also in part", () => {
    const half = outcomes(() => {
      const opened = on.disk.openNow("/run/a", "new") as unknown as { write(bytes: Uint8Array, position: number): Promise<number> };
      void opened.write(letters("ab"), 0);
      void on.disk.rename("/run/a", "/run/b");
      on.process.die();
      return [on.machine.files().join(), on.text(on.machine.files()[0] ?? "")];
    });
    expect(half).toEqual(["/run/a", "/run/b"].flatMap((file) => ["", "a", "ab"].map((bytes) => [file, bytes])));
  });
});

describe("a power cut", () => {
  it("loses what was written since the last sync", () => {
    write("/run/a", "abc", true);
    on.disk.syncFolderNow("/run");
    write("/run/a", "def", false);
    const opened = on.disk.openNow("/run/a", "read-write");
    opened.writeNow(letters("X"), 0);
    on.crash({ torn: false });
    expect(on.text("/run/a")).toBe("abc");
  });

  it("loses a file whose name is not durable, however much it was synced", () => {
    write("/run/a", "abc", true);
    on.crash({ torn: false });
    expect(on.machine.files()).toEqual([]);
    expect(on.disk.exists("/run")).toBe(true);
  });

  it("leaves an empty file of one whose name alone is durable", () => {
    write("/run/a", "abc", false);
    on.disk.syncFolderNow("/run");
    on.crash({ torn: false });
    expect(on.text("/run/a")).toBe("");
  });

  it("undoes renames, links and removals", () => {
    for (const name of ["a", "b"]) write(`/run/${name}`, name, true);
    on.disk.syncFolderNow("/run");
    on.disk.renameNow("/run/a", "/run/b");
    on.disk.linkNow("/run/b", "/run/c");
    expect(on.machine.files()).toEqual(["/run/b", "/run/c"]);
    on.crash({ torn: false });
    expect(on.machine.files()).toEqual(["/run/a", "/run/b"]);
    expect([on.text("/run/a"), on.text("/run/b")]).toEqual(["a", "b"]);
    on.disk.removeNow("/run/a");
    on.disk.syncFolderNow("/run");
    on.crash({ torn: false });
    expect(on.machine.files()).toEqual(["/run/b"]);
  });

  it("leaves a folder that was made, but of what is in it only the names that are durable", () => {
    on.disk.makeFolder("/run/below/deep");
    for (const name of ["a", "b"]) {
      write(`/run/below/deep/${name}`, name, true);
      if (name === "a") on.disk.syncFolderNow("/run/below/deep");
    }
    on.crash({ torn: false });
    expect(on.machine.files()).toEqual(["/run/below/deep/a"]);
  });

  it("keeps a truncation only if it was synced", () => {
    write("/run/a", "abc", true);
    on.disk.syncFolderNow("/run");
    on.disk.openNow("/run/a", "read-write").truncate(1);
    on.crash({ torn: false });
    expect(on.text("/run/a")).toBe("abc");
    const opened = on.disk.openNow("/run/a", "read-write");
    opened.truncate(1);
    opened.syncNow();
    on.crash({ torn: false });
    expect(on.text("/run/a")).toBe("a");
  });

  it("comes between an asynchronous sync and what was written after it began", async () => {
    await on.play(async () => {
      const opened = await on.disk.open("/run/a", "new");
      await on.disk.syncFolder("/run");
      opened.writeNow(letters("ab"), 0);
      const syncing = opened.sync();
      opened.writeNow(letters("cd"), 2);
      await syncing;
    });
    on.crash({ torn: false });
    expect(on.text("/run/a")).toBe("ab");
  });

  it("that tears leaves a beginning of what was not durable, and of what was overwritten in place any part", () => {
    const torn = outcomes(() => {
      write("/run/a", "12", true);
      on.disk.syncFolderNow("/run");
      const opened = on.disk.openNow("/run/a", "read-write");
      opened.writeNow(letters("XY"), 1);
      opened.truncate(2);
      opened.writeNow(letters("Z"), 2);
      on.crash({ torn: true });
      return on.text("/run/a");
    });
    expect(torn).toEqual(["12", "1X", "1XY", "1X", "1XZ"].filter((seen, index, all) => all.indexOf(seen) === index));
    const inPlace = outcomes(() => {
      write("/run/a", "1234", true);
      on.disk.syncFolderNow("/run");
      const opened = on.disk.openNow("/run/a", "read-write");
      opened.writeNow(letters("XY"), 0);
      opened.writeNow(letters("Z"), 3);
      on.crash({ torn: true });
      return on.text("/run/a");
    });
    expect(inPlace).toEqual(["1234", "123Z", "X234", "X23Z", "XY34", "XY3Z"]);
    const names = outcomes(() => {
      write("/run/a", "1", true);
      on.disk.syncFolderNow("/run");
      on.disk.renameNow("/run/a", "/run/b");
      on.disk.renameNow("/run/b", "/run/c");
      on.crash({ torn: true });
      return on.machine.files();
    });
    expect(names).toEqual([["/run/a"], ["/run/b"], ["/run/c"]]);
  });
});

describe("a disk in trouble", () => {
  it("that is full takes no more than a page, in part, but lets what is there be overwritten, renamed and removed", () => {
    const taken = outcomes(() => {
      write("/run/a", "abc", true);
      on.machine.full = true;
      const opened = on.disk.openNow("/run/a", "read-write");
      let bytes = 0;
      expect(() => {
        for (;;) bytes += opened.writeNow(new Uint8Array(1000), 3 + bytes);
      }).toThrow(code("ENOSPC"));
      expect([bytes, opened.size()]).toEqual([opened.size() - 3, bytes + 3]);
      opened.writeNow(letters("XYZ"), 0);
      opened.syncNow();
      on.disk.renameNow("/run/a", "/run/b");
      expect(on.text("/run/b")?.slice(0, 3)).toBe("XYZ");
      expect(() => on.disk.openNow("/run/c", "create")).toThrow(code("ENOSPC"));
      expect(() => on.disk.makeFolder("/run/below")).toThrow(code("ENOSPC"));
      expect(() => on.disk.linkNow("/run/b", "/run/c")).toThrow(code("ENOSPC"));
      expect(() => opened.truncate(bytes + 4)).toThrow(code("ENOSPC"));
      on.disk.removeNow("/run/b");
      on.machine.full = false;
      write("/run/c", "c", true);
      expect(on.machine.files()).toEqual(["/run/c"]);
      return bytes;
    }) as number[];
    expect(taken).toContain(0);
    expect(Math.max(...taken)).toBeGreaterThan(2000);
    expect(Math.max(...taken)).toBeLessThan(4096);
  });

  it("that is read-only lets nothing change, and everything be read", async () => {
    write("/run/a", "abc", true);
    const opened = on.disk.openNow("/run/a", "read-write");
    on.machine.readOnly = true;
    for (const change of [
      () => opened.writeNow(letters("X"), 0),
      () => opened.truncate(0),
      () => on.disk.openNow("/run/a", "read-write"),
      () => on.disk.openNow("/run/b", "create"),
      () => on.disk.makeFolder("/run/below"),
      () => on.disk.renameNow("/run/a", "/run/b"),
      () => on.disk.linkNow("/run/a", "/run/b"),
      () => on.disk.removeNow("/run/a"),
    ])
      expect(change).toThrow(code("EROFS"));
    on.disk.openNow("/run/a", "read").closeNow();
    expect(await on.play(() => on.disk.list("/run"))).toEqual(["a"]);
    expect(on.text("/run/a")).toBe("abc");
  });

  it("fails the next operations of a kind, as often as it was told to", async () => {
    const opened = on.disk.openNow("/run/a", "create");
    for (const operation of ["write", "write", "list"] as const) on.machine.failNext(operation);
    on.machine.failNext("write")();
    expect(() => opened.writeNow(letters("X"), 0)).toThrow(code("EIO"));
    expect(() => opened.writeNow(letters("X"), 0)).toThrow(code("EIO"));
    opened.writeNow(letters("abc"), 0);
    await expect(on.play(() => on.disk.list("/run"))).rejects.toThrow(code("EIO"));
    expect(on.text("/run/a")).toBe("abc");
  });

  it("never makes durable all that a sync has failed for, unless it is written again", () => {
    const left = outcomes(() => {
      const opened = on.disk.openNow("/run/a", "create");
      on.disk.syncFolderNow("/run");
      opened.writeNow(letters("ab"), 0);
      on.machine.failNext("sync");
      expect(() => opened.syncNow()).toThrow(code("EIO"));
      opened.writeNow(letters("c"), 2);
      opened.syncNow();
      expect(on.text("/run/a")).toBe("abc");
      on.crash({ torn: false });
      return on.text("/run/a");
    });
    expect(new Set(left)).toEqual(new Set(["\0\0c", "a\0c", "abc"]));
  });

  it("flips a bit for good", () => {
    write("/run/a", "abc", true);
    on.disk.syncFolderNow("/run");
    on.machine.flipBit("/run/a", 9);
    expect(on.text("/run/a")).toBe("a`c");
    on.crash({ torn: false });
    expect(on.text("/run/a")).toBe("a`c");
    expect(() => on.machine.flipBit("/run/a", 24)).toThrow(/bit 24 of a file of 3 bytes/);
    expect(() => on.machine.flipBit("/run/b", 0)).toThrow(code("ENOENT"));
  });
});
