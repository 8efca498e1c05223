import type { ReportView } from "./report-view.ts";

/** One JSON event a line and nothing else. @param write takes whole lines */
export function createJsonView(write: (text: string) => void): ReportView {
  const emit = (event: object): void => write(`${JSON.stringify(event)}\n`);
  let place: { readonly part: string; readonly table: string } = { part: "", table: "" };
  return {
    begin: (machine) => emit({ type: "started", ...machine }),
    part(name, title) {
      place = { part: name, table: "" };
      emit({ type: "part", part: name, title });
    },
    table(title) {
      place = { ...place, table: title };
    },
    row: (columns, cells) => emit({ type: "row", ...place, cells: columns.map((column, index) => ({ ...column, value: cells[index] })) }),
    note: (text) => emit({ type: "note", part: place.part, text }),
    end: (file) => emit({ type: "finished", report: file }),
  };
}
