import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { committedSteps, ledgerPieces } from "./ledger-file.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "lockstep ledger "));
});
afterEach(() => rm(folder, { recursive: true }));

describe("ledgerPieces", () => {
  it("gives the bytes of the file, whatever they are", async () => {
    await writeFile(path.join(folder, "ledger-1.jsonl"), Buffer.of(0x7b, 0xff, 0x0a));
    expect([...ledgerPieces(folder, 1)].join("")).toBe("{\u00FF\n");
  });

  it("refuses what is no regular file at once, without waiting for anybody to write", async () => {
    const refused = expect.objectContaining({
      code: "configuration",
      message: expect.stringMatching(/^cannot read the ledger of parameter server \d: /) as string,
    });
    expect(() => ledgerPieces(folder, 0)).toThrow(refused);
    expect(() => ledgerPieces(folder, 0)).toThrow(
      /there is no .*ledger\.jsonl; the run has not committed a step, or its files were moved$/,
    );
    await mkdir(path.join(folder, "ledger.jsonl"));
    expect(() => ledgerPieces(folder, 0)).toThrow(refused);
    execFileSync("mkfifo", [path.join(folder, "ledger-1.jsonl")]);
    expect(() => ledgerPieces(folder, 1)).toThrow(refused);
  });
});

describe("committedSteps", () => {
  it("is 0 for a run that was stopped before it had a ledger", () => {
    expect(committedSteps(folder)).toBe(0);
  });
});
