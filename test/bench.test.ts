import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { lockstep, startLockstep } from "./harness/command.ts";
import type { RunningCommand } from "./harness/command.ts";
import { makeScratch, removeScratch } from "./harness/run-folder.ts";

const parts = ["all-reduce", "exchange", "gradient", "training", "step", "start", "scaling"];
/** Counts, not measured: they need no unit. */
const counts = ["ranks", "floats", "workers", "samples", "shards", "parameters", "parameter servers"];

interface Row {
  readonly type: "row";
  readonly part: string;
  readonly table: string;
  readonly cells: readonly { readonly title: string; readonly unit: string; readonly value: unknown }[];
}

let folder: string;
/** of everything that a benchmark writes for itself */
let temporary: string;
let environment: Record<string, string>;
beforeAll(async () => {
  folder = await makeScratch();
  temporary = path.join(folder, "tmp");
  environment = {
    TMPDIR: temporary,
    LOCKSTEP_BENCH_PYTHON: await fakePython("no-torch", "echo \"ModuleNotFoundError: No module named 'torch'\" >&2; exit 1"),
  };
});
afterAll(() => removeScratch(folder));
// A benchmark that was killed has left its files.
beforeEach(async () => {
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary);
});

async function fakePython(name: string, script: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}

describe("lockstep bench", () => {
  it("measures every part and writes its report", async () => {
    const out = path.join(folder, "results");
    const { code, stdout, stderr, leftOver } = await lockstep(["bench", "--quick", "--json", "--out", out], {
      folder,
      environment,
      timeoutMs: 580_000,
    });
    expect({ code, stderr, leftOver }).toEqual({ code: 0, stderr: "", leftOver: [] });
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { readonly type: string });
    const rows = events.filter((event): event is Row => event.type === "row");
    expect([...new Set(rows.map(({ part }) => part))]).toEqual(parts);
    for (const { cells, table } of rows) {
      const bare = cells.filter(
        ({ value, unit, title }) => typeof value !== "string" && value !== null && unit === "" && !counts.includes(title),
      );
      expect(bare, `a figure without a unit in "${table}"`).toEqual([]);
    }
    const peaks = rows.filter(({ part }) => part === "scaling").flatMap(({ cells }) => cells.filter(({ unit }) => unit === "MiB"));
    const measured = peaks.map(({ value }) => typeof value === "number" && value > 20);
    expect(measured).toEqual(peaks.map(() => process.platform === "linux"));
    expect(events.at(0)).toMatchObject({ type: "started", node: process.version });
    const [file] = await readdir(out);
    expect(events.at(-1)).toEqual({ type: "finished", report: path.join(out, file ?? "") });
    const report = await readFile(path.join(out, file ?? ""), "utf8");
    expect(report.match(/^## [\w-]+/gm)).toEqual(parts.map((part) => `## ${part}`));
    expect(report).toContain("no PyTorch to compare with");
    expect(report).toContain("command: `lockstep bench --quick");
    expect(report).not.toContain("failed:");
    expect(await readdir(temporary)).toEqual([]);
    // Half a minute on two free cores; it starts some forty processes, one after the other, on whatever is left of a busy machine.
  }, 600_000);

  it("goes on without a peer that fails, tells of it and ends with 1", async () => {
    const broken = await fakePython("broken-torch", 'if [ "$1" = -c ]; then echo "torch 0"; else echo "it is broken" >&2; exit 3; fi');
    const flags = ["bench", "--quick", "--only", "all-reduce,exchange", "--python", broken, "--out", path.join(folder, "broken")];
    const { code, stdout, leftOver } = await lockstep(flags, { folder, environment });
    expect({ code, leftOver }).toEqual({ code: 1, leftOver: [] });
    expect(stdout).toMatch(/failed: rank \d of gloo ended with exit code 3: it is broken/);
    expect(stdout).toMatch(/^lockstep +1 /m);
    expect(await readdir(temporary)).toEqual([]);
  });

  it.each([
    [["--only", "training,speed"], 2, 'there is no part "speed"'],
    [["--repeat", "0"], 2, "--repeat must be a whole number from 1 to 1000"],
    [["--python", "/nowhere/python"], 10, "/nowhere/python cannot be run"],
    [["--out", "/dev/null/results"], 10, "name another folder by --out"],
  ])("refuses %j before it measures", async (flags, expected, message) => {
    const { code, stdout, stderr } = await lockstep(["bench", "--quick", ...flags], { folder, environment });
    expect({ code, stdout }).toEqual({ code: expected, stdout: "" });
    expect(stderr).toContain(message);
  });
});

/** Waits until the part has started processes of its own. */
async function startPart(part: string, processes: number): Promise<RunningCommand> {
  const running = startLockstep(["bench", "--quick", "--repeat", "1000", "--only", part, "--out", path.join(folder, "interrupted")], {
    folder,
    environment,
  });
  await running.until(new RegExp(`== ${part}`));
  const deadlineMs = performance.now() + 60_000;
  while (running.processes().length < processes) {
    if (performance.now() > deadlineMs)
      throw new Error(`${part} started ${running.processes().length} processes, not ${processes}, in 60 s`);
    await sleep(20);
  }
  return running;
}

describe.each([
  ["all-reduce", 4],
  ["exchange", 3],
  ["training", 5],
])("what %s has started", (part, processes) => {
  it("ends with Ctrl-C, and leaves nothing", async () => {
    const running = await startPart(part, processes);
    running.kill("SIGINT");
    const { code, leftOver } = await running.result;
    expect({ code, leftOver }).toEqual({ code: 130, leftOver: [] });
    expect(await readdir(temporary)).toEqual([]);
  });

  it("ends when the command is killed", async () => {
    const running = await startPart(part, processes);
    running.kill("SIGKILL");
    await running.result;
    const deadlineMs = performance.now() + 30_000;
    while (running.processes().length > 0 && performance.now() < deadlineMs) await sleep(50);
    expect(running.processes()).toEqual([]);
  });
});
