import { LockstepError } from "../errors.ts";
import type { ValidationResult } from "../metrics/best-validation.ts";
import { chainAfter, decodeLine, firstChain, maxLineBytes, type LedgerLine, validationResult } from "./ledger.ts";
import { type LedgerPosition, ledgerStart, type LedgerVerdict, replayLine } from "./ledger-replay.ts";

/** An `open` line that counted. */
export interface LedgerOpening {
  readonly generation: number;
  readonly start: number;
  /** bytes of the ledger up to the end of this line */
  readonly endBytes: number;
}

/**
 * Reads a ledger's text piece by piece and checks form, chain and order of its lines. Stops for good at the first line that is not as it
 * must be. Pieces may be cut anywhere; as good text is ASCII, a character is a byte.
 */
export class LedgerScanner {
  readonly #onLine: (line: LedgerLine, lineNumber: number, verdict: LedgerVerdict) => void;
  #position = ledgerStart;
  #chain = firstChain;
  #goodBytes = 0;
  #goodLines = 0;
  #problem: string | null = null;
  #rest = "";
  readonly #openings: LedgerOpening[] = [];
  readonly #validations: ValidationResult[] = [];

  /** @param onLine called for every good line, lineNumber 1-based, whether it counts or is ignored */
  constructor(onLine: (line: LedgerLine, lineNumber: number, verdict: LedgerVerdict) => void = () => {}) {
    this.#onLine = onLine;
  }

  get position(): LedgerPosition {
    return this.#position;
  }

  get chain(): string {
    return this.#chain;
  }

  /** whole, good lines */
  get goodBytes(): number {
    return this.#goodBytes;
  }

  get goodLines(): number {
    return this.#goodLines;
  }

  /** What is wrong with the line after the good ones; null if nothing was found. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Characters after the last "\n". */
  get restLength(): number {
    return this.#rest.length;
  }

  get openings(): readonly LedgerOpening[] {
    return this.#openings;
  }

  /** Of the lines that count, ascending by version. */
  get validations(): readonly ValidationResult[] {
    return this.#validations;
  }

  push(piece: string): void {
    if (this.#problem !== null) return;
    const text = this.#rest + piece;
    let at = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", at)) {
      this.#problem = this.#take(text.slice(at, end));
      if (this.#problem !== null) return;
      at = end + 1;
    }
    this.#rest = text.slice(at);
    if (this.#rest.length > maxLineBytes) this.#problem = `a line of more than ${maxLineBytes} bytes`;
  }

  /** Forgets what came after the good lines; reading goes on from there. */
  dropRest(): void {
    this.#rest = "";
    this.#problem = null;
  }

  /** A line that was just written by the owner of this ledger. */
  wrote(line: LedgerLine, chain: string, bytes: number): void {
    this.#accept(line, chain, bytes, replayLine(this.#position, line).position);
  }

  #take(text: string): string | null {
    if (text.length > maxLineBytes) return `a line of more than ${maxLineBytes} bytes`;
    try {
      const { line, body, chain } = decodeLine(text);
      if (chain !== chainAfter(this.#chain, body)) return "its chain does not follow from the line before";
      const { position, verdict } = replayLine(this.#position, line);
      if (verdict.result === "gap") return verdict.reason;
      this.#accept(line, chain, text.length + 1, position);
      this.#onLine(line, this.#goodLines, verdict);
      return null;
    } catch (error) {
      if (error instanceof LockstepError && error.code === "data") return error.message;
      throw error;
    }
  }

  #accept(line: LedgerLine, chain: string, bytes: number, position: LedgerPosition): void {
    this.#chain = chain;
    this.#goodBytes += bytes;
    this.#goodLines += 1;
    if (position !== this.#position) this.#count(line);
    this.#position = position;
  }

  #count(line: LedgerLine): void {
    if (line.kind === "open") {
      this.#openings.push({ generation: line.generation, start: line.start, endBytes: this.#goodBytes });
      while ((this.#validations.at(-1)?.version ?? -1) >= line.start) this.#validations.pop();
    } else if (line.validation !== undefined) {
      this.#validations.push(validationResult(line.step, line.validation));
    }
  }
}
