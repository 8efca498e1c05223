import { cp, mkdir, readFile, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockstep } from "./harness/command.ts";
import type { CommandOptions } from "./harness/command.ts";
import { makeScratch, removeScratch } from "./harness/run-folder.ts";
import { writeSmallMnist } from "./harness/small-mnist.ts";

let scratch = "";
let data = "";

beforeAll(async () => {
  scratch = await makeScratch();
  data = path.join(scratch, "data");
  await writeSmallMnist(data, 200, 50);
});
afterAll(() => removeScratch(scratch));

async function files(): Promise<readonly string[]> {
  return (await readdir(scratch, { recursive: true })).toSorted();
}

/** What a command said and did. */
async function attempt(command: readonly string[], options: Partial<CommandOptions> = {}): Promise<object> {
  const before = await files();
  const { code, stdout, stderr, leftOver } = await lockstep(command, { folder: scratch, timeoutMs: 30_000, ...options });
  const written = (await files()).filter((file) => !before.includes(file));
  const lines = stderr.split("\n").filter(Boolean).length;
  return { code, stdout, stderr, lines, leftOver, written };
}

/** One line that tells what is wrong; nothing was started, nothing written. */
function failure(code: number, message: RegExp): object {
  return {
    code,
    stdout: "",
    stderr: expect.stringMatching(new RegExp(`^lockstep: .*${message.source}`)),
    lines: 1,
    leftOver: [],
    written: [],
  };
}

describe("a command line that is wrong ends with 2", () => {
  it.each([
    [["train", "--no-such-flag"], /unknown option '--no-such-flag'/],
    [["train", "mnist-mlp-128", "another"], /too many arguments/],
    [["no-such-command"], /unknown command 'no-such-command'/],
    [["train", "--workers"], /argument missing/],
    [["train", "--workers", "0"], /--workers must be a whole number from 1 to 256, not "0"/],
    [["train", "--workers", "two"], /--workers/],
    [["train", "--parameter-servers", "0"], /--parameter-servers/],
    [["train", "--epochs", "x"], /--epochs/],
    [["train", "--epochs", "1.5"], /--epochs/],
    [["train", "--seed", "-1"], /--seed/],
    [["train", "--seed", "4294967296"], /--seed/],
    [["train", "--batch-size", "0"], /--batch-size/],
    [["train", "--shards", "0"], /--shards/],
    [["train", "--learning-rate", "-0.1"], /--learning-rate must be a number above 0/],
    [["train", "--optimizer", "newton"], /--optimizer must be one of sgd, /],
    [["train", "--backend", "abacus"], /--backend must be one of auto, /],
    [["train", "--port", "65536"], /--port/],
    [["train", "--set", "standardize"], /--set must be key=value/],
    [["train", "--snapshot-every", "0"], /--snapshot-every/],
    [["train", "--min-workers", "0"], /--min-workers/],
    [["verify"], /missing required argument/],
    [["worker", "--coordinator", "nowhere"], /--coordinator must be HOST:PORT/],
  ] as const)("%j", async (command, message) => {
    expect(await attempt(command)).toEqual(failure(2, message));
  });

  it("shows the help when there is no command", async () => {
    const result = await lockstep([], { folder: scratch });
    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(/^Usage: lockstep /);
  });
});

