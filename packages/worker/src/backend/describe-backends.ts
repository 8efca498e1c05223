import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { BackendName } from "@lockstep/core/local";
import { findNativeAddon, type NativeAddon } from "./native-addon.ts";
import { mayHaveNvidiaGpu } from "./nvidia-devices.ts";
import type { BackendProbe } from "./probe-backend.ts";
import { backendOrder } from "./select-backend.ts";

/** One backend on this machine. */
export interface BackendDescription {
  readonly name: BackendName;
  /** missing: something that it needs is not there, which is no fault; broken: it is there and does not compute what it should */
  readonly state: "ready" | "missing" | "broken";
  /** version and device, or what is missing or wrong */
  readonly detail: string;
}

const probeTimeoutMs = 120_000;

/** The built entry, also when this file runs from its sources: Node 20 cannot load TypeScript. */
const builtFolder = import.meta.url.endsWith(".ts") ? "../../dist/backend/" : "./";
const probeEntry: string = fileURLToPath(new URL(`${builtFolder}probe-backend.js`, import.meta.url));

/**
 * Says for every backend, from the fastest on, whether this machine can use it. Each one that is there is loaded and computes a gradient in
 * a process of its own, so that a library that does not suit the machine does no harm; takes a second or two.
 */
export function describeBackends(): Promise<readonly BackendDescription[]> {
  return Promise.all(backendOrder.map(async (name) => ({ name, ...(whatIsMissing(name) ?? (await probe(name))) })));
}

type Outcome = Omit<BackendDescription, "name">;

function whatIsMissing(name: BackendName): Outcome | null {
  if (name === "wasm" || name === "cpu") return null;
  return judgeAddon(name, findNativeAddon(name), mayHaveNvidiaGpu());
}

/** What keeps a native backend from being tried; null: nothing. */
export function judgeAddon(name: "tfjs-node" | "tfjs-node-gpu", addon: NativeAddon, hasGpu: boolean): Outcome | null {
  const command = `npm run setup:native${name === "tfjs-node-gpu" ? " -- --gpu" : ""}`;
  if (addon.state === "absent") return { state: "missing", detail: `${addon.reason} (${command} builds it)` };
  if (addon.state === "damaged") return { state: "broken", detail: addon.reason };
  if (name === "tfjs-node-gpu" && !hasGpu) return { state: "missing", detail: "no NVIDIA device on this machine" };
  return null;
}

function probe(name: BackendName): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [probeEntry, name], { timeout: probeTimeoutMs, killSignal: "SIGKILL" }, (error, stdout) => {
      resolve(judgeProbe(stdout, error?.killed === true ? "no answer in time" : (error?.signal ?? `exit code ${error?.code ?? 0}`)));
    });
  });
}

/** @param end how the process ended, for one that wrote no answer */
export function judgeProbe(stdout: string, end: string): Outcome {
  const line = stdout.trimEnd().split("\n").at(-1) ?? "";
  // TensorFlow may write lines of its own before.
  if (!line.startsWith('{"state":')) return { state: "broken", detail: `the process that loaded it ended without an answer (${end})` };
  const answer = JSON.parse(line) as BackendProbe;
  if (answer.state === "broken") return answer;
  return { state: "ready", detail: `${answer.version}, on the ${answer.usesGpu ? "GPU" : "processor"}` };
}
