import { setTimeout as sleep } from "node:timers/promises";
import type * as proto from "../../generated/messages.js";
import { LockstepError } from "../errors.ts";
import type { SampleFormat } from "../data/sample-format.ts";
import { parseRunSettings } from "../run/parse-settings.ts";
import type { RunSettings } from "../run/settings.ts";
import type { RpcClient } from "./client.ts";
import { describeMethod, protocolVersion } from "./methods.ts";

/** Sizes of the data set of a run, and how its samples are read. */
export interface DataDescription extends SampleFormat {
  readonly trainSamples: number;
  readonly testSamples: number;
  /** held back from the training samples, of which `trainSamples` are left; absent: none */
  readonly validationSamples?: number;
}

/** What a coordinator says its run is. */
export interface RunDescription {
  readonly runId: string;
  readonly settings: RunSettings;
  readonly recipeHash: string;
  readonly data: DataDescription;
}

export interface DescribeOptions {
  readonly signal: AbortSignal;
  /** how long to go on trying while nobody answers */
  readonly timeoutMs: number;
}

const maxTargets = 65_536;
const retryMs = 200;
const callTimeoutMs = 2000;

/**
 * Asks the coordinator what its run is; the first call of every member. While nobody answers it tries again.
 * @throws LockstepError "coordinator-lost" after `timeoutMs` without an answer, "refused" for a wrong token, run or protocol version,
 * "protocol" or "configuration" for an answer that makes no sense
 */
export async function describeRun(client: RpcClient, options: DescribeOptions): Promise<RunDescription> {
  const endMs = performance.now() + options.timeoutMs;
  for (;;) {
    const leftMs = endMs - performance.now();
    try {
      const answer = await client.unary(
        describeMethod,
        { protocolVersion },
        { signal: options.signal, timeoutMs: Math.max(1, Math.min(callTimeoutMs, leftMs)) },
      );
      return checkDescription(answer);
    } catch (error) {
      if (options.signal.aborted) throw LockstepError.from(options.signal.reason, "aborted");
      if (!(error instanceof LockstepError) || (error.code !== "unavailable" && error.code !== "peer-lost" && error.code !== "aborted"))
        throw error;
      if (performance.now() + retryMs >= endMs) {
        throw new LockstepError(
          "coordinator-lost",
          `no coordinator at ${client.address} within ${Math.round(options.timeoutMs / 1000)} s: ${error.message}`,
          { cause: error },
        );
      }
      // An aborted wait goes on to the call, which gives the signal's reason.
      await sleep(retryMs, undefined, { signal: options.signal }).catch(() => {});
    }
  }
}

function checkDescription(answer: proto.RunDescription.$Properties): RunDescription {
  if (answer.protocolVersion !== protocolVersion) {
    throw new LockstepError(
      "refused",
      `the coordinator speaks protocol version ${answer.protocolVersion ?? 0}, this process ${protocolVersion}: run the same release everywhere`,
    );
  }
  const runId = answer.runId ?? "";
  const recipeHash = answer.recipeHash ?? "";
  if (runId === "" || recipeHash === "") throw wrong("the run id or the recipe hash is missing");
  const { trainSamples, testSamples, validationSamples, featureShape, classes, floatFeatures, targets } = answer.data ?? {};
  const shape = featureShape ?? [];
  if (shape.length > 8 || shape.some((size) => size < 1)) throw wrong(`feature shape [${shape.join(", ")}]`);
  if (!trainSamples || testSamples === undefined || testSamples === null) throw wrong("the numbers of samples are missing");
  if (targets && targets > maxTargets) throw wrong(`${targets} targets a sample; expected at most ${maxTargets}`);
  if (!(targets && !classes) && (!classes || classes < 2 || classes > 256)) throw wrong(`${classes ?? 0} classes; expected 2 to 256`);
  const settings = parseRunSettings(answer.settingsJson ?? "");
  if ((settings.validation !== undefined) !== (validationSamples ?? 0) > 0)
    throw wrong(`${validationSamples ?? 0} validation samples with a validation part of ${settings.validation ?? 0}`);
  return {
    runId,
    settings,
    recipeHash,
    data: {
      trainSamples,
      testSamples,
      ...(validationSamples && { validationSamples }),
      featureShape: [...shape],
      classes: classes ?? 0,
      ...(floatFeatures && { featureType: "float32" as const }),
      ...(targets && { targets }),
    },
  };
}

function wrong(found: string): LockstepError {
  return new LockstepError("protocol", `the coordinator's description of the run makes no sense: ${found}`);
}
