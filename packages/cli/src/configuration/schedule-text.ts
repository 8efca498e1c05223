import { checkSchedule, LockstepError } from "@lockstep/core";
import type { ScheduleSettings, Span } from "@lockstep/core";
import type { Setting } from "./values.ts";

/** How the fields of a schedule are called in its text. */
const fieldNames: Readonly<Record<string, string>> = {
  warmup: "warmup",
  every: "every",
  factor: "factor",
  min: "min",
  length: "length",
  rise: "rise",
  start: "startDivisor",
  end: "endDivisor",
};

const spans: readonly string[] = ["warmup", "every", "length"];
const spanText = /^(?<count>\d+\.?\d*|\.\d+)(?<unit>epoch|step)s?$/;
const decimal = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * A schedule as it is written on the command line: a name, and after a colon its fields with commas between them, e.g.
 * `cosine:min=1e-5,warmup=1epoch`. Spans have their unit: `500steps`, `0.5epochs`. A configuration file can also hold the object.
 */
export function schedule(): Setting<ScheduleSettings> {
  return {
    expected: "a schedule",
    parse: (input) =>
      checkSchedule(typeof input === "string" ? parseSchedule(input) : input, (field, expected, found) => {
        throw new LockstepError("configuration", `${field}: expected ${expected}, found ${JSON.stringify(found) ?? "nothing"}`);
      }),
  };
}

function parseSchedule(text: string): Record<string, unknown> {
  const [name = "", ...rest] = text.split(":");
  const fields: Record<string, unknown> = { name };
  if (rest.length === 0) return fields;
  for (const item of rest.join(":").split(",")) {
    const [key = "", value = "", ...more] = item.split("=");
    const field = Object.hasOwn(fieldNames, key) ? fieldNames[key] : undefined;
    if (field === undefined || more.length > 0)
      throw new LockstepError("configuration", `"${item}": expected one of ${Object.keys(fieldNames).join(", ")} with = and a value`);
    if (fields[field] !== undefined) throw new LockstepError("configuration", `${key} is given twice`);
    fields[field] = spans.includes(key) ? parseSpan(key, value) : parseNumber(key, value);
  }
  return fields;
}

function parseSpan(key: string, text: string): Span {
  const { count, unit } = spanText.exec(text)?.groups ?? {};
  if (count === undefined)
    throw new LockstepError("configuration", `${key}=${text}: expected a number with its unit, such as 500steps or 2epochs`);
  return unit === "epoch" ? { epochs: Number(count) } : { steps: Number(count) };
}

function parseNumber(key: string, text: string): number {
  if (decimal.test(text)) return Number(text);
  throw new LockstepError("configuration", `${key}=${text}: expected a number`);
}
