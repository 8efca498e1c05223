import { LockstepError } from "../errors.ts";

/**
 * What a saved model says about itself (`userDefinedMetadata.lockstep` of its model.json), so that it can be used without the run folder:
 * above all how bytes become its inputs.
 */
export interface ModelOrigin {
  readonly runId: string;
  readonly recipe: string;
  /** name of the data set it was trained on */
  readonly dataset: string;
  /** of the run: its test samples were evaluated in so many parts, by the same rule as they are dealt to shards */
  readonly shards: number;
  /** what computed its gradients and its evaluation */
  readonly backend: string;
  readonly backendVersion: string;
  /** feature value = byte (or float32, see featureType) * scale + offset */
  readonly input: { readonly scale: number; readonly offset: number };
  /** of the samples it was trained on; absent: bytes */
  readonly featureType?: "float32";
  /** what it was trained on; absent: written before there was more than sparse-categorical-cross-entropy */
  readonly loss?: string;
  /** what the data called each class, from 0 on; absent: they are called by their numbers, or there are none */
  readonly classNames?: readonly string[];
  /** SHA-256 of the flat little-endian float32 parameters, hex */
  readonly weightsHash: string;
}

/**
 * Reads a {@link ModelOrigin} from the value that a file holds.
 * @param file begins the error's sentence
 * @throws LockstepError "data" naming the field that is missing or wrong
 */
export function parseModelOrigin(value: unknown, file: string): ModelOrigin {
  const fields = record(value);
  if (fields === null) {
    throw new LockstepError(
      "data",
      `${file}: it does not say how bytes become inputs (userDefinedMetadata.lockstep): it is not a model that this program wrote`,
    );
  }
  const field = <T>(name: string, holder: Readonly<Record<string, unknown>> | null, accepts: (found: unknown) => found is T): T => {
    const found = holder?.[name];
    if (accepts(found)) return found;
    throw new LockstepError("data", `${file}: userDefinedMetadata.lockstep: ${name} is missing or wrong`);
  };
  const input = record(fields["input"]);
  return {
    runId: field("runId", fields, isText),
    recipe: field("recipe", fields, isText),
    dataset: field("dataset", fields, isText),
    shards: field("shards", fields, isShardCount),
    backend: field("backend", fields, isText),
    backendVersion: field("backendVersion", fields, isText),
    input: { scale: field("scale", input, isFiniteNumber), offset: field("offset", input, isFiniteNumber) },
    ...(fields["featureType"] !== undefined && { featureType: field("featureType", fields, isFloat32) }),
    ...(fields["loss"] !== undefined && { loss: field("loss", fields, isText) }),
    ...(fields["classNames"] !== undefined && { classNames: field("classNames", fields, areTexts) }),
    weightsHash: field("weightsHash", fields, isSha256),
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const areTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);
const isFloat32 = (value: unknown): value is "float32" => value === "float32";
const isFiniteNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const isShardCount = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 0xffff_ffff;
const isSha256 = (value: unknown): value is string => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