describe("a configuration that cannot be ends with 10", () => {
  it.each([
    [["train", "mnist-mlp-129"], /no recipe "mnist-mlp-129".*mnist-mlp-128/],
    [["train", "./nothing-here.mjs"], /nothing-here\.mjs/],
    [["train", "--set", "colour=blue"], /unknown option "colour"/],
    [["train", "--batch-size", "130"], /128 or 132/],
    [["train", "--workers", "5"], /5 workers are more than the 4 shards/],
    [["train", "--workers", "2", "--min-workers", "3"], /at least 3 workers/],
    [["train", "--shards", "201", "--batch-size", "201", "--data", "data"], /201 shards for 200 training samples/],
    [["train", "--data", "no-such-folder"], /no-such-folder/],
    [["train", "--run", "/proc/lockstep"], /cannot write the run folder \/proc\/lockstep/],
    [["train", "--run", "data"], /is not empty/],
    [["train", "--run", "data/train-labels-idx1-ubyte"], /is a file/],
    [["train", "--resume"], /no run to resume/],
    [["train", "--resume", "--run", "data"], /holds no run/],
  ] as const)("%j", async (command, message) => {
    expect(await attempt(command)).toEqual(failure(10, message));
  });

  it("when the level of the logs is none", async () => {
    expect(await attempt(["train", "--data", "data"], { environment: { LOCKSTEP_LOG_LEVEL: "loud" } })).toEqual(
      failure(10, /LOCKSTEP_LOG_LEVEL must be one of debug, .*, not "loud"/),
    );
  });

  it("when a data file is missing, short, long or no IDX file", async () => {
    const damages: readonly (readonly [file: string, damage: (file: string) => Promise<void>])[] = [
      ["train-images-idx3-ubyte", (file) => rm(file)],
      ["t10k-labels-idx1-ubyte", (file) => truncate(file, 20)],
      ["train-labels-idx1-ubyte", async (file) => writeFile(file, Buffer.concat([await readFile(file), Buffer.of(0)]))],
      ["t10k-images-idx3-ubyte", (file) => writeFile(file, "no pixels at all")],
    ];
    for (const [name, damage] of damages) {
      const damaged = path.join(scratch, "damaged");
      await cp(data, damaged, { recursive: true });
      await damage(path.join(damaged, name));
      expect(await attempt(["train", "--data", damaged])).toEqual(failure(10, new RegExp(name)));
      await rm(damaged, { recursive: true });
    }
  });

  it("when the port is in use", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { readonly port: number };
    expect(await attempt(["train", "--port", String(port), "--data", "data"])).toEqual(
      failure(10, new RegExp(`port ${port} of 127\\.0\\.0\\.1 is in use`)),
    );
    await new Promise((resolve) => server.close(resolve));
  });

  it("when the folder already holds a run, which stays as it is", async () => {
    const config = path.join(scratch, "held/config.yaml");
    await mkdir(path.dirname(config));
    await writeFile(config, "precious\n");
    expect(await attempt(["train", "--run", "held"])).toEqual(failure(10, /already holds a run.*--resume/));
    expect(await attempt(["train", "--resume", "--run", "held"])).toEqual(failure(10, /held\/config\.yaml/));
    expect(await readFile(config, "utf8")).toBe("precious\n");
    await rm(path.dirname(config), { recursive: true });
  });

  it("for the processes of a cluster: no token, a bad variable, a bad file", async () => {
    const worker = ["worker", "--coordinator", "127.0.0.1:1"];
    const token = { LOCKSTEP_TOKEN: "0123456789abcdef" };
    expect(await attempt(worker)).toEqual(failure(10, /LOCKSTEP_TOKEN/));
    expect(await attempt(worker, { environment: { LOCKSTEP_TOKEN: "short" } })).toEqual(failure(10, /at least 16 characters/));
    expect(await attempt([...worker, "--token-file", "no-token"])).toEqual(failure(10, /cannot read the token file no-token/));
    expect(await attempt(["worker"], { environment: token })).toEqual(failure(10, /LOCKSTEP_COORDINATOR/));
    expect(await attempt(["worker"], { environment: { ...token, LOCKSTEP_COORDINATOR: "nowhere" } })).toEqual(
      failure(10, /LOCKSTEP_COORDINATOR must be HOST:PORT/),
    );
    expect(await attempt([...worker, "--config", "no.yaml"], { environment: token })).toEqual(failure(10, /cannot read no\.yaml/));
    const file = path.join(scratch, "worker.yaml");
    await writeFile(file, "nmae: worker-0\n");
    expect(await attempt([...worker, "--config", file], { environment: token })).toEqual(failure(10, /there is no setting "nmae"/));
    await rm(file);
  });
});

describe("a recipe that ends the command ends it with 1", () => {
  it.each([
    ["process.exit(0);", /the command ended before it was done/],
    ["await new Promise(() => {});", /the command ended before it was done/],
    [
      "setTimeout(() => { throw new Error('later'); }, 10); await new Promise((resolve) => setTimeout(resolve, 1000));",
      /unexpected: Error: later/,
    ],
  ])("%s", async (source, message) => {
    const file = path.join(scratch, "odd.mjs");
    await writeFile(file, source);
    expect(await attempt(["train", "./odd.mjs"])).toEqual(failure(1, message));
    await rm(file);
  });
});

describe("what is asked of the command itself", () => {
  it("is answered with 0, quickly", async () => {
    for (const [command, text] of [
      [["--help"], /train .*\n[^]*verify/],
      [["--version"], /^\d+\.\d+\.\d+\n$/],
      [["train", "--help"], /--parameter-servers/],
      [["recipes"], /^mnist-mlp-128 \(default\)\n/],
    ] as const) {
      const result = await lockstep(command, { folder: scratch });
      expect(result).toMatchObject({ code: 0, stderr: "" });
      expect(result.stdout).toMatch(text);
    }
  });

  it("tells the stack trace with LOCKSTEP_DEBUG=1", async () => {
    const result = await lockstep(["train", "mnist-mlp-129"], { folder: scratch, environment: { LOCKSTEP_DEBUG: "1" } });
    expect(result.code).toBe(10);
    expect(result.stderr).toMatch(/^lockstep: .*\n(.*\n)*\s+at .*:\d+:\d+/);
  });
});
