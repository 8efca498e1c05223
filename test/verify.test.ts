import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockstep } from "./harness/command.ts";
import type { CommandResult } from "./harness/command.ts";
import { makeScratch, removeScratch, train } from "./harness/run-folder.ts";
import { writeSmallMnist } from "./harness/small-mnist.ts";

let scratch = "";
let run = "";

beforeAll(async () => {
  scratch = await makeScratch();
  run = path.join(scratch, "run");
  await writeSmallMnist(path.join(scratch, "data"), 1_000, 200);
  await train(scratch, "run", ["--data", path.join(scratch, "data"), "--epochs", "2", "--parameter-servers", "2"]);
});
afterAll(() => removeScratch(scratch));

/** `lockstep verify` on a copy of the run whose ledger of one parameter server was changed. */
async function verifyDamaged(server: number, damage: (lines: string[]) => string[]): Promise<CommandResult> {
  const copy = path.join(scratch, "copy");
  await cp(run, copy, { recursive: true });
  try {
    const ledger = path.join(copy, server === 0 ? "ledger.jsonl" : `ledger-${server}.jsonl`);
    const source = await readFile(ledger, "latin1");
    const lines = source.split("\n").slice(0, -1);
    const damaged = damage([...lines])
      .map((line) => `${line}\n`)
      .join("");
    expect(damaged).not.toBe(source);
    await writeFile(ledger, damaged, "latin1");
    return await lockstep(["verify", copy], { folder: scratch });
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

const lineOfStep = (lines: readonly string[], step: number): number => {
  const index = lines.findIndex((line) => line.includes(`"step":${step},`));
  expect(index).toBeGreaterThanOrEqual(0);
  return index;
};

function bad(server: number, step: number): object {
  const message = new RegExp(
    `^lockstep: the ledger of .* is BAD: parameter server ${server}, step ${step} \\(line \\d+ of ledger[-\\d]*\\.jsonl\\): .+\\n$`,
  );
  return { code: 1, stdout: "", stderr: expect.stringMatching(message) };
}

describe("lockstep verify", () => {
  it("accepts the run as it is, also from elsewhere", async () => {
    const result = await lockstep(["verify", "run"], { folder: scratch });
    expect(result).toMatchObject({ code: 0, stderr: "" });
    expect(result.stdout).toMatch(/^ledger ok: 2,000 samples in 16 steps.*2 parameter servers agree/);
  });

  it.each([0, 1])("finds one changed byte in the ledger of parameter server %i", async (server) => {
    const result = await verifyDamaged(server, (lines) => {
      const at = lineOfStep(lines, 5);
      lines[at] = (lines[at] ?? "").replace(/"digest":"(.)/, (text, digit: string) => text.replace(/.$/, digit === "0" ? "1" : "0"));
      return lines;
    });
    expect(result).toMatchObject(bad(server, 5));
  });

  it("finds a step that is written twice", async () => {
    const result = await verifyDamaged(0, (lines) => {
      const at = lineOfStep(lines, 7);
      return lines.toSpliced(at + 1, 0, lines[at] ?? "");
    });
    expect(result).toMatchObject(bad(0, 8));
  });

  it("finds two steps that are swapped", async () => {
    const result = await verifyDamaged(1, (lines) => {
      const at = lineOfStep(lines, 3);
      return lines.with(at, lines[at + 1] ?? "").with(at + 1, lines[at] ?? "");
    });
    expect(result).toMatchObject(bad(1, 3));
  });

  it("finds a step that is missing in the middle, at the end, and a whole end", async () => {
    expect(await verifyDamaged(0, (lines) => lines.toSpliced(lineOfStep(lines, 9), 1))).toMatchObject(bad(0, 9));
    expect(await verifyDamaged(1, (lines) => lines.slice(0, -1))).toMatchObject(bad(1, 16));
    expect(await verifyDamaged(0, (lines) => lines.slice(0, lineOfStep(lines, 12)))).toMatchObject(bad(0, 12));
  });

  it("tells a run that is not finished from one whose ledger was cut", async () => {
    const copy = path.join(scratch, "unfinished");
    await cp(run, copy, { recursive: true });
    await rm(path.join(copy, "summary.json"));
    for (const name of ["ledger.jsonl", "ledger-1.jsonl"]) {
      const lines = (await readFile(path.join(copy, name), "latin1")).split("\n");
      await writeFile(path.join(copy, name), `${lines.slice(0, lineOfStep(lines, 12)).join("\n")}\n`);
    }
    const result = await lockstep(["verify", "unfinished"], { folder: scratch });
    expect(result).toMatchObject({ code: 1, stdout: "" });
    expect(result.stderr).toBe(
      "lockstep: the run in unfinished is not finished: its ledger proves the first 12 of its 16 steps and ends there; " +
        "go on with: npx lockstep train --resume --run unfinished\n",
    );
  });

  it("finds that the data are not those of the run; of a run that does not know them, that they are not those of the ledger", async () => {
    const labels = path.join(scratch, "data/train-labels-idx1-ubyte");
    const source = await readFile(labels);
    const changed = Buffer.from(source);
    changed[8] = ((changed[8] ?? 0) + 1) % 10;
    await writeFile(labels, changed);
    try {
      expect(await lockstep(["verify", run], { folder: scratch })).toMatchObject({
        code: 10,
        stdout: "",
        stderr: expect.stringMatching(/^lockstep: the data of the run \(data\) have changed since it began: /) as string,
      });
      const copy = path.join(scratch, "older");
      await cp(run, copy, { recursive: true });
      const config = await readFile(path.join(copy, "config.yaml"), "utf8");
      await writeFile(path.join(copy, "config.yaml"), config.replace(/^dataHash: .*\n/m, ""));
      const result = await lockstep(["verify", copy], { folder: scratch });
      expect(result.code).toBe(1);
      expect(result.stderr).toMatch(/parameter server 0, step \d+ .*: shard \d \(worker-\d\): other samples than expected/);
    } finally {
      await writeFile(labels, source);
    }
  });

  it("ends with 10 where there is nothing to verify", async () => {
    const cases: readonly [damage: (copy: string) => Promise<void>, message: RegExp][] = [
      [(copy) => rm(copy, { recursive: true }), /holds no run/],
      [(copy) => rm(path.join(copy, "config.yaml")), /holds no run/],
      [(copy) => rm(path.join(copy, "ledger-1.jsonl")), /cannot read the ledger of parameter server 1/],
      [(copy) => writeFile(path.join(copy, "config.yaml"), "format: 1\n"), /config\.yaml: runId/],
      [(copy) => writeFile(path.join(copy, "config.yaml"), "a: &x 1\nb: *x\n"), /config\.yaml cannot be used/],
      [
        async (copy) => {
          await rm(path.join(copy, "ledger.jsonl"));
          await mkdir(path.join(copy, "ledger.jsonl"));
        },
        /ledger\.jsonl is no regular file/,
      ],
    ];
    for (const [damage, message] of cases) {
      const copy = path.join(scratch, "copy");
      await cp(run, copy, { recursive: true });
      await damage(copy);
      const result = await lockstep(["verify", copy], { folder: scratch });
      await rm(copy, { recursive: true, force: true });
      expect(result).toMatchObject({ code: 10, stdout: "" });
      expect(result.stderr).toMatch(message);
      expect(result.stderr.trimEnd().split("\n")).toHaveLength(1);
    }
  });
});
