/**
 * What a setting may be. Each takes the text of a flag or an environment variable as well as the value a YAML file gives. Without a library,
 * because every process of a run reads settings, and loading one takes longer than all the rest of it.
 */
export interface Setting<T> {
  /** completes "must be …" */
  readonly expected: string;
  /** undefined: the input does not fit. Throws a LockstepError where more can be said than `expected` */
  readonly parse: (input: unknown) => T | undefined;
}

const accept = <T>(expected: string, parse: (input: unknown) => T | undefined): Setting<T> => ({ expected, parse });

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function numberOf(input: unknown): number | undefined {
  if (typeof input === "number") return input;
  return typeof input === "string" && decimal.test(input) ? Number(input) : undefined;
}

export function wholeNumber(min: number, max: number = Number.MAX_SAFE_INTEGER): Setting<number> {
  const range = max === Number.MAX_SAFE_INTEGER ? `a whole number, at least ${min}` : `a whole number from ${min} to ${max}`;
  return accept(range, (input) => {
    const value = numberOf(input);
    return value !== undefined && Number.isSafeInteger(value) && value >= min && value <= max ? value : undefined;
  });
}

export function positiveNumber(): Setting<number> {
  return accept("a number above 0", (input) => {
    const value = numberOf(input);
    return value !== undefined && Number.isFinite(value) && value > 0 ? value : undefined;
  });
}

/** 0 included, 1 not. */
export function fraction(): Setting<number> {
  return accept("a number from 0 up to, but not including, 1", (input) => {
    const value = numberOf(input);
    return value !== undefined && value >= 0 && value < 1 ? value : undefined;
  });
}

export function numberFrom(min: number): Setting<number> {
  return accept(`a number of at least ${min}`, (input) => {
    const value = numberOf(input);
    return value !== undefined && Number.isFinite(value) && value >= min ? value : undefined;
  });
}

export function text(): Setting<string> {
  return accept("text that is not empty", (input) => (typeof input === "string" && input !== "" ? input : undefined));
}

export function oneOf<const Name extends string>(...names: readonly Name[]): Setting<Name> {
  return accept(`one of ${names.join(", ")}`, (input) => names.find((name) => name === input));
}

export function trueOrFalse(): Setting<boolean> {
  return accept("true or false", (input) => {
    if (typeof input === "boolean") return input;
    return input === "true" ? true : input === "false" ? false : undefined;
  });
}

export interface HostPort {
  readonly host: string;
  /** 0: any free port */
  readonly port: number;
}

/** `host:port` or `[::1]:port`. */
export function parseHostPort(address: string): HostPort | undefined {
  const match = /^(?:\[(?<v6>[0-9a-f:.]+)\]|(?<name>[^:[\]\s]+)):(?<port>\d{1,5})$/i.exec(address);
  const host = match?.groups?.["v6"] ?? match?.groups?.["name"];
  const port = Number(match?.groups?.["port"]);
  return host !== undefined && port <= 65_535 ? { host, port } : undefined;
}

export function address(): Setting<string> {
  return accept("HOST:PORT", (input) => (typeof input === "string" && parseHostPort(input) !== undefined ? input : undefined));
}

export function addressOrOff(): Setting<string> {
  return accept('HOST:PORT or "off"', (input) =>
    typeof input === "string" && (input === "off" || parseHostPort(input) !== undefined) ? input : undefined,
  );
}

/** Texts with commas between them, or a list of such texts (a file's, or those of a flag that is repeated). */
export function names(): Setting<readonly string[]> {
  return accept("names with commas between them", (input) => {
    const list: readonly unknown[] = Array.isArray(input) ? input : [input];
    const trimmed = list.flatMap((item) => (typeof item === "string" ? item.split(",").map((name) => name.trim()) : [""]));
    return trimmed.length > 0 && trimmed.every((item) => item !== "") ? trimmed : undefined;
  });
}

/** `key=value` texts (flags), `key=value,key=value` (environment) or a mapping (file), as a record. */
export function keyValues(): Setting<Readonly<Record<string, string>>> {
  return accept("key=value", (input) => {
    const entries = entriesOf(input);
    if (entries === undefined) return undefined;
    return entries.every(([key]) => /^[A-Za-z][\w.-]*$/.test(key)) ? Object.fromEntries(entries) : undefined;
  });
}

function entriesOf(input: unknown): [string, string][] | undefined {
  if (typeof input === "string") return entriesOf(input.split(","));
  if (Array.isArray(input)) {
    const pairs: [string, string][] = [];
    for (const item of input) {
      const cut = typeof item === "string" ? item.indexOf("=") : -1;
      if (cut < 1) return undefined;
      pairs.push([String(item).slice(0, cut), String(item).slice(cut + 1)]);
    }
    return pairs;
  }
  if (typeof input !== "object" || input === null) return undefined;
  const scalar = (value: unknown): boolean => ["string", "number", "boolean"].includes(typeof value);
  const entries = Object.entries(input);
  return entries.every(([, value]) => scalar(value)) ? entries.map(([key, value]) => [key, String(value)]) : undefined;
}
