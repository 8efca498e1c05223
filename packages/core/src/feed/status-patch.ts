import { LockstepError } from "../errors.ts";

type JsonRecord = Readonly<Record<string, unknown>>;

/** What changed in a JSON object. Lists and plain values are replaced whole; objects are descended into. */
export interface StatusPatch {
  /** new or replaced entries */
  readonly set?: JsonRecord;
  readonly remove?: readonly string[];
  /** changes inside entries that stay */
  readonly inside?: Readonly<Record<string, StatusPatch>>;
}

/** The patch that makes `to` of `from`; null if they are the same as JSON. Entries that are undefined are absent, as in JSON. */
export function diffStatus(from: object, to: object): StatusPatch | null {
  const before = entriesOf(from);
  const after = entriesOf(to);
  const set: [string, unknown][] = [];
  const inside: [string, StatusPatch][] = [];
  for (const [key, value] of after) {
    const old = before.get(key);
    if (old !== undefined && isRecord(old) && isRecord(value)) {
      // A part that its owner did not touch is the same object.
      const patch = old === value ? null : diffStatus(old, value);
      if (patch !== null) inside.push([key, patch]);
    } else if (old === undefined || !sameJson(old, value)) {
      set.push([key, value]);
    }
  }
  const remove = [...before.keys()].filter((key) => !after.has(key));
  if (set.length + inside.length + remove.length === 0) return null;
  return {
    ...(set.length > 0 && { set: Object.fromEntries(set) }),
    ...(remove.length > 0 && { remove }),
    ...(inside.length > 0 && { inside: Object.fromEntries(inside) }),
  };
}

/** A new object; parts that the patch does not name are shared with `state`. @throws LockstepError "protocol" if the patch does not fit */
export function applyPatch<T extends object>(state: T, patch: StatusPatch): T {
  // A map, and Object.fromEntries: a member may be called __proto__.
  const entries = entriesOf(state);
  for (const key of patch.remove ?? []) entries.delete(key);
  for (const [key, value] of Object.entries(patch.set ?? {})) entries.set(key, value);
  for (const [key, change] of Object.entries(patch.inside ?? {})) {
    const part = entries.get(key);
    if (!isRecord(part) || !isRecord(change)) throw new LockstepError("protocol", `a change inside "${key}", which is no object here`);
    entries.set(key, applyPatch(part, change));
  }
  return Object.fromEntries(entries) as T;
}

function entriesOf(state: object): Map<string, unknown> {
  return new Map(Object.entries(state).filter(([, value]) => value !== undefined));
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sameJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  return isRecord(a) && isRecord(b) && diffStatus(a, b) === null;
}
