import type { Machine } from "./machine.ts";
import type { Cell, Column } from "./table.ts";

/** Shows a benchmark while it goes. */
export interface ReportView {
  begin(machine: Machine): void;
  part(name: string, title: string): void;
  table(title: string, columns: readonly Column[]): void;
  row(columns: readonly Column[], cells: readonly Cell[]): void;
  note(text: string): void;
  /** @param file where the report lies */
  end(file: string): void;
}
