import { LockstepError } from "../errors.ts";
import { type FailpointName, type FailpointPlace, failpointNames, failpoints } from "./failpoints.ts";

/** Environment variable that sets failpoints; see {@link parseFailpoints}. */
export const failpointsVariable = "LOCKSTEP_FAILPOINTS";

export type FailpointAction =
  /** SIGKILL to this process */
  | { readonly kind: "kill" }
  /** the whole event loop stands still */
  | { readonly kind: "pause"; readonly ms: number }
  /** only what passes the point waits */
  | { readonly kind: "delay"; readonly ms: number }
  /** LockstepError "io" is thrown there */
  | { readonly kind: "error" };

/** What happens at one pass of one point. */
export interface FailpointRule {
  /** name of the only process that it is meant for; null: all that have the point */
  readonly process: string | null;
  readonly point: FailpointName;
  readonly action: FailpointAction;
  /** 1: the first time that a process passes the point */
  readonly pass: number;
  /** as it was written */
  readonly text: string;
}

const places: Readonly<Record<FailpointName, FailpointPlace>> = failpoints;
const longestMs = 3_600_000;
const form = "[PROCESS:]POINT=kill|pause(MS)|delay(MS)|error[@PASS]";

/**
 * Reads rules separated by ";", e.g. `worker-1:worker.gradient-computed=kill@40;server.ledger-appended=pause(5000)@100`: at the 40th
 * gradient of worker-1, and when any server has written its 100th line.
 * @throws LockstepError "configuration" that says what is wrong with which rule
 */
export function parseFailpoints(specification: string): readonly FailpointRule[] {
  return specification
    .split(";")
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .map(parseRule);
}

/** The rules that are meant for this process. */
export function failpointsOf(process: string, rules: readonly FailpointRule[]): readonly FailpointRule[] {
  return rules.filter((rule) => (rule.process === null || rule.process === process) && roleOfPoint(rule.point) === roleOfProcess(process));
}

/**
 * Throws LockstepError "configuration" for a rule that is meant for a process which the run never has: it would do nothing, without a word.
 * @param names of all its processes, at least one
 */
export function checkFailpointProcesses(rules: readonly FailpointRule[], names: readonly string[]): void {
  for (const { process, text } of rules) {
    if (process !== null && !names.includes(process))
      throw wrong(text, `this run has no process ${process}; the nearest is ${nearest(process, names)}`);
  }
}

function parseRule(text: string): FailpointRule {
  const match = /^(?:([\w.-]+):)?([\w.-]+)=([a-z]+)(?:\((\d{1,9})\))?(?:@(\d{1,9}))?$/.exec(text);
  if (match === null) throw wrong(text, `expected ${form}`);
  const [, process, name = "", verb = "", ms, pass = "1"] = match;
  const point = failpointNames.find((known) => known === name);
  if (point === undefined) throw wrong(text, `there is no failpoint ${name}; the nearest is ${nearest(name, failpointNames)}`);
  if (Number(pass) === 0) throw wrong(text, "passes are counted from 1");
  if (process !== undefined && roleOfPoint(point) !== roleOfProcess(process))
    throw wrong(text, `${process} is a ${roleOfProcess(process)} and never passes ${point}`);
  return { process: process ?? null, point, action: parseAction(text, point, verb, ms), pass: Number(pass), text };
}

function parseAction(text: string, point: FailpointName, verb: string, duration: string | undefined): FailpointAction {
  switch (verb) {
    case "kill":
    case "error":
      if (duration !== undefined) throw wrong(text, `${verb} takes no time`);
      return { kind: verb };
    case "pause":
      return { kind: verb, ms: milliseconds(text, verb, duration) };
    case "delay":
      if (!places[point].waits) throw wrong(text, `nothing can wait at ${point}; use pause, which stops the whole process`);
      return { kind: verb, ms: milliseconds(text, verb, duration) };
  }
  throw wrong(text, `there is no action ${verb}; expected ${form}`);
}

function milliseconds(text: string, verb: string, duration: string | undefined): number {
  const ms = Number(duration);
  if (duration === undefined || ms > longestMs) throw wrong(text, `${verb} needs its time in ms, at most ${longestMs}: ${verb}(5000)`);
  return ms;
}

function roleOfPoint(point: FailpointName): string {
  return point.slice(0, point.indexOf("."));
}

function roleOfProcess(name: string): string {
  if (name === "coordinator") return name;
  return name.startsWith("parameter-server-") ? "server" : "worker";
}

function nearest(name: string, names: readonly string[]): string {
  return names.map((known) => ({ known, edits: editDistance(name, known) })).toSorted((a, b) => a.edits - b.edits)[0]?.known ?? "";
}

/** Letters to be put in, taken out or changed (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

function wrong(text: string, why: string): LockstepError {
  return new LockstepError("configuration", `${failpointsVariable}: "${text}": ${why}`);
}
