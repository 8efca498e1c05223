import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import type { RunSummary } from "@lockstep/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockstep, startLockstep } from "./harness/command.ts";
import type { RunningCommand } from "./harness/command.ts";
import { makeScratch, readSummary, removeScratch, train } from "./harness/run-folder.ts";
import { writeSmallMnist } from "./harness/small-mnist.ts";

// The processes one by one, as a cluster runs them: settings from a file, environment and flags, each process its own folder.

const token = "a secret of the tests".replaceAll(" ", "-");
const environment = { LOCKSTEP_TOKEN: token };

let scratch = "";
let settingsFile = "";
let reference: RunSummary;

beforeAll(async () => {
  scratch = await makeScratch();
  await writeSmallMnist(path.join(scratch, "data"), 2_000, 100);
  settingsFile = path.join(scratch, "settings.yaml");
  await writeFile(settingsFile, "recipe: mnist-mlp-128\nepochs: 99\nseed: 5\ndata: data\nparameterServers: 2\nsnapshotEvery: 8\n");
  ({ summary: reference } = await train(scratch, "reference", ["--data", "data", "--epochs", "2", "--seed", "5"]));
});
afterAll(() => removeScratch(scratch));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { readonly port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a coordinator for a new run of 2 epochs (the environment's, not the file's 99). */
async function startCoordinator(run: string): Promise<{ readonly coordinator: RunningCommand; readonly address: string }> {
  const address = `127.0.0.1:${await freePort()}`;
  const coordinator = startLockstep(["coordinator", "--config", settingsFile, "--run", run, "--listen", address], {
    folder: scratch,
    environment: { ...environment, LOCKSTEP_EPOCHS: "2" },
  });
  await coordinator.until(/"type":"listening"/);
  return { coordinator, address };
}

function startMember(command: readonly string[], address: string, more: Readonly<Record<string, string>> = {}): RunningCommand {
  return startLockstep(command, { folder: scratch, environment: { ...environment, LOCKSTEP_COORDINATOR: address, ...more } });
}

describe("the processes of a cluster", () => {
  it("train to the same weights as the launcher's, each with its own folder, and end with 0", async () => {
    const { coordinator, address } = await startCoordinator("cluster");
    for (const range of [0, 1]) await mkdir(path.join(scratch, `server-${range}`));
    const members = [
      startMember(["parameter-server"], address, { LOCKSTEP_RANGE: "0", LOCKSTEP_RUN: "server-0" }),
      startMember(["parameter-server", "--range", "1", "--run", "server-1"], address),
      startMember(["worker", "--name", "worker-a"], address),
      startMember(["worker"], address, { LOCKSTEP_NAME: "worker-b" }),
    ];
    for (const { result } of [...members, coordinator]) expect(await result).toMatchObject({ code: 0, stderr: "" });
    expect(await readSummary(path.join(scratch, "cluster"))).toMatchObject({
      weightsHash: reference.weightsHash,
      epochs: 2,
      parameterServers: 2,
      ledgerOk: true,
    });
    expect(await lockstep(["verify", "cluster"], { folder: scratch })).toMatchObject({ code: 0 });
    // The environment's token is told to nobody.
    expect(await readFile(path.join(scratch, "cluster/config.yaml"), "utf8")).not.toContain(token);
  });

  it("refuse a coordinator with other settings for the same folder, or none where there is no run", async () => {
    const run = ["coordinator", "--run", "cluster"];
    const other = await lockstep([...run, "--config", settingsFile, "--epochs", "3"], { folder: scratch, environment });
    expect(other).toMatchObject({
      code: 10,
      stderr: expect.stringMatching(/^lockstep: epochs is 3 in the configuration, but 2 in the run of [^\n]*\n$/),
    });
    // A setting that the run has not at all.
    const scheduled = await lockstep([...run, "--config", settingsFile, "--epochs", "2", "--schedule", "cosine"], {
      folder: scratch,
      environment,
    });
    expect(scheduled).toMatchObject({
      code: 10,
      stderr: expect.stringMatching(/^lockstep: schedule is \{"name":"cosine"\} in the configuration, but nothing in the run of [^\n]*\n$/),
    });
    const otherId = await lockstep([...run, "--run-id", "another"], { folder: scratch, environment });
    expect(otherId).toMatchObject({ code: 10, stderr: expect.stringMatching(/holds the run [^\n]*, not another/) });
  });

  it("refuse a wrong token with 11, end with 143 on SIGTERM, and give up with 12 where nobody answers", async () => {
    const { coordinator, address } = await startCoordinator("refusing");
    const stranger = startMember(["worker", "--name", "stranger"], address, { LOCKSTEP_TOKEN: "another-secret-of-the-tests" });
    expect(await stranger.result).toMatchObject({ code: 11, stderr: expect.stringMatching(/^lockstep: .*token[^\n]*\n$/) });

    const worker = startMember(["worker", "--name", "worker-a"], address);
    await coordinator.until(/worker-a/);
    worker.kill("SIGTERM");
    expect(await worker.result).toMatchObject({ code: 143, stderr: "" });
    coordinator.kill("SIGTERM");
    expect(await coordinator.result).toMatchObject({ code: 143, stderr: "" });

    const lonely = startMember(["worker", "--coordinator-timeout", "1"], address);
    expect(await lonely.result).toMatchObject({ code: 12, stderr: expect.stringMatching(/^lockstep: [^\n]+\n$/) });
  });
});
