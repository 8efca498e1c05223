import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import type { Recovery, RecoveryCase } from "./recovery.ts";

export interface RecoveryRow {
  readonly recoveryCase: RecoveryCase;
  readonly recoveries: readonly Recovery[];
}

const columns = ["fault", "times", "noticed", "next commit", "longest pause between commits", "steps lost"];

/** A Markdown table: median and worst of each figure, in seconds. */
export function recoveryTable(rows: readonly RecoveryRow[]): string {
  const lines = rows.map(({ recoveryCase: { role, signal }, recoveries }) => [
    `${signal === "SIGKILL" ? "`kill -9`" : "`SIGSTOP`"} of a ${role}`,
    String(recoveries.length),
    ...(["noticedMs", "nextCommitMs", "longestGapMs"] as const).map((key) =>
      spread(
        recoveries.map((each) => each[key] / 1000),
        2,
        " s",
      ),
    ),
    spread(
      recoveries.map(({ stepsLost }) => stepsLost),
      0,
      "",
    ),
  ]);
  const all = [columns, columns.map(() => "---"), ...lines];
  return all.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Where a table was measured. */
export function machine(): string {
  const { version } = JSON.parse(readFileSync(new URL("../../packages/cli/package.json", import.meta.url), "utf8")) as {
    readonly version: string;
  };
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `Lockstep ${version}, Node ${process.version}, ${processors.length} x ${processors[0]?.model ?? "unknown"}, ${memory} GiB`;
}

/** "median (worst)" */
function spread(values: readonly number[], digits: number, unit: string): string {
  const sorted = values.filter((value) => Number.isFinite(value)).toSorted((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  const worst = sorted.at(-1);
  if (middle === undefined || worst === undefined) return "-";
  return `${middle.toFixed(digits)}${unit} (${worst.toFixed(digits)}${unit})`;
}
