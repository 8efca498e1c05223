import { LockstepError } from "@lockstep/core";
import type { Setting } from "./values.ts";

/** For each setting of `Request` (camelCase): what it may be. */
export type Shape<Request> = { readonly [Key in keyof Request]-?: Setting<Exclude<Request[Key], undefined>> };

/** Where settings come from, weakest first: file, environment, flags. */
export interface ConfigurationSources {
  readonly file?: { readonly name: string; readonly values: Readonly<Record<string, unknown>> };
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly flags: Readonly<Record<string, unknown>>;
}

function environmentName(key: string): string {
  return `LOCKSTEP_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

export function flagName(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/**
 * Every setting that was given, from its strongest source, checked.
 * Throws "usage" for a bad flag and "configuration" for a bad environment variable, a bad value in the file or an unknown name there.
 * Unknown LOCKSTEP_ variables are ignored: Kubernetes makes its own for a service of that name.
 */
export function readConfiguration<Request extends object>(shape: Shape<Request>, sources: ConfigurationSources): Request {
  const { file, environment = {}, flags } = sources;
  const unknown = Object.keys(file?.values ?? {}).filter((key) => !Object.hasOwn(shape, key));
  if (unknown.length > 0) {
    const known = Object.keys(shape).join(", ");
    throw new LockstepError("configuration", `${file?.name}: there is no setting "${unknown.join('", "')}"; known are ${known}`);
  }
  const configuration: Record<string, unknown> = {};
  for (const [key, { expected, parse }] of Object.entries<Setting<unknown>>(shape)) {
    const found = strongest(key, file, environment, flags);
    if (found === undefined) continue;
    const value = parsed(parse, found);
    if (value === undefined) throw new LockstepError(found.code, `${found.where} must be ${expected}, not ${JSON.stringify(found.value)}`);
    configuration[key] = value;
  }
  return configuration as Request;
}

interface Found {
  readonly value: unknown;
  /** begins the sentence about it */
  readonly where: string;
  readonly code: "usage" | "configuration";
}

function parsed(parse: Setting<unknown>["parse"], { value, where, code }: Found): unknown {
  try {
    return parse(value);
  } catch (error) {
    throw new LockstepError(code, `${where}: ${LockstepError.from(error).message}`, { cause: error });
  }
}

function strongest(
  key: string,
  file: ConfigurationSources["file"],
  environment: Readonly<Record<string, string | undefined>>,
  flags: Readonly<Record<string, unknown>>,
): Found | undefined {
  if (flags[key] !== undefined) return { value: flags[key], where: flagName(key), code: "usage" };
  const variable = environmentName(key);
  // An empty variable counts as absent, as a Kubernetes manifest with an empty default means it.
  if (environment[variable]) return { value: environment[variable], where: variable, code: "configuration" };
  const value = file !== undefined && Object.hasOwn(file.values, key) ? file.values[key] : undefined;
  return value === undefined || value === null ? undefined : { value, where: `${file?.name}: ${key}`, code: "configuration" };
}
