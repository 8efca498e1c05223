/** Checks `defaults.validation` of a recipe: absent, or a part above 0 and below 1. */
export function checkValidationDefault(value: unknown, complain: (field: string, expected: string, found: unknown) => never): void {
  if (value === undefined || (typeof value === "number" && value > 0 && value < 1)) return;
  complain("defaults.validation", "a number above 0 and below 1", value);
}
