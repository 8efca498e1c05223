import { scheduleFields, type ScheduleSettings, type Span } from "./schedule-settings.ts";

/** Names the field, what was expected and what was found, and throws. */
export type Complain = (field: string, expected: string, found: unknown) => never;

const numbers: Readonly<Record<string, { readonly fits: (value: number) => boolean; readonly expected: string }>> = {
  factor: { fits: (value) => value > 0 && value <= 1, expected: "a number above 0, at most 1" },
  min: { fits: (value) => value >= 0 && Number.isFinite(value), expected: "0 or a positive number" },
  rise: { fits: (value) => value > 0 && value < 1, expected: "a number between 0 and 1" },
  startDivisor: { fits: (value) => value >= 1 && Number.isFinite(value), expected: "a number of at least 1" },
  endDivisor: { fits: (value) => value >= 1 && Number.isFinite(value), expected: "a number of at least 1" },
};

/** Reads {@link ScheduleSettings} from a value of unknown origin. What it does not know it refuses: a misspelt field would be a silent default. */
export function checkSchedule(value: unknown, complain: Complain): ScheduleSettings {
  const fields = record(value) ?? complain("schedule", "an object", value);
  const { name } = fields;
  if (typeof name !== "string" || !Object.hasOwn(scheduleFields, name))
    return complain("schedule.name", `one of ${Object.keys(scheduleFields).join(", ")}`, name);
  const known = scheduleFields[name as ScheduleSettings["name"]];
  for (const [key, found] of Object.entries(fields)) {
    if (key === "name" || found === undefined) continue;
    if (!known.includes(key)) complain(`schedule.${key}`, `only ${known.join(", ")} with ${name}`, found);
    const rule = numbers[key];
    if (rule === undefined) checkSpan(`schedule.${key}`, found, complain);
    else if (typeof found !== "number" || !rule.fits(found)) complain(`schedule.${key}`, rule.expected, found);
  }
  if (name === "step" && fields["every"] === undefined) complain("schedule.every", "a span: it says how often the rate falls", undefined);
  return value as ScheduleSettings;
}

function checkSpan(field: string, value: unknown, complain: Complain): asserts value is Span {
  const [entry, ...others] = Object.entries(record(value) ?? {});
  const [unit, count] = entry ?? [];
  const isSpan =
    others.length === 0 &&
    typeof count === "number" &&
    count > 0 &&
    count <= 2 ** 32 &&
    (unit === "epochs" || (unit === "steps" && Number.isInteger(count)));
  if (!isSpan) complain(field, "a positive number of epochs, or a positive integer of steps", value);
}

function record(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
}
