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

const maxNameLength = 64;

/** Name of a process of the run: 1 to 64 characters of A-Z a-z 0-9 . _ - */
export function processName(value: string | null | undefined, field: string): string {
  const name = boundedText(value, field, 1, maxNameLength);
  if (!/^[A-Za-z0-9._-]+$/.test(name))
    throw wrongField(field, `${JSON.stringify(name)}; a name has 1 to ${maxNameLength} characters of A-Z a-z 0-9 . _ -`);
  return name;
}

/** An address, host:port, 3 to 256 characters. */
export function hostAndPort(value: string | null | undefined, field: string): string {
  const address = boundedText(value, field, 3, 256);
  const port = Number(/^\S+:(\d{1,5})$/.exec(address)?.[1] ?? 0);
  if (port < 1 || port > 65_535) throw wrongField(field, `${JSON.stringify(address)}; expected host:port`);
  return address;
}
