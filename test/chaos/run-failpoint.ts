import { failpointsVariable } from "@lockstep/core";
import type { RunSummary } from "@lockstep/core";
import { failpointRule } from "./failpoint-cases.ts";
import type { FailpointCase } from "./failpoint-cases.ts";
import { discardTiny, howToReplay, logOf, trainTiny } from "./tiny-run.ts";
import type { TinyRunOptions } from "./tiny-run.ts";

/** Trains a tiny run with this failpoint set. @returns what is not as without it, or that the point was never hit; null: all is well */
export async function runFailpoint(scratch: string, reference: RunSummary, failpointCase: FailpointCase): Promise<string | null> {
  const { point, action, process, chaos } = failpointCase;
  const name = `${point}-${action}`;
  const rule = failpointRule(failpointCase);
  const options: TinyRunOptions = { environment: { [failpointsVariable]: rule }, ...(chaos !== undefined && { chaos }) };
  const { problems, result } = await trainTiny(scratch, name, reference, options);
  const log = await logOf(scratch, name, process).catch(() => "");
  const all = log.includes(`"failpoint ${rule}"`) ? problems : [`${process} never came to ${rule}`, ...problems];
  if (all.length > 0) return `${all.join("; ")}\n${howToReplay(scratch, name, options)}\n${result.stdout.slice(-4_000)}`;
  await discardTiny(scratch, name);
  return null;
}
