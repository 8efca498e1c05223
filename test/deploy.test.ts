import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, realpath, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { RunSummary } from "@lockstep/core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { lockstep } from "./harness/command.ts";
import { LocalPods } from "./harness/local-pods.ts";
import type { LocalPod } from "./harness/local-pods.ts";
import { find, findKubectl, podTemplates, reactionTo, render, selects } from "./harness/manifests.ts";
import type { Manifest } from "./harness/manifests.ts";
import { makeScratch, readSummary, removeScratch, train } from "./harness/run-folder.ts";
import { writeSmallMnist } from "./harness/small-mnist.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const overlays = ["cpu", "gpu"] as const;
const overlayFolder = (name: string): string => path.join(root, "deploy/kubernetes/overlays", name);
const kubectl = findKubectl();
const why = kubectl === null ? " (skipped: no kubectl on the PATH or in $KUBE)" : "";

describe("the Dockerfile", () => {
  interface Stage {
    readonly name: string;
    readonly base: string;
    readonly instructions: readonly { readonly keyword: string; readonly text: string }[];
  }
  const { stdout } = spawnSync(process.execPath, ["scripts/dockerfile.mjs"], { cwd: root, encoding: "utf8" });
  const stages = JSON.parse(stdout) as readonly Stage[];
  const stage = (name: string): Stage => {
    const found = stages.find((each) => each.name === name);
    if (found === undefined) throw new Error(`there is no stage ${name}`);
    return found;
  };
  const texts = (name: string, keyword: string): readonly string[] =>
    stage(name).instructions.flatMap((each) => (each.keyword === keyword ? [each.text] : []));

  it.each(["cpu", "gpu"])("has a target %s that runs the command as user 1000, and pinned bases", (target) => {
    expect(texts(target, "USER")).toEqual(["1000:1000"]);
    expect(JSON.parse(texts(target, "ENTRYPOINT")[0] ?? "")).toEqual(["node", "--initial-heap-size=256", "/app/bin/lockstep.js"]);
    const names = stages.map(({ name }) => name);
    const pinned = /^[\w./-]+:[\w.-]*\d+\.\d+\.\d+[\w.-]*$/;
    expect(stages.map(({ base }) => base).filter((base) => !names.includes(base) && !pinned.test(base))).toEqual([]);
  });

  it("copies only what is there, from stages that come before", () => {
    const names = stages.map(({ name }) => name);
    const missing = stages.flatMap(({ name }, index) =>
      texts(name, "COPY").flatMap((text) => {
        const words = text.split(/\s+/);
        const from = /^--from=(\S+)$/.exec(words[0] ?? "")?.[1];
        if (from !== undefined) return names.slice(0, index).includes(from) ? [] : [text];
        return words.slice(0, -1).filter((source) => !existsSync(path.join(root, source)));
      }),
    );
    expect(missing).toEqual([]);
  });

  it("copies the manifest of every package before it installs", () => {
    const copied = texts("build", "COPY").join(" ");
    const manifests = spawnSync("git", ["ls-files", "*/package.json"], { cwd: root, encoding: "utf8" });
    expect(manifests.stdout.trim().split("\n").length).toBeGreaterThan(5);
    for (const manifest of manifests.stdout.trim().split("\n")) expect(copied).toContain(manifest);
  });
});

