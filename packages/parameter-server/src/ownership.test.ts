import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Ownership } from "./ownership.ts";

let folder: string;
const opened: Ownership[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "lockstep-ownership-"));
});
afterEach(() => {
  for (const ownership of opened.splice(0)) ownership.close();
  rmSync(folder, { recursive: true });
});

function open(instance: string): Ownership {
  const ownership = new Ownership(folder, 0, instance);
  opened.push(ownership);
  return ownership;
}

const file = (name: string): string => path.join(folder, "state", `parameter-server-0.${name}`);
const configuration = (message: RegExp): Error =>
  expect.objectContaining({ code: "configuration", message: expect.stringMatching(message) as string }) as Error;

describe("what a parameter server must remember", () => {
  it("survives a restart, whichever of its copies is damaged", () => {
    open("a").promise({ generation: 7, coordinator: "c" });
    const good = readFileSync(file("fence"));
    for (const copy of [0, 4096]) {
      writeFileSync(file("fence"), Buffer.from(good).fill(0, copy, copy + 4096));
      expect(open("b").fence).toEqual({ generation: 7, coordinator: "c" });
    }
  });

  it("is not taken for nothing when it is damaged: the file is named", () => {
    open("a").promise({ generation: 7, coordinator: "c" });
    for (const name of ["fence", "owner"]) {
      const good = readFileSync(file(name));
      for (const damaged of [Buffer.alloc(0), Buffer.alloc(8192), good.subarray(0, 5000)]) {
        writeFileSync(file(name), damaged);
        expect(() => open("b")).toThrow(configuration(new RegExp(`cannot keep its state in .*${file(name)}`)));
      }
      writeFileSync(file(name), good);
    }
  });

  it("is never less than what the ledger proves was promised", () => {
    open("a").promise({ generation: 7, coordinator: "c" });
    rmSync(file("fence"));
    const lost = open("b");
    expect(lost.fence.generation).toBe(0);
    expect([lost.promisedAtLeast(7), lost.fence]).toEqual([true, { generation: 7, coordinator: "" }]);
    const again = open("c");
    expect([again.promisedAtLeast(7), again.promisedAtLeast(3), again.fence.generation]).toEqual([false, false, 7]);
  });
});
