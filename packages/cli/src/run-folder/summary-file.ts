import { readFile } from "node:fs/promises";
import path from "node:path";
import type { RunSummary } from "@lockstep/core";
import { z } from "zod";

/** null without classes, and for a loss that is no number. */
const figure = z.number().nullable();

const report = z.looseObject({
  macro: z.looseObject({ precision: figure, recall: figure, f1: figure }),
  classes: z.array(z.looseObject({ class: z.number(), f1: z.number() })),
});

const best = z.looseObject({
  epoch: z.int(),
  validationLoss: z.number(),
  validationAccuracy: figure,
  testLoss: figure,
  testAccuracy: figure,
  weightsHash: z.string().nullable(),
});

/** What tells whose result it is and what is shown of it. */
const shown = z.looseObject({
  runId: z.string(),
  epochs: z.int(),
  steps: z.int(),
  endedEarly: z.looseObject({ epochs: z.int(), reason: z.string() }).optional(),
  generations: z.int(),
  backend: z.string(),
  weightsHash: z.string(),
  samplesApplied: z.number(),
  ledgerOk: z.boolean(),
  testAccuracy: figure,
  testLoss: figure,
  trainLoss: figure,
  trainSeconds: z.number(),
  samplesPerSecond: figure,
  best: best.nullable(),
  testReport: report,
});

/** The result of the run `runId`; null if it has none yet or the file is not as it must be. */
export async function findSummary(folder: string, runId: string): Promise<RunSummary | null> {
  try {
    const parsed = shown.safeParse(JSON.parse(await readFile(path.join(folder, "summary.json"), "utf8")));
    return parsed.success && parsed.data.runId === runId ? (parsed.data as unknown as RunSummary) : null;
  } catch {
    return null;
  }
}
