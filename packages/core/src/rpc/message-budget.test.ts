import { describe, expect, it } from "vitest";
import { MessageBudget } from "./message-budget.ts";

describe("MessageBudget", () => {
  const takes = (budget: MessageBudget, count: number): number => Array.from({ length: count }, () => budget.take()).filter(Boolean).length;

  it("allows a burst, then so many a second", () => {
    let nowMs = 5;
    const budget = new MessageBudget(100, 10, () => nowMs);
    expect(takes(budget, 1000)).toBe(100);
    nowMs += 1000;
    expect(takes(budget, 1000)).toBe(10);
    nowMs += 50;
    expect(takes(budget, 1000)).toBe(0);
    nowMs += 50;
    expect(takes(budget, 1000)).toBe(1);
  });

  it("never saves up more than a burst", () => {
    let nowMs = 0;
    const budget = new MessageBudget(100, 10, () => nowMs);
    takes(budget, 100);
    nowMs += 1_000_000;
    expect(takes(budget, 1000)).toBe(100);
  });
});
