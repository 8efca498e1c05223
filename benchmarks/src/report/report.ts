import type { Machine } from "./machine.ts";
import type { ReportView } from "./report-view.ts";
import type { Cell, Column, Table } from "./table.ts";

/** What one part of the benchmark found. */
export interface PartReport {
  readonly name: string;
  readonly title: string;
  readonly tables: readonly Table[];
  readonly notes: readonly string[];
}

/** Takes the rows of one table as they become known. */
export interface TableWriter {
  /** @throws RangeError unless there is a cell for each column */
  row(...cells: readonly Cell[]): void;
}

interface GrowingPart extends PartReport {
  readonly tables: Table[];
  readonly notes: string[];
}

/** Collects what the parts find, and shows it at once. */
export class Report {
  readonly machine: Machine;
  readonly #view: ReportView;
  readonly #parts: GrowingPart[] = [];

  constructor(machine: Machine, view: ReportView) {
    this.machine = machine;
    this.#view = view;
    view.begin(machine);
  }

  get parts(): readonly PartReport[] {
    return this.#parts;
  }

  part(name: string, title: string): void {
    this.#parts.push({ name, title, tables: [], notes: [] });
    this.#view.part(name, title);
  }

  table(title: string, columns: readonly Column[]): TableWriter {
    const rows: (readonly Cell[])[] = [];
    this.#current().tables.push({ title, columns, rows });
    this.#view.table(title, columns);
    return {
      row: (...cells) => {
        if (cells.length !== columns.length) throw new RangeError(`${title}: ${cells.length} cells for ${columns.length} columns`);
        rows.push(cells);
        this.#view.row(columns, cells);
      },
    };
  }

  note(text: string): void {
    this.#current().notes.push(text);
    this.#view.note(text);
  }

  /** @param file where it lies now */
  end(file: string): void {
    this.#view.end(file);
  }

  #current(): GrowingPart {
    const part = this.#parts.at(-1);
    if (part === undefined) throw new RangeError("no part of the report has begun");
    return part;
  }
}
