import { LockstepError, parseLayout } from "@lockstep/core";
import type { Decision, Hello } from "@lockstep/core";
import type { FirstWorker } from "./first-worker.ts";

/** Who holds the place that a newcomer asks for. */
export interface PlaceHolder {
  readonly name: string;
  readonly instance: string;
}

export interface AdmissionState {
  /** the living process of the newcomer's name or parameter range, if any */
  readonly holder: PlaceHolder | null;
  readonly firstWorker: FirstWorker | null;
}

export interface AdmissionOptions {
  readonly recipeHash: string;
  /** K */
  readonly parameterServers: number;
  readonly allowMixedBackends: boolean;
}

export type Admission =
  | { readonly kind: "admit" }
  /** an older process of this identity is alive: it may try again later */
  | { readonly kind: "busy" }
  /** it can never take part; the code is that of its exit */
  | { readonly kind: "refuse"; readonly exitCode: 10 | 11 };

/** What the other processes are called, whether or not they are there: a worker of such a name would keep them out. */
const reservedNames = /^(coordinator|launcher|parameter-server-\d+)$/;

/** Whether a process that says Hello may take part in the run (docs/protocol.md rule 6 and what makes runs differ). */
export function admit(hello: Hello, state: AdmissionState, options: AdmissionOptions): Decision<Admission> {
  if (hello.recipeHash !== options.recipeHash) {
    return refuse(
      11,
      `${hello.name} has another recipe (${hello.recipeHash.slice(0, 12)}) than this run (${options.recipeHash.slice(0, 12)}): same recipe, overrides and release are needed everywhere`,
    );
  }
  if (hello.role === "parameter-server" && hello.range >= options.parameterServers) {
    return refuse(
      10,
      `${hello.name} is to hold range ${hello.range}, but the run has ${options.parameterServers} parameter server(s), numbered from 0`,
    );
  }
  const wrong = hello.role === "worker" ? workerProblem(hello, state.firstWorker, options) : null;
  if (wrong !== null) return refuse(10, wrong);
  const { holder } = state;
  if (holder !== null && (holder.name !== hello.name || holder.instance !== hello.instance)) {
    return {
      result: { kind: "busy" },
      reason: `${holder.name} (instance ${holder.instance}) is alive and holds the place of ${hello.name}`,
    };
  }
  return { result: { kind: "admit" }, reason: `${hello.name} joined` };
}

function workerProblem(hello: Hello, first: FirstWorker | null, options: AdmissionOptions): string | null {
  if (reservedNames.test(hello.name))
    return `a worker cannot be called ${hello.name}: that is the name of another process of the run; choose one with --name`;
  if (first === null) return contentProblem(hello);
  if (hello.layoutJson !== first.layoutJson) {
    return `${hello.name} derives another parameter layout from the recipe than the first worker of this run did: use one release and one recipe everywhere`;
  }
  const same = hello.backend === first.backend && hello.backendVersion === first.backendVersion;
  if (same || options.allowMixedBackends) return null;
  return `${hello.name} computes with ${hello.backend} ${hello.backendVersion}, the first worker of this run with ${first.backend} ${first.backendVersion}: gradients would differ in their last bits; give it the same backend, of the same version (only a run begun with --allow-mixed-backends takes any)`;
}

/** What the first worker says is kept for the whole run, so it must make sense. */
function contentProblem(hello: Hello): string | null {
  try {
    parseLayout(hello.layoutJson);
    JSON.parse(hello.topologyJson);
    return null;
  } catch (error) {
    return `${hello.name} describes its model in a way that makes no sense: ${LockstepError.from(error).message}`;
  }
}

function refuse(exitCode: 10 | 11, reason: string): Decision<Admission> {
  return { result: { kind: "refuse", exitCode }, reason };
}
