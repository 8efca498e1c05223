import { expectedLedger, verifyLedgers } from "@lockstep/core";
import type { RosterServer, RunSettings } from "@lockstep/core";
import type { TinyTask } from "../task/tiny-task.ts";
import { Lineage } from "./lineage.ts";
import type { ReferenceRun } from "./reference-run.ts";
import { sameBits } from "./same-bits.ts";

/** What the parameter servers left behind, by range. */
export interface RunRemains {
  /** whole ledgers */
  readonly ledgers: readonly string[];
  /** parameters of the last version */
  readonly weights: readonly Float32Array[];
  readonly servers: readonly Pick<RosterServer, "start" | "end">[];
}

/**
 * Judges a run that says it is finished: by the product's own verification, and once more without it.
 * @param truth the reference, or where each version came from if gradients differ each time
 * @returns what is wrong; null if nothing is
 */
export function finalProblem(remains: RunRemains, task: TinyTask, settings: RunSettings, truth: ReferenceRun | Lineage): string | null {
  const { ledgers, weights, servers } = remains;
  const verified = verifyLedgers({ ledgers, ...expectedLedger(task.dataset, settings) });
  if (!verified.ok) {
    const { problem } = verified;
    return `the ledgers do not prove the run: server ${problem?.server}, line ${problem?.line}, step ${problem?.step}: ${problem?.reason}`;
  }
  for (const [range, text] of ledgers.entries()) {
    const { start, end } = servers[range] ?? { start: 0, end: 0 };
    const version = task.end + 1;
    const expected =
      truth instanceof Lineage ? truth.parameters(range, version, { start, end }) : truth.versions[version]?.slice(start, end);
    const found = weights[range];
    if (!expected || !found || !sameBits(found, expected)) return `server ${range} has other weights than it must`;
    const problem = truth instanceof Lineage ? lossesProblem(text, task, truth) : ledgerProblem(text, task, truth, { start, end });
    if (problem !== null) return `ledger of server ${range}: ${problem}`;
  }
  return null;
}

interface LedgerRecord {
  readonly open?: number;
  readonly start?: number;
  readonly g?: number;
  readonly step?: number;
  readonly gradient?: string;
  readonly shards?: readonly {
    readonly v: number;
    readonly n: number;
    readonly digest: string;
    readonly loss: number;
    readonly correct: number;
  }[];
  readonly evaluation?: { readonly loss: number };
}

/** The steps that count, each once; the rule of the ledger written down once more. */
function effectiveSteps(text: string): LedgerRecord[] {
  const steps: LedgerRecord[] = [];
  let generation = 0;
  for (const line of text.split("\n").slice(0, -1)) {
    const record = JSON.parse(line) as LedgerRecord;
    if (record.open !== undefined) {
      if (record.open <= generation) continue;
      generation = record.open;
      steps.length = Math.min(steps.length, record.start ?? 0);
    } else if (record.g === generation) steps.push(record);
  }
  return steps;
}

function ledgerProblem(
  text: string,
  task: TinyTask,
  reference: ReferenceRun,
  { start, end }: Pick<RosterServer, "start" | "end">,
): string | null {
  const steps = effectiveSteps(text);
  if (steps.length !== task.end + 1) return `${steps.length} steps count; expected ${task.end + 1}`;
  for (const [step, record] of steps.entries()) {
    const expected = reference.steps[step];
    if (record.step !== step || expected === undefined) return `step ${record.step} where step ${step} must be`;
    const shards = record.shards?.map(({ v, n, digest, loss, correct }) => `${v} ${n} ${digest} ${loss} ${correct}`).join("; ");
    const wanted = expected.shards
      .map(({ samples, digest, lossSum, correct }, v) => `${v} ${samples} ${digest} ${lossSum} ${correct}`)
      .join("; ");
    if (shards !== wanted) return `step ${step} has the shards ${shards}; a single process makes ${wanted}`;
    const gradient = reference.gradientCrc32(step, start, end);
    if (gradient !== null && record.gradient !== gradient)
      return `step ${step} has a gradient of CRC-32 ${record.gradient}; a single process makes ${gradient}`;
    const evaluated = record.evaluation?.loss ?? null;
    if (evaluated !== expected.evaluationLossSum)
      return `step ${step} has an evaluation loss of ${evaluated}; a single process makes ${expected.evaluationLossSum}`;
  }
  return null;
}

function lossesProblem(text: string, task: TinyTask, lineage: Lineage): string | null {
  const steps = effectiveSteps(text);
  if (steps.length !== task.end + 1) return `${steps.length} steps count; expected ${task.end + 1}`;
  for (const [step, { shards }] of steps.entries()) {
    const losses = shards?.map(({ loss }) => loss).join(" ");
    if (losses !== lineage.losses(step)) return `step ${step} has the losses ${losses}; committed were ${lineage.losses(step)}`;
  }
  return null;
}

/**
 * What a reference gets wrong by itself: an epoch that does not take each sample exactly once.
 * @returns what is wrong; null if nothing is
 */
export function samplesProblem(task: TinyTask, reference: ReferenceRun): string | null {
  const { trainSamples } = task.shape;
  for (let epoch = 0; epoch < task.end / task.stepsPerEpoch; epoch++) {
    const steps = reference.steps.slice(epoch * task.stepsPerEpoch, (epoch + 1) * task.stepsPerEpoch);
    const ids = steps.flatMap(({ shards }) => shards.flatMap((shard) => shard.ids)).toSorted((a, b) => a - b);
    const wrong = ids.findIndex((id, place) => id !== place);
    if (ids.length !== trainSamples || wrong >= 0)
      return `epoch ${epoch} takes ${ids.length} samples of ${trainSamples}, and not each once (sample ${wrong})`;
  }
  return null;
}
