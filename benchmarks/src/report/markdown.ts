import { loadWarning } from "./machine.ts";
import type { Machine } from "./machine.ts";
import type { PartReport } from "./report.ts";
import { cellText, columnHeader } from "./table.ts";
import type { Table } from "./table.ts";

const bytesPerGib = 2 ** 30;

/** The whole report, for people, with what is needed to judge it. */
export function reportMarkdown(machine: Machine, versions: readonly string[], parts: readonly PartReport[]): string {
  const warning = loadWarning(machine);
  const lines = [
    `# Benchmark of ${machine.time}`,
    "",
    ...(warning === null ? [] : [`**Note:** ${warning}.`, ""]),
    `- command: \`${machine.commandLine}\``,
    `- commit: ${machine.commit}`,
    machineLine(machine),
    `- load average at the start: ${machine.load.toFixed(2)}`,
    `- versions: ${[`node ${machine.node}`, ...versions].join("; ")}`,
    "",
    "A figure with a range is the median over the rounds (least..greatest). A ratio is one of medians of contenders that took turns, with",
    "the range of the single rounds' ratios.",
    ...parts.flatMap(partLines),
  ];
  return `${lines.join("\n")}\n`;
}

/** What it ran on, as an item of a list. */
export function machineLine({ processor, cores, memoryBytes, kernel }: Machine): string {
  return `- machine: ${processor}, ${cores} cores, ${(memoryBytes / bytesPerGib).toFixed(1)} GiB, ${kernel}`;
}

function partLines({ name, title, tables, notes }: PartReport): readonly string[] {
  return [
    "",
    `## ${name}: ${title}`,
    ...tables.flatMap(tableLines),
    ...(notes.length === 0 ? [] : ["", ...notes.map((note) => `- ${note}`)]),
  ];
}

/** A table as Markdown, after an empty line. */
export function tableLines({ title, columns, rows }: Table): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [
    "",
    `### ${title}`,
    "",
    line(columns.map(columnHeader)),
    line(columns.map(() => "---")),
    ...rows.map((row) => line(row.map(cellText))),
  ];
}
