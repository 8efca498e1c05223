/** One thing that training needs or profits from. */
export interface Check {
  readonly name: string;
  /** note: not there and not needed; warning: training works, but not well; failed: training is impossible */
  readonly state: "ok" | "note" | "warning" | "failed";
  readonly detail: string;
  /** what to do about it */
  readonly advice?: string;
}

const marks: Readonly<Record<Check["state"], string>> = { ok: "ok", note: "-", warning: "warning", failed: "FAILED" };
const markWidth = 9;
const nameWidth = 24;

/** A line a check; advice goes on a line of its own below. */
export function checkLines(checks: readonly Check[]): readonly string[] {
  return checks.flatMap(({ name, state, detail, advice }) => [
    `${marks[state].padEnd(markWidth)}${name.padEnd(nameWidth)}${detail}`,
    ...(advice === undefined ? [] : [`${" ".repeat(markWidth + nameWidth)}${advice}`]),
  ]);
}

export function canTrain(checks: readonly Check[]): boolean {
  return checks.every(({ state }) => state !== "failed");
}
