import type { RunStatus } from "@lockstep/core";
import { epochLine, progressLine } from "../progress/format.ts";
import type { TextOutput } from "../progress/progress-view.ts";
import { TerminalBlock } from "../progress/terminal-block.ts";
import { statusLines } from "./status-lines.ts";

/** Shows a status that changes. */
export interface StatusView {
  show(status: RunStatus): void;
  /** the connection is lost and looked for again */
  note(message: string): void;
}

const lineEveryMs = 5000;

/** The whole status, drawn again in place. */
export function createBlockView(output: TextOutput): StatusView {
  const terminal = new TerminalBlock(output);
  return {
    show(status) {
      const columns = output.columns || 80;
      const lines = statusLines(status, columns).map((line) => line.slice(0, Math.max(1, columns - 1)));
      // The result stays; everything else is drawn over by the next status.
      if (status.state === "finished") terminal.draw(lines, []);
      else terminal.draw([], lines);
    },
    note: (message) => terminal.draw([message], []),
  };
}

/** For files and pipes: the whole status first and last, in between how far the run is every 5 s, and what happens once. */
export function createLogView(output: TextOutput, now: () => number = () => performance.now()): StatusView {
  const write = (lines: readonly string[]): void => void output.write(lines.map((line) => `${line}\n`).join(""));
  let last: RunStatus | null = null;
  let shownMs = -Infinity;
  return {
    show(status) {
      const before = last;
      last = status;
      if (before === null || status.state === "finished") {
        shownMs = now();
        return write(statusLines(status, 80));
      }
      write(news(before, status));
      if (now() - shownMs < lineEveryMs) return;
      shownMs = now();
      write([progressLine({ ...status.progress, workers: [] }, status.classes > 0)]);
    },
    note: (message) => write([message]),
  };
}

/** One JSON status a line. */
export function createJsonStatusView(output: TextOutput): StatusView {
  return { show: (status) => void output.write(`${JSON.stringify(status)}\n`), note() {} };
}

function news(before: RunStatus, after: RunStatus): readonly string[] {
  const added = <T>(old: Readonly<Record<string, T>>, next: Readonly<Record<string, T>>): readonly T[] =>
    Object.entries(next)
      .filter(([key]) => !Object.hasOwn(old, key))
      .map(([, value]) => value);
  const change = after.generation === before.generation ? [] : [`generation ${after.generation}: ${after.reason}`];
  const lines = [
    ...change,
    ...added(before.epochs, after.epochs).map((epoch) =>
      epochLine(epoch, after.progress.epochs, after.progress.samplesPerSecond, after.classes > 0),
    ),
    ...added(before.alarms, after.alarms).map(({ message }) => `alarm: ${message}`),
  ];
  return lines.map((line) => line.replace(/[\p{Cc}\p{Cf}]/gu, ""));
}
