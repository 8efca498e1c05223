import { LockstepError } from "@lockstep/core/local";
import { nearestName } from "./nearest-name.ts";

/**
 * Names that an object's fields may have. true: what is in the field is its own business; names: those of what is in it. A field "*" stands
 * for any name.
 */
export interface KnownFields {
  readonly [name: string]: true | KnownFields;
}

/** {@link KnownFields} of a type: a field that it gets later cannot be forgotten. */
export type FieldsOf<T> = Readonly<Record<keyof T, true | KnownFields>>;

/**
 * Looks for a field that nothing reads: a misspelt optional one would be a silent default, and a misspelt required one seem to be missing.
 * @param value of unknown origin; what is no object is not looked at
 * @param path of the value, e.g. "defaults"; default: it is the whole
 * @returns e.g. `defaults: there is no field "shedule"; did you mean schedule?`; undefined: all fields are known
 */
export function unknownField(value: unknown, known: KnownFields, path = ""): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  for (const [name, inside] of Object.entries(value)) {
    const expected = Object.hasOwn(known, name) ? known[name] : known["*"];
    if (expected === undefined) {
      const where = path === "" ? "" : `${path}: `;
      return `${where}there is no field ${JSON.stringify(name)}; ${advice(name, Object.keys(known))}`;
    }
    const problem = expected === true ? undefined : unknownField(inside, expected, path === "" ? name : `${path}.${name}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/**
 * {@link unknownField} for what a function is handed.
 * @param where begins the error's sentence
 * @throws LockstepError "configuration"
 */
export function requireKnownFields(value: unknown, known: KnownFields, where: string): void {
  const problem = unknownField(value, known);
  if (problem !== undefined) throw new LockstepError("configuration", `${where}: ${problem}`);
}

function advice(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? `there are ${known.join(", ")}` : `did you mean ${nearest}?`;
}
