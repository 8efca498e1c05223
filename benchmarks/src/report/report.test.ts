import { describe, expect, it } from "vitest";
import { createJsonView } from "./json-view.ts";
import { loadWarning } from "./machine.ts";
import type { Machine } from "./machine.ts";
import { reportMarkdown } from "./markdown.ts";
import { Report } from "./report.ts";
import type { ReportView } from "./report-view.ts";
import { createTerminalView } from "./terminal-view.ts";

const machine: Machine = {
  time: "2026-01-02T03:04:05.000Z",
  processor: "Some Processor",
  cores: 2,
  memoryBytes: 8 * 2 ** 30,
  kernel: "Linux 6.1",
  load: 0.1,
  node: "v20.20.2",
  commit: "0123456789ab, clean",
  commandLine: "lockstep bench",
};

function fill(view: ReportView, on: Machine = machine): Report {
  const report = new Report(on, view);
  report.part("speed", "how fast");
  const table = report.table("Speeds", [
    { title: "who", unit: "" },
    { title: "p50", unit: "ms" },
  ]);
  table.row("a | b", { middle: 2, min: 1, max: 3 });
  table.row("somebody with a long name", null);
  table.row("c", 1.5);
  report.note("a note");
  report.end("/out/report.md");
  return report;
}

const shown = (make: (write: (text: string) => void) => ReportView, on?: Machine): string => {
  let text = "";
  fill(
    make((piece) => (text += piece)),
    on,
  );
  return text;
};

describe("a report", () => {
  it("is a Markdown file with everything needed to judge it", () => {
    const report = fill(createJsonView(() => {}));
    const text = reportMarkdown(machine, ["torch 2.15.0"], report.parts);
    expect(text).toContain("- machine: Some Processor, 2 cores, 8.0 GiB, Linux 6.1");
    expect(text).toContain("- versions: node v20.20.2; torch 2.15.0");
    expect(text).toContain("- commit: 0123456789ab, clean");
    expect(text).toContain("- load average at the start: 0.10");
    expect(text).toContain("## speed: how fast\n\n### Speeds\n\n| who | p50, ms |\n| --- | --- |\n| a \\| b | 2 (1..3) |\n");
    expect(text).toContain("\n- a note\n");
    expect(text).not.toContain("busy");
  });

  it("warns of a machine that was busy, everywhere", () => {
    const busy = { ...machine, load: 1.01 };
    expect(loadWarning({ load: 1, cores: 2 })).toBeNull();
    expect(loadWarning(busy)).toContain("load 1.01 on 2 cores");
    expect(reportMarkdown(busy, [], [])).toContain("**Note:** the machine was busy");
    expect(shown(createTerminalView, busy)).toContain("warning: the machine was busy");
  });

  it("is a table on a terminal, whose columns grow with what comes", () => {
    expect(shown(createTerminalView).split("\n").slice(1)).toEqual([
      "",
      "== speed: how fast",
      "",
      "Speeds",
      "who  p50, ms",
      "a | b  2 (1..3)",
      "somebody with a long name  –",
      "c                          1.5",
      "note: a note",
      "",
      "report: /out/report.md",
      "",
    ]);
  });

  it("is one JSON event a line, each row with part, table and units", () => {
    const events = shown(createJsonView)
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(events[2]).toEqual({
      type: "row",
      part: "speed",
      table: "Speeds",
      cells: [
        { title: "who", unit: "", value: "a | b" },
        { title: "p50", unit: "ms", value: { middle: 2, min: 1, max: 3 } },
      ],
    });
    expect(events.at(-1)).toEqual({ type: "finished", report: "/out/report.md" });
  });

  it("refuses a row that does not fit its columns, and a row without a part", () => {
    const report = new Report(
      machine,
      createJsonView(() => {}),
    );
    expect(() => report.note("too early")).toThrow("no part");
    report.part("speed", "how fast");
    expect(() => report.table("Speeds", [{ title: "who", unit: "" }]).row("a", 1)).toThrow("2 cells for 1 columns");
  });
});
