import { LockstepError } from "../errors.ts";
import { checkEarlyStop } from "../metrics/early-stop-settings.ts";
import { checkClip } from "../optimizer/clip-settings.ts";
import { checkSchedule } from "../optimizer/check-schedule.ts";
import type { BackendName, OptimizerSettings, RunSettings } from "./settings.ts";

const maxJsonLength = 1 << 20;
const optimizerNames = ["sgd", "momentum", "rmsprop", "adam", "adamw"] as const satisfies readonly OptimizerSettings["name"][];
/** What `backend` of the settings may be. */
export const backendNames: readonly (BackendName | "auto")[] = ["auto", "tfjs-node-gpu", "tfjs-node", "wasm", "cpu"];
const nonFinitePolicies = ["stop", "skip"] as const satisfies readonly RunSettings["nonFinite"][];
const optimizerOptions = ["momentum", "decay", "beta1", "beta2", "epsilon", "weightDecay"] as const;
const uint32Max = 0xffff_ffff;

/**
 * Reads {@link RunSettings} from JSON that another process sent or a file holds. Every field is checked for its type and its own bounds;
 * whether the fields fit each other and the data is checked where they are used. Unknown fields are left out.
 * @throws LockstepError "configuration" naming the field, what was expected and what was found
 */
export function parseRunSettings(json: string): RunSettings {
  if (json.length > maxJsonLength)
    throw new LockstepError("configuration", `run settings: ${json.length} characters; at most ${maxJsonLength} are allowed`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (error) {
    throw new LockstepError("configuration", "run settings: not JSON", { cause: error });
  }
  const fields = new Fields("", parsed);
  return {
    recipe: fields.text("recipe"),
    overrides: fields.texts("overrides"),
    seed: fields.integer("seed", 0, uint32Max),
    shards: fields.integer("shards", 1, uint32Max),
    batchSize: fields.integer("batchSize", 1, uint32Max),
    epochs: fields.integer("epochs", 1, uint32Max),
    parameterServers: fields.integer("parameterServers", 1, 1024),
    minWorkers: fields.integer("minWorkers", 1, uint32Max),
    snapshotEverySteps: fields.integer("snapshotEverySteps", 1, uint32Max),
    optimizer: parseOptimizer(fields.object("optimizer")),
    ...fields.optional("schedule", checkSchedule),
    ...fields.optional("clip", checkClip),
    ...(fields.has("accumulate") && { accumulate: fields.integer("accumulate", 1, uint32Max) }),
    data: fields.isNull("data") ? null : fields.text("data"),
    backend: fields.oneOf("backend", backendNames),
    allowMixedBackends: fields.flag("allowMixedBackends"),
    nonFinite: fields.oneOf("nonFinite", nonFinitePolicies),
    ...(fields.has("initialValues") && { initialValues: fields.sha256("initialValues") }),
    ...(fields.has("freeze") && { freeze: fields.names("freeze") }),
    ...(fields.has("validation") && { validation: fields.fraction("validation") }),
    ...fields.optional("earlyStop", checkEarlyStop),
  };
}

function parseOptimizer(fields: Fields): OptimizerSettings {
  const given = optimizerOptions.filter((option) => fields.has(option)).map((option) => [option, fields.number(option)] as const);
  return { name: fields.oneOf("name", optimizerNames), learningRate: fields.number("learningRate"), ...Object.fromEntries(given) };
}

/** The fields of one JSON object, each read with a check. */
class Fields {
  readonly #path: string;
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(path: string, value: unknown) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new LockstepError(
        "configuration",
        `run settings${path === "" ? "" : `, ${path}`}: expected an object, found ${JSON.stringify(value) ?? "nothing"}`,
      );
    }
    this.#path = path;
    this.#values = value as Readonly<Record<string, unknown>>;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#values, name);
  }

  /** The field as `check` reads it, under its name; nothing if it is left out. */
  optional<Name extends string, Value>(
    name: Name,
    check: (value: unknown, complain: (field: string, expected: string, found: unknown) => never) => Value,
  ): { readonly [Key in Name]?: Value } {
    if (!this.has(name)) return {};
    const checked = check(this.#values[name], (field, expected, found) => this.#wrong(field, expected, found));
    return { [name]: checked } as { readonly [Key in Name]?: Value };
  }

  isNull(name: string): boolean {
    return this.#values[name] === null;
  }

  text(name: string): string {
    const value = this.#values[name];
    return typeof value === "string" && value !== "" ? value : this.#wrong(name, "a text");
  }

  sha256(name: string): string {
    const value = this.#values[name];
    return typeof value === "string" && /^[0-9a-f]{64}$/.test(value) ? value : this.#wrong(name, "a SHA-256 in hex");
  }

  names(name: string): readonly string[] {
    const value = this.#values[name];
    const isNames = Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string" && item !== "");
    return isNames ? (value as readonly string[]) : this.#wrong(name, "a list of texts");
  }

  flag(name: string): boolean {
    const value = this.#values[name];
    return typeof value === "boolean" ? value : this.#wrong(name, "true or false");
  }

  number(name: string): number {
    const value = this.#values[name];
    return typeof value === "number" && Number.isFinite(value) ? value : this.#wrong(name, "a number");
  }

  /** Above 0 and below 1. */
  fraction(name: string): number {
    const value = this.#values[name];
    return typeof value === "number" && value > 0 && value < 1 ? value : this.#wrong(name, "a number above 0 and below 1");
  }

  integer(name: string, min: number, max: number): number {
    const value = this.#values[name];
    return typeof value === "number" && Number.isInteger(value) && value >= min && value <= max
      ? value
      : this.#wrong(name, `an integer from ${min} to ${max}`);
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice {
    return choices.find((choice) => choice === this.#values[name]) ?? this.#wrong(name, `one of ${choices.join(", ")}`);
  }

  texts(name: string): Readonly<Record<string, string>> {
    const values = this.object(name).#values;
    for (const [key, value] of Object.entries(values)) {
      if (typeof value !== "string") this.#wrong(`${name}.${key}`, "a text", value);
    }
    return values as Readonly<Record<string, string>>;
  }

  object(name: string): Fields {
    return new Fields(this.#path === "" ? name : `${this.#path}.${name}`, this.#values[name]);
  }

  #wrong(name: string, expected: string, found: unknown = this.#values[name]): never {
    const path = this.#path === "" ? name : `${this.#path}.${name}`;
    throw new LockstepError("configuration", `run settings, ${path}: expected ${expected}, found ${JSON.stringify(found) ?? "nothing"}`);
  }
}
