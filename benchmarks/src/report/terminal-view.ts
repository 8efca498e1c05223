import { loadWarning } from "./machine.ts";
import type { ReportView } from "./report-view.ts";
import { cellText, columnHeader } from "./table.ts";

/** Tables on a terminal or in a log, a row at a time. @param write takes whole lines */
export function createTerminalView(write: (text: string) => void): ReportView {
  const say = (text: string): void => write(`${text}\n`);
  /** of the current table's columns; they grow with what comes, since no row waits for the next */
  let widths: readonly number[] = [];
  const sayCells = (cells: readonly string[]): void => {
    widths = cells.map((cell, column) => Math.max(cell.length, widths[column] ?? 0));
    say(
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  };
  return {
    begin(machine) {
      say(`${machine.processor}, ${machine.cores} cores, ${machine.kernel}, node ${machine.node}, commit ${machine.commit}`);
      const warning = loadWarning(machine);
      if (warning !== null) say(`warning: ${warning}`);
    },
    part: (name, title) => say(`\n== ${name}: ${title}`),
    table(title, columns) {
      say(`\n${title}`);
      widths = [];
      sayCells(columns.map(columnHeader));
    },
    row: (_columns, cells) => sayCells(cells.map(cellText)),
    note: (text) => say(`note: ${text}`),
    end: (file) => say(`\nreport: ${file}`),
  };
}
