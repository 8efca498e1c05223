const longest = 24;

/**
 * How a person reads a class: its number, and what the data call it, cut where that is long. No name holds what a terminal would obey.
 * @param names from class 0 on; absent: they are called by their numbers
 */
export function className(number: number, names: readonly string[] | undefined): string {
  const name = (names?.[number] ?? "").replace(/[\p{Cc}\p{Cf}]/gu, "").trim();
  // Not through the middle of a pair of surrogates.
  const shown = name.length > longest ? `${name.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, "")}…` : name;
  return `${number} ${shown}`.trim();
}