describe.skipIf(kubectl === null).each(overlays)(`overlay %s${why}`, (overlay) => {
  let manifests: readonly Manifest[];
  beforeAll(() => {
    manifests = render(kubectl ?? "", overlayFolder(overlay));
  });

  it("agrees with itself about the numbers of processes", () => {
    const settings = runSettings(manifests);
    const job = find(manifests, "Job", "worker").spec;
    expect(find(manifests, "StatefulSet", "coordinator").spec?.replicas).toBe(1);
    expect(find(manifests, "StatefulSet", "parameter-server").spec?.replicas).toBe(settings["parameterServers"]);
    expect([job?.completions, job?.parallelism]).toEqual([settings["expectedWorkers"], settings["expectedWorkers"]]);
  });

  it("ships no Secret and needs one", () => {
    expect(manifests.map(({ kind }) => kind)).not.toContain("Secret");
    for (const { spec } of podTemplates(manifests)) {
      expect(spec.volumes?.flatMap(({ secret }) => secret?.secretName ?? [])).toEqual(["lockstep-token"]);
      expect(spec.containers[0]?.args).toContain("--token-file");
    }
  });

  it("fits Pod Security's restricted profile, has pinned images and bounded memory", () => {
    expect(find(manifests, "Namespace", "lockstep").metadata.labels).toMatchObject({ "pod-security.kubernetes.io/enforce": "restricted" });
    for (const { spec } of podTemplates(manifests)) {
      expect(spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
      });
      expect(spec.containers).toHaveLength(1);
      const [container] = spec.containers;
      expect(container).toMatchObject({
        imagePullPolicy: "IfNotPresent",
        image: expect.stringMatching(/^[\w./-]+:\d[\w.-]+$/) as string,
        resources: { requests: { cpu: expect.anything() as string }, limits: { memory: expect.anything() as string } },
        securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
      });
      const volumes = new Set(["data", ...(spec.volumes ?? []).map(({ name }) => name)]);
      expect(container?.volumeMounts?.filter(({ name }) => !volumes.has(name))).toEqual([]);
    }
  });

  it("probes ports that are there, and Services, policies and budgets that select pods", () => {
    for (const { spec } of podTemplates(manifests)) {
      const { ports = [], startupProbe, readinessProbe, livenessProbe } = spec.containers[0] ?? { ports: [] };
      for (const probe of [startupProbe, readinessProbe, livenessProbe]) {
        expect(ports.flatMap(({ name, containerPort }) => [name, containerPort])).toContain(probe?.httpGet?.port ?? probe?.grpc?.port);
      }
    }
    for (const { kind, metadata, spec } of manifests) {
      const matchLabels = spec?.selector?.["matchLabels"] as Readonly<Record<string, string>> | undefined;
      const selector = kind === "NetworkPolicy" ? spec?.podSelector?.matchLabels : (matchLabels ?? spec?.selector);
      if (selector === undefined) continue;
      const count = podTemplates(manifests).filter((template) => selects(selector, template)).length;
      expect(count, `${kind} ${metadata.name}`).toBe(kind === "NetworkPolicy" && metadata.name === "nothing-but" ? 3 : 1);
    }
  });

  it("gives up a worker that can never take part, replaces one that was stopped, counts one that failed", () => {
    const job = find(manifests, "Job", "worker");
    expect([2, 10, 11, 12, 137, 143, 1].map((code) => reactionTo(job, code))).toEqual([
      "FailJob",
      "FailJob",
      "FailJob",
      "Ignore",
      "Ignore",
      "Ignore",
      "Count",
    ]);
  });
});

describe.skipIf(kubectl === null)("overlay gpu", () => {
  it("gives a GPU to each worker and to nobody else, and insists on it", () => {
    const manifests = render(kubectl ?? "", overlayFolder("gpu"));
    const gpus = podTemplates(manifests).map(({ metadata, spec }) => [
      metadata.labels["app.kubernetes.io/component"],
      spec.containers[0]?.resources?.limits?.["nvidia.com/gpu"] ?? 0,
    ]);
    expect(Object.fromEntries(gpus)).toEqual({ coordinator: 0, "parameter-server": 0, worker: 1 });
    expect(runSettings(manifests)).toMatchObject({ ...runSettings(render(kubectl ?? "", overlayFolder("cpu"))), backend: "tfjs-node-gpu" });
  });
});

function runSettings(manifests: readonly Manifest[]): Readonly<Record<string, unknown>> {
  const configMap = manifests.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name.startsWith("run-"));
  return parse(configMap?.data?.["run.yaml"] ?? "") as Readonly<Record<string, unknown>>;
}

