import type { RunProgress } from "@lockstep/core";
import { progressBlock } from "./format.ts";
import { eventLines, introductionLines, stoppingLine } from "./line-view.ts";
import { TerminalBlock } from "./terminal-block.ts";
import type { ProgressView, RunIntroduction, TextOutput } from "./progress-view.ts";

const redrawEveryMs = 200;

/** A block at the bottom of the terminal that is redrawn in place; what happens once scrolls away above it. */
export function createLiveView(output: TextOutput, now: () => number = () => performance.now()): ProgressView {
  let run: RunIntroduction | null = null;
  let progress: RunProgress | null = null;
  const terminal = new TerminalBlock(output);
  let drawnAtMs = Number.NEGATIVE_INFINITY;

  const draw = (above: readonly string[]): void => {
    terminal.draw(above, progress === null ? [] : progressBlock(progress, output.columns || 80, run?.data.classes !== 0));
    drawnAtMs = now();
  };

  return {
    introduce(introduction) {
      run = introduction;
      draw(introductionLines(introduction));
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
