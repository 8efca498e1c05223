import { describe, expect, it } from "vitest";
import { encodeLine, firstChain, type LedgerLine, maxLineBytes } from "./ledger.ts";
import { LedgerScanner } from "./ledger-scanner.ts";

const open = (generation: number): LedgerLine => ({ kind: "open", generation, start: 0 });
const first = encodeLine(open(1), firstChain);
const second = encodeLine(open(2), first.chain);

describe("LedgerScanner", () => {
  it("reads lines from pieces, and knows where it stands", () => {
    const seen: unknown[] = [];
    const scanner = new LedgerScanner((line, number) => seen.push([line, number]));
    for (const character of `${first.text}\n${second.text}`) scanner.push(character);
    expect(seen).toEqual([[open(1), 1]]);
    expect(scanner).toMatchObject({
      goodLines: 1,
      goodBytes: first.text.length + 1,
      chain: first.chain,
      restLength: second.text.length,
      problem: null,
    });
    scanner.push("\n");
    expect(seen).toHaveLength(2);
    expect(scanner.openings).toEqual([
      { generation: 1, start: 0, endBytes: first.text.length + 1 },
      { generation: 2, start: 0, endBytes: first.text.length + second.text.length + 2 },
    ]);
  });

  it("knows the validations that count, whether they were read or written", () => {
    const sums = { samples: 4, lossSum: 2, correct: 1 };
    const step = (generation: number, number: number, lossSum?: number): LedgerLine => ({
      kind: "step",
      generation,
      step: number,
      epoch: 0,
      shards: [],
      ...sums,
      gradient: "00000000",
      ...(lossSum !== undefined && { validation: { version: number, ...sums, lossSum, shards: [], confusion: [4] } }),
    });
    const lines = [
      open(1),
      step(1, 0),
      step(1, 1, 4),
      step(1, 2, 8),
      { ...open(2), start: 2 } as LedgerLine,
      step(1, 2, 0),
      step(2, 2, NaN),
    ];
    const [read, wrote] = [new LedgerScanner(), new LedgerScanner()];
    let chain = firstChain;
    for (const line of lines) {
      const encoded = encodeLine(line, chain);
      chain = encoded.chain;
      read.push(`${encoded.text}\n`);
      wrote.wrote(line, chain, encoded.text.length + 1);
    }
    expect(read.problem).toBeNull();
    for (const scanner of [read, wrote])
      expect(scanner.validations).toEqual([
        { version: 1, loss: 1 },
        { version: 2, loss: NaN },
      ]);
  });

  it("stops for good at the first bad line, though good ones follow", () => {
    const scanner = new LedgerScanner();
    scanner.push("{}\n");
    const { problem } = scanner;
    expect(problem).toMatch(/does not end with a chain/);
    scanner.push(`${first.text}\n`);
    expect(scanner).toMatchObject({ goodLines: 0, problem });
  });

  it("does not count an opening that is not above the last", () => {
    const scanner = new LedgerScanner();
    scanner.push(`${first.text}\n${encodeLine(open(1), first.chain).text}\n`);
    expect(scanner.problem).toBeNull();
    expect(scanner.goodLines).toBe(2);
    expect(scanner.openings).toHaveLength(1);
  });

  it("does not collect a line without end", () => {
    const scanner = new LedgerScanner();
    const piece = "x".repeat(1 << 20);
    let pieces = 0;
    while (scanner.problem === null && pieces < 20) {
      scanner.push(piece);
      pieces++;
    }
    expect(pieces).toBe((maxLineBytes >> 20) + 1);
    expect(scanner.problem).toMatch(/a line of more than 8388608 bytes/);
  });

  it("does not read a line that is too long, though it has an end", () => {
    const scanner = new LedgerScanner();
    scanner.push(`${"x".repeat(maxLineBytes + 1)}\n`);
    expect(scanner.problem).toMatch(/a line of more than/);
  });
});
