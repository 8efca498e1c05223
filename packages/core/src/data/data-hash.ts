import { createHash } from "node:crypto";
import { LockstepError } from "../errors.ts";
import { canonicalJson } from "../run/canonical-json.ts";
import type { Dataset, Samples } from "./dataset.ts";

/** One call hashes less than 2 GiB. */
const pieceBytes = 1 << 30;
/** Letters of a hash that are shown to people. */
const shownLetters = 12;

/**
 * SHA-256, hex, of all samples of a data set as a run deals them (training samples, those held back, test samples) and of how their bytes are
 * read. The name of the data set is not part of it: the same samples in another folder are the same data. About 1 s for 1 GB.
 */
export function dataHash({ featureShape, featureType = "uint8", classes, targets = 0, train, validation, test }: Dataset): string {
  const text = canonicalJson({
    format: { featureShape, featureType, classes, targets },
    train: describe(train),
    ...(validation && { validation: describe(validation) }),
    test: describe(test),
  });
  return createHash("sha256").update(text).digest("hex");
}

function describe({ count, features, labels }: Samples): object {
  return { count, features: sha256(features), labels: sha256(labels) };
}

function sha256(bytes: Uint8Array): string {
  const hash = createHash("sha256");
  for (let at = 0; at < bytes.length; at += pieceBytes) hash.update(bytes.subarray(at, at + pieceBytes));
  return hash.digest("hex");
}

/**
 * A run that goes on with other samples than it began with would be proved by none of them.
 * @param then {@link dataHash} when the run began; undefined: not known, because the run is older than this check
 * @throws LockstepError "data" if they are not the same any more
 */
export function requireSameData(dataset: Dataset, then: string | undefined): void {
  if (then === undefined) return;
  const now = dataHash(dataset);
  if (now === then) return;
  const { name, train, validation, test } = dataset;
  const held = validation === undefined ? "" : `${validation.count} held back, `;
  throw new LockstepError(
    "data",
    `the data of the run (${name}) have changed since it began: SHA-256 ${then.slice(0, shownLetters)}… then, ${now.slice(0, shownLetters)}… now ` +
      `(${train.count} training, ${held}${test.count} test samples); restore them, or begin another run`,
  );
}
