import { LockstepError } from "../errors.ts";

// Checks of single fields of a decoded protobuf message. What comes in was written by a stranger until it has passed here;
// each throws LockstepError "protocol" naming the field, what was found and what is allowed.

const maxUint32 = 2 ** 32 - 1;

export function wrongField(field: string, found: string): LockstepError {
  return new LockstepError("protocol", `${field} is ${found}`);
}

/** A whole number from `least` (default 0) to `most` (default 2^32 - 1). */
export function wholeNumber(value: number | null | undefined, field: string, least = 0, most: number = maxUint32): number {
  const found = value ?? 0;
  if (!Number.isInteger(found) || found < least || found > most)
    throw wrongField(field, `${found}; expected a whole number from ${least} to ${most}`);
  return found;
}

export function boundedText(value: string | null | undefined, field: string, least: number, most: number): string {
  const found = value ?? "";
  if (found.length < least || found.length > most) throw wrongField(field, `${found.length} characters long; expected ${least} to ${most}`);
  return found;
}

export function boundedList<Item>(value: readonly Item[] | null | undefined, field: string, least: number, most: number): readonly Item[] {
  const found = value ?? [];
  if (found.length < least || found.length > most) throw wrongField(field, `a list of ${found.length}; expected ${least} to ${most}`);
  return found;
}
