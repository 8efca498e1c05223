// `npm run test:kubernetes`: builds the image as deploy/docker/Dockerfile says, trains on a real one-node Kubernetes, takes pods away
// meanwhile, and compares the weights with those of the same run on this machine. The last line is `N passed, N failed`.
//
// LOCKSTEP_KUBE_LAB names a folder with up.sh, down.sh, image.sh and node-rootfs.sh, which make such a cluster without a container engine
// (default: shared/kube beside the clone). Needs root. Without it the test says that it is skipped.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { readStages } from "./dockerfile.mjs";

const root = path.resolve(fileURLToPath(new URL("..", import.meta.url)));
const lab = path.resolve(process.env.LOCKSTEP_KUBE_LAB || path.join(root, "../shared/kube"));
const namespace = "lockstep";
const image = "lockstep:test";
/** Where up.sh puts all of the cluster: while it is there, there is one. */
const networkNamespace = "/run/netns/kube";
/** The backend is named because this machine may have native TensorFlow and the image has not: another backend gives other bits. */
const settings = { recipe: "mnist-mlp-128", epochs: 20, seed: 3, backend: "wasm" };
/** The step after which a worker is taken away. The run is long enough for another pod to join, and for what follows, before it ends. */
const firstFaultStep = 200;

const counts = { passed: 0, failed: 0, skipped: 0 };
/** What failed, for the end of the output: what the cluster says of itself afterwards is long. */
const failures = [];
const startedMs = performance.now();
const stopping = new AbortController();

function say(text) {
  process.stdout.write(`${String(Math.round((performance.now() - startedMs) / 1000)).padStart(4)} s  ${text}\n`);
}

