import * as proto from "../../generated/messages.js";
import { LockstepError } from "../errors.ts";
import { maxLayoutLength } from "../model/layout.ts";
import type { EvaluationSums, NonFinitePlace, ShardContribution } from "../parameters/contribution.ts";
import { maxShards } from "../reduce/canonical-tree.ts";
import { boundedList, boundedText, wholeNumber, wrongField } from "./message-fields.ts";

/** The header of a gradient vector: what its shards add to the step, and (to a parameter server) the checksum of its bytes. */
export interface Contributions {
  readonly contributions: readonly ShardContribution[];
  /** CRC-32 of the vector's bytes; 0 where none was given */
  readonly crc32: number;
}

const maxClasses = 256;
const digestBytes = 32;

export function encodeContributions(contributions: readonly ShardContribution[], crc32 = 0): Uint8Array {
  return proto.Contributions.encode({ shards: contributions.map(encodeShard), crc32 }).finish();
}

function encodeShard({
  shard,
  worker,
  samples,
  digest,
  lossSum,
  correct,
  nonFinite,
  evaluation,
  validation,
}: ShardContribution): proto.ShardContribution.$Properties {
  const mark = nonFinite === undefined ? {} : { nonFinite: nonFinite === "loss" ? { loss: true } : { element: nonFinite } };
  return { shard, worker, samples, digest, lossSum, correct, ...mark, ...encodeEvaluations({ evaluation, validation }) };
}

type Evaluations = { readonly [Name in "evaluation" | "validation"]?: EvaluationSums | undefined };

function encodeEvaluations({ evaluation, validation }: Evaluations): proto.ShardContribution.$Properties {
  const message = (sums: EvaluationSums): proto.EvaluationSums.$Properties => ({ ...sums, confusion: [...sums.confusion] });
  return { ...(evaluation && { evaluation: message(evaluation) }), ...(validation && { validation: message(validation) }) };
}

/**
 * The digests are views of `bytes`. Loss sums may be anything a double can be: training that diverges is no malformed message.
 * @throws LockstepError "protocol" if the bytes are no Contributions or a field is out of its range; whether the shards are
 *   those that were expected is for the caller to check
 */
export function decodeContributions(bytes: Uint8Array): Contributions {
  const message = parse(bytes);
  const contributions = boundedList(message.shards, "Contributions.shards", 0, maxShards).map(decodeShard);
  return { contributions, crc32: wholeNumber(message.crc32, "Contributions.crc32") };
}

function parse(bytes: Uint8Array): proto.Contributions.$Properties {
  try {
    return proto.Contributions.decode(bytes);
  } catch (error) {
    throw new LockstepError("protocol", `malformed Contributions of ${bytes.length} bytes: ${LockstepError.from(error).message}`, {
      cause: error,
    });
  }
}

function decodeShard(message: proto.ShardContribution.$Properties, index: number): ShardContribution {
  const field = `Contributions.shards[${index}]`;
  const digest = message.digest ?? new Uint8Array(0);
  const samples = wholeNumber(message.samples, `${field}.samples`);
  if (digest.length !== (samples === 0 ? 0 : digestBytes))
    throw wrongField(`${field}.digest`, `${digest.length} bytes long with ${samples} samples`);
  return {
    shard: wholeNumber(message.shard, `${field}.shard`, 0, maxShards - 1),
    worker: boundedText(message.worker, `${field}.worker`, 1, 128),
    samples,
    digest,
    lossSum: message.lossSum ?? 0,
    correct: wholeNumber(message.correct, `${field}.correct`, 0, samples),
    ...(message.nonFinite ? { nonFinite: decodePlace(message.nonFinite, `${field}.non_finite`) } : {}),
    ...(message.evaluation ? { evaluation: decodeEvaluation(message.evaluation, `${field}.evaluation`) } : {}),
    ...(message.validation ? { validation: decodeEvaluation(message.validation, `${field}.validation`) } : {}),
  };
}

function decodePlace(message: proto.NonFinite.$Properties, field: string): NonFinitePlace {
  return message.loss ? "loss" : wholeNumber(message.element, `${field}.element`, 0, maxLayoutLength - 1);
}

function decodeEvaluation(message: proto.EvaluationSums.$Properties, field: string): EvaluationSums {
  const samples = wholeNumber(message.samples, `${field}.samples`);
  const confusion = boundedList(message.confusion, `${field}.confusion`, 0, maxClasses * maxClasses);
  return {
    samples,
    correct: wholeNumber(message.correct, `${field}.correct`, 0, samples),
    lossSum: message.lossSum ?? 0,
    confusion: confusion.map((count) => wholeNumber(count, `${field}.confusion`, 0, samples)),
  };
}
