import { afterEach, describe, expect, it } from "vitest";
import type * as proto from "../../generated/messages.js";
import { LockstepError } from "../errors.ts";
import { canonicalJson } from "../run/canonical-json.ts";
import { silentLogger } from "../run/logger.ts";
import type { RunSettings } from "../run/settings.ts";
import { RpcClient } from "./client.ts";
import { describeRun } from "./describe-client.ts";
import { describeMethod } from "./methods.ts";
import { RpcServer } from "./server.ts";

const credentials = { token: "secret", runId: "run" };
const settings: RunSettings = {
  recipe: "mnist-mlp-128",
  overrides: {},
  seed: 1,
  shards: 4,
  batchSize: 128,
  epochs: 1,
  parameterServers: 1,
  minWorkers: 1,
  snapshotEverySteps: 10,
  optimizer: { name: "adam", learningRate: 0.001 },
  data: null,
  backend: "auto",
  allowMixedBackends: false,
  nonFinite: "stop",
};
const good: proto.RunDescription.$Properties = {
  protocolVersion: 1,
  runId: "run",
  settingsJson: canonicalJson(settings),
  recipeHash: "hash",
  data: { trainSamples: 100, testSamples: 10, featureShape: [28, 28], classes: 10 },
};

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function serve(answer: () => proto.RunDescription.$Properties, listen = "127.0.0.1:0"): Promise<string> {
  const server = new RpcServer(credentials, silentLogger).addUnary(describeMethod, answer, { runOptional: true });
  closers.push(() => server.close());
  return server.listen(listen);
}

function ask(address: string, changes: { token?: string; timeoutMs?: number; signal?: AbortSignal } = {}) {
  const client = new RpcClient(address, { token: changes.token ?? "secret", runId: null });
  closers.push(() => client.close());
  return describeRun(client, { signal: changes.signal ?? new AbortController().signal, timeoutMs: changes.timeoutMs ?? 5000 });
}

describe("describeRun", () => {
  it("learns the run without knowing its id", async () => {
    const address = await serve(() => good);
    expect(await ask(address)).toEqual({
      runId: "run",
      settings,
      recipeHash: "hash",
      data: { trainSamples: 100, testSamples: 10, featureShape: [28, 28], classes: 10 },
    });
  });

  it("learns how many samples are held back", async () => {
    const held = { ...good, settingsJson: canonicalJson({ ...settings, validation: 0.1 }), data: { ...good.data, validationSamples: 11 } };
    const { data, settings: heard } = await ask(await serve(() => held));
    expect(data.validationSamples).toBe(11);
    expect(heard.validation).toBe(0.1);
  });

  it("learns of float32 features, and of targets instead of classes", async () => {
    const data = { trainSamples: 100, testSamples: 10, featureShape: [3], classes: 0, featureType: "float32", targets: 2 };
    const address = await serve(() => ({
      ...good,
      data: { ...good.data, featureShape: [3], classes: 0, floatFeatures: true, targets: 2 },
    }));
    expect((await ask(address)).data).toEqual(data);
  });

  it("waits for a coordinator that is not there yet, and gives up after the limit", async () => {
    const probe = new RpcServer(credentials, silentLogger);
    const address = await probe.listen("127.0.0.1:0");
    await probe.close();
    await expect(ask(address, { timeoutMs: 300 })).rejects.toMatchObject({ code: "coordinator-lost" });
    const asked = ask(address);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await serve(() => good, address);
    expect((await asked).runId).toBe("run");
  });

  it("ends at once when it is refused or stopped", async () => {
    const address = await serve(() => good);
    await expect(ask(address, { token: "wrong" })).rejects.toMatchObject({ code: "refused" });
    const stopped = AbortSignal.abort(new LockstepError("aborted", "enough"));
    await expect(ask(address, { signal: stopped })).rejects.toThrow("enough");
  });

  const bad: readonly [string, proto.RunDescription.$Properties][] = [
    ["refused", { ...good, protocolVersion: 2 }],
    ["protocol", { ...good, runId: "" }],
    ["protocol", { ...good, recipeHash: "" }],
    ["protocol", { ...good, data: null }],
    ["protocol", { ...good, data: { ...good.data, classes: 1 } }],
    ["protocol", { ...good, data: { ...good.data, classes: 0 } }],
    ["protocol", { ...good, data: { ...good.data, classes: 1, targets: 1 } }],
    ["protocol", { ...good, data: { ...good.data, targets: 65_537 } }],
    ["protocol", { ...good, data: { ...good.data, featureShape: [28, 0] } }],
    ["protocol", { ...good, data: { ...good.data, validationSamples: 11 } }],
    ["protocol", { ...good, settingsJson: canonicalJson({ ...settings, validation: 0.1 }) }],
    ["configuration", { ...good, settingsJson: "{}" }],
  ];
  it.each(bad)("answers %s to a description that makes no sense", async (code, answer) => {
    await expect(ask(await serve(() => answer))).rejects.toMatchObject({ code });
  });
});