describe.skipIf(kubectl === null)(`the pods as processes of this machine${why}`, () => {
  const token = "0123456789abcdef0123456789abcdef";
  let scratch = "";
  let reference: RunSummary;
  let manifests: readonly Manifest[];
  const started: LocalPod[] = [];

  beforeAll(async () => {
    scratch = await realpath(await makeScratch());
    await writeSmallMnist(path.join(scratch, "data"), 2_000, 100);
    ({ summary: reference } = await train(scratch, "reference", ["--data", "data", "--epochs", "2", "--seed", "5"]));
    manifests = render(kubectl ?? "", await writeOwnOverlay());
  });
  afterEach(async () => {
    for (const { command } of started) command.kill("SIGKILL");
    await Promise.allSettled(started.splice(0).map(({ command }) => command.result));
  });
  afterAll(() => removeScratch(scratch));

  /** An overlay of a user's own, as deploy/README.md describes it: other settings, two parameter servers, three workers. */
  async function writeOwnOverlay(): Promise<string> {
    const folder = path.join(scratch, "overlay");
    await mkdir(folder);
    await writeFile(
      path.join(folder, "run.yaml"),
      stringify({ epochs: 2, seed: 5, data: path.join(scratch, "data"), parameterServers: 2, expectedWorkers: 3 }),
    );
    await writeFile(
      path.join(folder, "kustomization.yaml"),
      stringify({
        resources: [path.relative(folder, overlayFolder("cpu"))],
        configMapGenerator: [{ name: "run", namespace: "lockstep", behavior: "merge", files: ["run.yaml"] }],
        replicas: [{ name: "parameter-server", count: 2 }],
        patches: [{ target: { kind: "Job", name: "worker" }, patch: stringify(workers(3)) }],
      }),
    );
    return folder;
  }

  function workers(count: number): readonly object[] {
    return ["completions", "parallelism"].map((field) => ({ op: "replace", path: `/spec/${field}`, value: count }));
  }

  type Pods = readonly [LocalPod, ...LocalPod[]];

  /** Pods that are ended after the test, whatever happens; at least one. */
  function track(pods: readonly LocalPod[]): Pods {
    started.push(...pods);
    return pods as Pods;
  }

  it("train to the launcher's weights; the workers end, the others stay, also when they are started again", async () => {
    const cluster = new LocalPods(manifests, path.join(scratch, "pods"), { "lockstep-token": { token } });
    // Workers first: no order of starting is demanded.
    const workers = track(await cluster.startAll("Job", "worker"));
    const servers = track(await cluster.startAll("StatefulSet", "parameter-server"));
    const coordinator = track(await cluster.startAll("StatefulSet", "coordinator"))[0];
    expect([workers.length, servers.length]).toEqual([3, 2]);
    for (const { command } of workers) expect(await command.result).toMatchObject({ code: 0, stderr: "" });

    const run = path.join(coordinator.volume("data"), "run");
    expect(await readSummary(run)).toMatchObject({
      weightsHash: reference.weightsHash,
      ledgerOk: true,
      parameterServers: 2,
      workersAtEnd: 3,
      generations: 1,
    });
    expect(await lockstep(["verify", run], { folder: scratch })).toMatchObject({ code: 0 });

    // Every process that a StatefulSet would start again is still there, and one that was replaced finds its place.
    await servers[0].command.until(/staying until told to stop/);
    servers[0].command.kill("SIGTERM");
    expect(await servers[0].command.result).toMatchObject({ code: 0, stderr: "" });
    const again = track([await cluster.start("StatefulSet", "parameter-server", 0)])[0];
    await again.command.until(/staying until told to stop/);
    const late = track([await cluster.start("Job", "worker", 0)])[0];
    expect(await late.command.result).toMatchObject({ code: 0, stderr: "" });
    expect((await fetch(`http://${coordinator.ip}:8080/healthz`)).status).toBe(200);
    coordinator.command.kill("SIGTERM");
    expect(await coordinator.command.result).toMatchObject({ code: 0, stderr: "" });
    expect(started.filter(({ command }) => command.processes().length > 0).map(({ name }) => name)).toEqual([
      "parameter-server-1",
      "parameter-server-0",
    ]);
  });

  it("refuse a worker with another Secret, and a Secret that is a placeholder", async () => {
    const cluster = new LocalPods(manifests, path.join(scratch, "refusing"), { "lockstep-token": { token } });
    const coordinator = track(await cluster.startAll("StatefulSet", "coordinator"))[0];
    await coordinator.command.until(/"type":"listening"/);
    const stranger = track([await cluster.start("Job", "worker", 0, { "lockstep-token": { token: `${token}-other` } })])[0];
    expect(await stranger.command.result).toMatchObject({
      code: 11,
      stderr: expect.stringMatching(/^lockstep: .*token[^\n]*\n$/) as string,
    });
    expect(reactionTo(find(manifests, "Job", "worker"), 11)).toBe("FailJob");

    for (const placeholder of ["", "change-me"]) {
      const pod = track([await cluster.start("Job", "worker", 1, { "lockstep-token": { token: placeholder } })])[0];
      expect(await pod.command.result).toMatchObject({ code: 10, stderr: expect.stringMatching(/^lockstep: .*token[^\n]*\n$/) as string });
    }
  });
});
