import type { TextOutput } from "./progress-view.ts";

const clearToEndOfLine = "\u001B[K";
const clearBelow = "\u001B[J";
const up = (lines: number): string => (lines === 0 ? "" : `\u001B[${lines}A`);
// Terminals that know it show everything in between at once; others ignore it.
const beginUpdate = "\u001B[?2026h";
const endUpdate = "\u001B[?2026l";

/** Lines at the bottom of a terminal that are drawn again in place. */
export class TerminalBlock {
  readonly #output: TextOutput;
  #drawnLines = 0;

  constructor(output: TextOutput) {
    this.#output = output;
  }

  /** @param above scrolls away above the block @param block must not be wider than the terminal */
  draw(above: readonly string[], block: readonly string[]): void {
    const fitting = fit(block, this.#output.rows);
    const text = [...above, ...fitting].map((line) => `${line}${clearToEndOfLine}\n`).join("");
    // One write a frame: the terminal never shows a block that is half erased.
    this.#output.write(`${beginUpdate}\r${up(this.#drawnLines)}${text}${clearBelow}${endUpdate}`);
    this.#drawnLines = fitting.length;
  }
}

/** What has scrolled out of the terminal cannot be drawn again: the block and the cursor's line below it must fit. */
function fit(block: readonly string[], rows: number | undefined): readonly string[] {
  // 0: a terminal that does not say how high it is
  const room = Math.max(1, (rows || 24) - 1);
  if (block.length <= room) return block;
  const shown = block.slice(0, room - 1);
  return [...shown, `  … ${block.length - shown.length} more`];
}
