import { LockstepError } from "@lockstep/core";
import type { RunStatus } from "@lockstep/core";
import { z } from "zod";

/** JSON has null for a number that is none. */
const figure = z.number().nullable();

const member = z.looseObject({
  connected: z.boolean(),
  version: z.number(),
  phase: z.string(),
  phaseSeconds: z.number(),
  waitingFor: z.array(z.string()),
  silentSeconds: z.number(),
});

/** What is read of a status here; more may be there. */
const shape = z.looseObject({
  runId: z.string(),
  recipe: z.string(),
  classes: z.number(),
  state: z.enum(["waiting", "changing", "training", "finished"]),
  waitingFor: z.string(),
  generation: z.number(),
  start: z.number().nullable(),
  reason: z.string(),
  uptimeSeconds: z.number(),
  progress: z.looseObject({
    epoch: z.number(),
    epochs: z.number(),
    step: z.number(),
    steps: z.number(),
    loss: figure,
    accuracy: figure,
    samplesPerSecond: figure,
    etaSeconds: figure,
  }),
  workers: z.record(z.string(), member.extend({ rank: z.number().nullable(), shards: z.array(z.number()), samples: z.number() })),
  parameterServers: z.record(z.string(), member.extend({ range: z.number(), snapshots: z.array(z.number()) })),
  epochs: z.record(
    z.string(),
    z.looseObject({ epoch: z.number(), trainLoss: figure, trainAccuracy: figure, testLoss: figure, testAccuracy: figure }),
  ),
  alarms: z.record(z.string(), z.looseObject({ time: z.string(), message: z.string(), over: z.string().nullable() })),
  alarmCount: z.number(),
  summary: z
    .looseObject({ weightsHash: z.string(), testAccuracy: figure, testLoss: figure, ledgerOk: z.boolean(), samplesApplied: z.number() })
    .nullable(),
});

/** Checks what came over the network. @param from address it came from @throws LockstepError "configuration" */
export function parseRunStatus(value: unknown, from: string): RunStatus {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data as unknown as RunStatus;
  const issue = parsed.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? "" : ` (${issue.path.join(".")}: ${issue.message})`;
  throw new LockstepError("configuration", `what answers at ${from} is not the status of a run of this version${where}`);
}
