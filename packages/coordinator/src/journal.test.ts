import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { layoutJson, makeLayout, nodeDisk } from "@lockstep/core";
import type { Disk } from "@lockstep/core";
import { Journal } from "./journal.ts";

const root = mkdtempSync(path.join(tmpdir(), "lockstep-journal-"));
const journals: Journal[] = [];
let number = 0;
afterEach(() => {
  for (const journal of journals.splice(0)) journal.close();
  rmSync(root, { recursive: true, force: true });
});

const newFolder = (): string => path.join(root, "run", `${(number += 1)}`);

function open(folder: string, instance: string, disk: Disk = nodeDisk): Journal {
  const journal = new Journal(folder, instance, disk);
  journals.push(journal);
  return journal;
}

/** Takes bytes, but does not make them durable while `failing`. */
function refusingDisk(switches: { readonly failing: boolean }): Disk {
  return {
    ...nodeDisk,
    openNow: (file, mode) => {
      const opened = nodeDisk.openNow(file, mode);
      const syncNow = opened.syncNow.bind(opened);
      opened.syncNow = () => {
        if (switches.failing) throw new Error("EIO: i/o error, fdatasync");
        syncNow();
      };
      return opened;
    },
  };
}

const refused = expect.objectContaining({ code: "refused" }) as Error;
const worker = {
  layoutJson: layoutJson(makeLayout([{ name: "k", shape: [2], initializer: { kind: "ones" }, update: "optimizer" }])),
  topologyJson: "{}",
  backend: "cpu",
  backendVersion: "1",
};

describe("Journal", () => {
  it("remembers generation, model and end", () => {
    const folder = newFolder();
    const first = open(folder, "a");
    first.claim();
    expect([first.generation, first.finishedSteps, first.firstWorker]).toEqual([0, 0, null]);
    first.advance(3);
    first.keepFirstWorker(worker);
    first.finish(40);
    const second = open(folder, "b");
    expect([second.generation, second.finishedSteps, second.firstWorker]).toEqual([3, 40, worker]);
  });

  it("belongs to the last one that claimed it", () => {
    const folder = newFolder();
    const first = open(folder, "a");
    first.claim();
    const second = open(folder, "b");
    first.check();
    second.claim();
    expect(() => first.check()).toThrowError(refused);
    expect(() => first.advance(1)).toThrowError(refused);
    expect(() => first.finish(1)).toThrowError(refused);
    second.advance(1);
  });

  it("is what the one before has made of it, when it is claimed", () => {
    const folder = newFolder();
    const first = open(folder, "a");
    first.claim();
    const second = open(folder, "b");
    first.advance(3);
    first.keepFirstWorker(worker);
    first.finish(40);
    second.claim();
    expect([second.generation, second.finishedSteps, second.firstWorker]).toEqual([3, 40, worker]);
  });

  it("uses no generation twice", () => {
    const folder = newFolder();
    const journal = open(folder, "a");
    journal.claim();
    journal.advance(5);
    expect(() => journal.advance(5)).toThrowError(refused);
    journal.advance(6);
  });

  it("takes a generation that the disk did not make durable for its own, and tries it again", () => {
    const switches = { failing: false };
    const folder = newFolder();
    const journal = open(folder, "a", refusingDisk(switches));
    journal.claim();
    journal.advance(5);
    switches.failing = true;
    for (let attempt = 0; attempt < 3; attempt++)
      expect(() => journal.advance(6)).toThrowError(expect.objectContaining({ code: "io" }) as Error);
    switches.failing = false;
    journal.check();
    journal.advance(6);
    expect([journal.generation, open(folder, "b").generation]).toEqual([6, 6]);
    expect(() => journal.advance(6)).toThrowError(refused);
  });

  it("does not make an end durable, together with the next generation, that the disk has refused", () => {
    const switches = { failing: false };
    const folder = newFolder();
    const journal = open(folder, "a", refusingDisk(switches));
    journal.claim();
    journal.advance(5);
    switches.failing = true;
    expect(() => journal.finish(40)).toThrowError(expect.objectContaining({ code: "io" }) as Error);
    switches.failing = false;
    journal.check();
    expect(journal.finishedSteps).toBe(0);
    journal.advance(6);
    expect([open(folder, "b").generation, open(folder, "b").finishedSteps]).toEqual([6, 0]);
  });

  it("says when its folder is of no use", () => {
    expect(() => new Journal("/proc/nowhere/coordinator", "a")).toThrowError(expect.objectContaining({ code: "configuration" }) as Error);
  });

  it("takes a damaged model for none, and says so", () => {
    const folder = newFolder();
    const first = open(folder, "a");
    first.claim();
    first.keepFirstWorker(worker);
    expect([first.firstWorker, first.modelProblem]).toEqual([worker, null]);
    const file = path.join(folder, "model.json");
    const good = readFileSync(file, "utf8");
    for (const damaged of ["", "{", '{"layoutJson":1}', good.slice(0, -20), good.replace('"layoutJson":"{', '"layoutJson":"["')]) {
      writeFileSync(file, damaged);
      const journal = open(folder, "b");
      expect([journal.firstWorker, journal.modelProblem]).toEqual([null, expect.stringContaining("model.json is damaged")]);
    }
    const last = open(folder, "c");
    last.claim();
    last.keepFirstWorker(worker);
    expect([open(folder, "d").firstWorker, last.modelProblem]).toEqual([worker, null]);
  });
});
