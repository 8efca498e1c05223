import type { RunProgress } from "@lockstep/core";
import { progressBlock } from "./format.ts";
import { eventLines, introductionLine, stoppingLine } from "./line-view.ts";
import type { ProgressView, RunIntroduction, TextOutput } from "./progress-view.ts";

const redrawEveryMs = 200;
const clearToEndOfLine = "\u001B[K";
const clearBelow = "\u001B[J";
const up = (lines: number): string => (lines === 0 ? "" : `\u001B[${lines}A`);
// Terminals that know it show everything in between at once; others ignore it.
const beginUpdate = "\u001B[?2026h";
const endUpdate = "\u001B[?2026l";

/** A block at the bottom of the terminal that is redrawn in place; what happens once scrolls away above it. */
export function createLiveView(output: TextOutput, now: () => number = () => performance.now()): ProgressView {
  let run: RunIntroduction | null = null;
  let progress: RunProgress | null = null;
  let drawnLines = 0;
  let drawnAtMs = Number.NEGATIVE_INFINITY;

  const draw = (above: readonly string[]): void => {
    const block = progress === null ? [] : progressBlock(progress, output.columns ?? 80);
    const text = [...above, ...block].map((line) => `${line}${clearToEndOfLine}\n`).join("");
    // One write a frame: the terminal never shows a block that is half erased.
    output.write(`${beginUpdate}\r${up(drawnLines)}${text}${clearBelow}${endUpdate}`);
    drawnLines = block.length;
    drawnAtMs = now();
  };

  return {
    introduce(introduction) {
      run = introduction;
      draw([introductionLine(introduction)]);
    },
    show(event) {
      if (event.type === "progress") {
        progress = event.progress;
        if (now() - drawnAtMs >= redrawEveryMs) draw([]);
        return;
      }
      if (run === null) return;
      const lines = eventLines(event, run, progress?.samplesPerSecond ?? Number.NaN);
      // The result stands alone.
      if (event.type === "finished") progress = null;
      if (lines.length > 0) draw(lines);
    },
    showStopping() {
      if (run === null) return;
      progress = null;
      draw([stoppingLine(run)]);
    },
    close() {
      if (progress !== null) draw([]);
      progress = null;
    },
  };
}