function finish() {
  const { passed, failed, skipped } = counts;
  process.stdout.write(failures.map((each) => `FAIL ${each}\n`).join(""));
  process.stdout.write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`);
  process.exit(failed > 0 ? 1 : 0);
}

function whySkipped() {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "it needs Linux and root";
  if (!existsSync(path.join(lab, "up.sh"))) return `there is no ${path.join(lab, "up.sh")}; name its folder by LOCKSTEP_KUBE_LAB`;
  if (existsSync(networkNamespace)) return "a cluster of this kind is running on this machine already (network namespace kube)";
  return null;
}

/** npm tells its scripts the path of Node as NODE, which the cluster's scripts would take for the name of their node. */
const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== "NODE" && !name.startsWith("npm_")));

/** Runs a program to its end. Throws, with what it printed, unless it ends with 0 or may fail. */
function run(program, programArguments, { input, environment = {}, mayFail = false, signal = stopping.signal } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, programArguments, { cwd: root, env: { ...inherited, ...environment }, signal });
    let output = "";
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      output += text;
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => (output += text));
    child.once("error", reject);
    // Not "close": a program may leave processes behind that hold its output open.
    child.once("exit", (code) => {
      setTimeout(() => {
        if (code === 0 || mayFail) resolve({ code, stdout, output });
        else reject(new Error(`${program} ${programArguments.join(" ")} ended with ${code}:\n${output.slice(-3000)}`));
      }, 50);
    });
    child.stdin.on("error", () => {});
    child.stdin.end(input ?? "");
  });
}

async function check(what, test) {
  let problem = null;
  try {
    const result = await test();
    if (result !== true) problem = typeof result === "string" ? result : JSON.stringify(result);
  } catch (error) {
    stopping.signal.throwIfAborted();
    problem = error.message;
  }
  counts[problem === null ? "passed" : "failed"]++;
  say(`${problem === null ? "ok  " : "FAIL"}  ${what}`);
  if (problem === null) return;
  failures.push(`test:kubernetes > ${what}: ${problem.split("\n", 1)[0].slice(0, 300)}`);
  process.stdout.write(`${problem}\n`);
}

async function until(what, limitMs, condition) {
  const endMs = performance.now() + limitMs;
  for (;;) {
    const result = await condition();
    if (result) return result;
    if (performance.now() > endMs) throw new Error(`it did not happen within ${limitMs / 1000} s: ${what}`);
    await sleep(300, undefined, { signal: stopping.signal });
  }
}

class Cluster {
  #environment;
  #kubectl;
  #begun = false;

  constructor(folder) {
    this.#environment = { KUBE: folder };
    this.#kubectl = path.join(folder, "kubectl");
  }

  script(name, ...scriptArguments) {
    return run(path.join(lab, name), scriptArguments, { environment: this.#environment });
  }

  async up() {
    this.#begun = true;
    await this.script("up.sh");
  }

  /** Whatever happened before, an interrupt included. */
  async down() {
    if (!this.#begun) return;
    const { signal } = new AbortController();
    const { code, output } = await run(path.join(lab, "down.sh"), ["--purge"], { environment: this.#environment, mayFail: true, signal });
    if (code !== 0 || existsSync(networkNamespace)) say(`the cluster was not taken down (${code}):\n${output}`);
  }

  kubectl(kubectlArguments, options) {
    return run(this.#kubectl, ["--namespace", namespace, ...kubectlArguments], options);
  }

  async get(...what) {
    return JSON.parse((await this.kubectl(["get", ...what, "-o", "json"])).stdout);
  }

  apply(object) {
    return this.kubectl(["apply", "-f", "-"], { input: JSON.stringify(object) });
  }

  /** The pods of one role, by name. */
  async pods(component) {
    const { items } = await this.get("pods", "-l", `app.kubernetes.io/component=${component}`);
    return items;
  }

  /** The coordinator's status page, through the API server. Null while it does not answer. */
  async status() {
    const url = `/api/v1/namespaces/${namespace}/pods/coordinator-0:8080/proxy/status`;
    const { code, stdout } = await this.kubectl(["get", "--raw", url], { mayFail: true });
    return code === 0 ? JSON.parse(stdout) : null;
  }

  exec(pod, ...command) {
    return this.kubectl(["exec", pod, "--", ...command], { mayFail: true });
  }
}

/** What a container engine would make of the Dockerfile, with this machine's Node in place of its base image. */
async function makeImage(cluster, scratch) {
  const rootfs = path.join(scratch, "rootfs");
  await cluster.script("node-rootfs.sh", rootfs);
  rmSync(path.join(rootfs, "app"), { recursive: true });
  renameSync(path.join(scratch, "build/app"), path.join(rootfs, "app"));
  mkdirSync(path.join(rootfs, "data"));
  const { instructions } = readStages().find(({ name }) => name === "cpu");
  const value = (keyword) => instructions.find((each) => each.keyword === keyword).text;
  const options = ["--user", value("USER"), "--workdir", value("WORKDIR"), "--env", value("ENV")];
  await cluster.script("image.sh", image, rootfs, ...options, "--entrypoint", value("ENTRYPOINT"), "--cmd", value("CMD"));
  rmSync(rootfs, { recursive: true });
}

/** A user's own overlay: other settings, the image, and requests that fit on a small machine. */
function writeOverlay(scratch) {
  const folder = path.join(scratch, "overlay");
  mkdirSync(folder);
  const request = { op: "replace", path: "/spec/template/spec/containers/0/resources/requests", value: { cpu: "50m", memory: "128Mi" } };
  const [newName, newTag] = image.split(":");
  const kustomization = {
    resources: [path.relative(folder, path.join(root, "deploy/kubernetes/overlays/cpu"))],
    configMapGenerator: [{ name: "run", namespace, behavior: "merge", files: ["run.yaml"] }],
    images: [{ name: "lockstep", newName, newTag }],
    patches: ["StatefulSet", "Job"].map((kind) => ({ target: { kind }, patch: JSON.stringify([request]) })),
  };
  // JSON is YAML.
  writeFileSync(path.join(folder, "kustomization.yaml"), JSON.stringify(kustomization));
  writeFileSync(path.join(folder, "run.yaml"), JSON.stringify({ ...settings, parameterServers: 1, expectedWorkers: 2 }));
  return folder;
}

/** A pod that tries to connect to the coordinator; "connected" or why not. */
async function tryToConnect(cluster, name, labels) {
  const script = `require("net").connect({ host: "coordinator", port: 7070, timeout: 3000 })
    .on("connect", () => { console.log("connected"); process.exit(); }).on("error", (e) => { console.log(e.code); process.exit(); })
    .on("timeout", () => { console.log("blocked"); process.exit(); })`;
  const container = {
    name: "try",
    image,
    imagePullPolicy: "IfNotPresent",
    command: ["node", "-e", script],
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
  };
  const securityContext = { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } };
  const spec = { restartPolicy: "Never", automountServiceAccountToken: false, securityContext, containers: [container] };
  await cluster.apply({ apiVersion: "v1", kind: "Pod", metadata: { name, labels }, spec });
  await until(`pod ${name} ends`, 60_000, async () => ["Succeeded", "Failed"].includes((await cluster.get("pod", name)).status.phase));
  return (await cluster.kubectl(["logs", name])).stdout.trim();
}

/** The workers' Job once more, with one pod and another Secret. */
async function strangerJob(cluster) {
  const { spec } = await cluster.get("job", "worker");
  const { selector: _, template, ...rest } = spec;
  const labels = Object.fromEntries(Object.entries(template.metadata.labels).filter(([name]) => name.startsWith("app.kubernetes.io/")));
  const volumes = template.spec.volumes.map((volume) =>
    volume.secret ? { ...volume, secret: { ...volume.secret, secretName: "another-token" } } : volume,
  );
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "stranger" },
    spec: { ...rest, completions: 1, parallelism: 1, template: { metadata: { labels }, spec: { ...template.spec, volumes } } },
  };
}

const isReady = (pod) => pod.status.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;

async function testCluster(cluster, scratch, reference) {
  const token = randomBytes(32).toString("hex");
  await cluster.kubectl(["apply", "-f", path.join(root, "deploy/kubernetes/overlays/cpu/namespace.yaml")]);
  for (const [name, value] of [
    ["lockstep-token", token],
    ["another-token", `${token}-other`],
  ]) {
    await cluster.apply({ apiVersion: "v1", kind: "Secret", metadata: { name }, stringData: { token: value } });
  }
  await check("the overlay is taken by the API server without a warning, Pod Security restricted enforced", async () => {
    const { output } = await cluster.kubectl(["apply", "-k", writeOverlay(scratch)]);
    return /warning/i.test(output) ? output : true;
  });

  const stepOf = async () => (await cluster.status())?.progress?.step ?? 0;
  const generationOf = async () => (await cluster.status())?.generation ?? 0;
  let deleted = "";
  await check("the run begins with both workers", async () => {
    await until(`step ${firstFaultStep}`, 180_000, async () => (await stepOf()) >= firstFaultStep);
    await until("both are ready", 30_000, async () => (await cluster.get("job", "worker")).status.ready === 2);
    const { generation, progress } = await cluster.status();
    return (generation === 1 && progress.step < progress.steps) || { generation, progress };
  });
  await check("a worker's pod is deleted and the others go on", async () => {
    deleted = (await cluster.pods("worker")).find(({ metadata }) => metadata.name.startsWith("worker-1-")).metadata.name;
    await cluster.kubectl(["delete", "pod", deleted, "--wait=false"]);
    await until("a generation without it", 60_000, async () => (await generationOf()) >= 2);
    return true;
  });
  await check("its index gets another pod, which joins", async () => {
    await until("a generation with it", 120_000, async () => (await generationOf()) >= 3);
    const { progress } = await cluster.status();
    const pods = (await cluster.pods("worker")).map(({ metadata }) => metadata.name);
    return (progress.step < progress.steps && pods.some((name) => name.startsWith("worker-1-") && name !== deleted)) || { progress, pods };
  });
  await check("the parameter server's pod is deleted and goes on from its volume", async () => {
    const { progress, generation } = await cluster.status();
    await cluster.kubectl(["delete", "pod", "parameter-server-0"]);
    await until("it is ready again", 90_000, async () => (await cluster.pods("parameter-server")).some(isReady));
    await until("a generation with it", 60_000, async () => (await generationOf()) > generation);
    return progress.step < progress.steps || progress;
  });
  await check("the Job of the workers completes; the stopped pod does not count as failed", async () => {
    await cluster.kubectl(["wait", "--for=condition=complete", "job/worker", "--timeout=300s"]);
    const { status } = await cluster.get("job", "worker");
    return (status.succeeded === 2 && (status.failed ?? 0) === 0 && status.completedIndexes === "0,1") || status;
  });

  const summaryOf = async () => JSON.parse((await cluster.exec("coordinator-0", "cat", "/data/run/summary.json")).stdout);
  await check("weightsHash is that of the run on this machine, with one worker and without faults", async () => {
    const { weightsHash, testAccuracy, generations, workersAtEnd } = await summaryOf();
    say(`      ${weightsHash}, accuracy ${testAccuracy}, ${generations} generations, ${workersAtEnd} workers at the end`);
    return (weightsHash === reference.weightsHash && testAccuracy === reference.testAccuracy) || { weightsHash, reference };
  });
  await check("several generations, and the ledger proves every sample exactly once (lockstep verify in the pod)", async () => {
    const { ledgerOk, generations } = await summaryOf();
    const { code, output } = await cluster.exec("coordinator-0", "node", "/app/bin/lockstep.js", "verify", "/data/run");
    return (ledgerOk && generations >= 4 && code === 0) || { ledgerOk, generations, output };
  });
  await check(
    "coordinator and parameter server stay after the end: ready, never restarted, silent about workers that have ended",
    async () => {
      await sleep(15_000, undefined, { signal: stopping.signal });
      const pods = [...(await cluster.pods("coordinator")), ...(await cluster.pods("parameter-server"))];
      const restarts = pods.map(({ status }) => status.containerStatuses[0].restartCount);
      const { stdout } = await cluster.kubectl(["logs", "parameter-server-0"]);
      const [, afterEnd] = stdout.split("staying until told to stop");
      const warnings = afterEnd?.split("\n").filter((line) => /"level":[456]0/.test(line)) ?? [stdout];
      return (
        (pods.length === 2 && pods.every(isReady) && restarts.every((count) => count === 0) && warnings.length === 0) || {
          restarts,
          warnings,
        }
      );
    },
  );
  await check("a replaced coordinator of the finished run finds its volume and stays", async () => {
    await cluster.kubectl(["delete", "pod", "coordinator-0"]);
    await until("it is ready again", 90_000, async () => (await cluster.pods("coordinator")).some(isReady));
    return (await summaryOf()).weightsHash === reference.weightsHash;
  });
  await check("a worker with another Secret is refused with 11 and its Job failed by policy", async () => {
    await cluster.apply(await strangerJob(cluster));
    await cluster.kubectl(["wait", "--for=condition=failed", "job/stranger", "--timeout=90s"]);
    const { status } = await cluster.get("job", "stranger");
    const { reason, message } = status.conditions.find(({ type }) => type === "Failed");
    return (reason === "PodFailurePolicy" && /exit code 11\b/.test(message)) || { reason, message };
  });
  await check("network policies let the run's pods through and nobody else", async () => {
    const worker = { "app.kubernetes.io/name": "lockstep", "app.kubernetes.io/component": "worker" };
    const [known, unknown] = [await tryToConnect(cluster, "known", worker), await tryToConnect(cluster, "unknown", { role: "stranger" })];
    return (known === "connected" && unknown === "blocked") || { known, unknown };
  });
}

/** For whoever has to find out why a check failed. */
async function showCluster(cluster) {
  const { output } = await cluster.kubectl(["get", "pods,jobs,events"], { mayFail: true });
  process.stdout.write(`${output}\n`);
  for (const role of ["coordinator", "parameter-server", "worker"]) {
    const logs = ["logs", "--selector", `app.kubernetes.io/component=${role}`, "--tail=15", "--prefix"];
    process.stdout.write((await cluster.kubectl(logs, { mayFail: true })).output);
  }
}

async function main() {
  const reason = whySkipped();
  if (reason !== null) {
    process.stdout.write(`test:kubernetes is skipped: ${reason}\n`);
    counts.skipped++;
    return;
  }
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stopping.abort(new Error(`stopped by ${signal}`)));
  const scratch = realpathSync(mkdtempSync(path.join(tmpdir(), "lockstep-kubernetes-")));
  const cluster = new Cluster(path.join(scratch, "kube"));
  try {
    await run(process.execPath, ["scripts/dockerfile.mjs", "build", "build", path.join(scratch, "build")]);
    say("the application is built as the Dockerfile says");
    const flags = [
      "--epochs",
      String(settings.epochs),
      "--seed",
      String(settings.seed),
      "--backend",
      settings.backend,
      "--workers",
      "1",
      "--no-dashboard",
    ];
    const lockstep = path.join(scratch, "build/app/bin/lockstep.js");
    await run(process.execPath, [lockstep, "train", settings.recipe, ...flags, "--run", path.join(scratch, "reference")]);
    const reference = JSON.parse(readFileSync(path.join(scratch, "reference/summary.json"), "utf8"));
    say(`reference on this machine: ${reference.weightsHash}, ${reference.trainSeconds.toFixed(1)} s`);
    await cluster.up();
    say("Kubernetes is up");
    await makeImage(cluster, scratch);
    say(`image ${image} is imported`);
    await testCluster(cluster, scratch, reference);
    if (counts.failed > 0) await showCluster(cluster);
    await check("everything can be deleted", async () => {
      await cluster.kubectl(["delete", "namespace", namespace, "--timeout=120s"]);
      return true;
    });
  } catch (error) {
    counts.failed++;
    failures.push(`test:kubernetes: ${error.message.split("\n", 1)[0]}`);
    say(`FAIL  ${error.message}`);
  } finally {
    await cluster.down();
    rmSync(scratch, { recursive: true, force: true });
    say("everything is taken down");
  }
}

await main();
finish();
