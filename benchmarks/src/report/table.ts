import type { Spread } from "../statistics/spread.ts";

export interface Column {
  readonly title: string;
  /** "" for texts and plain counts */
  readonly unit: string;
}

/** null: not measured. */
export type Cell = string | number | Spread | null;

/** One table of a part. */
export interface Table {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

export function columnHeader({ title, unit }: Column): string {
  return unit === "" ? title : `${title}, ${unit}`;
}

/** Three significant digits; a figure with its range where there is one. */
export function cellText(cell: Cell): string {
  if (cell === null) return "–";
  if (typeof cell === "string") return cell;
  if (typeof cell === "number") return numberText(cell);
  const { middle, min, max } = cell;
  return min === max ? numberText(middle) : `${numberText(middle)} (${numberText(min)}..${numberText(max)})`;
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) || Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(3)));
}
