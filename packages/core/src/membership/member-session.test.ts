import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LockstepError } from "../errors.ts";
import { silentLogger } from "../run/logger.ts";
import type { SessionEvents, SessionLine } from "./dial-session.ts";
import { MemberSession } from "./member-session.ts";
import type { MemberSessionOptions } from "./member-session.ts";
import { beat, hello } from "./session-messages.test.fixture.ts";
import type { MemberMessage } from "./session-messages.ts";

class HandLine implements SessionLine {
  readonly events: SessionEvents;
  readonly dialledMs: number;
  readonly sent: MemberMessage["kind"][] = [];
  closed = false;

  constructor(events: SessionEvents, dialledMs: number) {
    this.events = events;
    this.dialledMs = dialledMs;
  }

  send(message: MemberMessage): void {
    this.sent.push(message.kind);
  }

  close(): void {
    this.closed = true;
  }

  lose(): void {
    this.events.lost(new LockstepError("unavailable", "test"));
  }
}

function begin(changes: Partial<MemberSessionOptions> = {}): { session: MemberSession; lines: HandLine[]; latest: () => HandLine } {
  const lines: HandLine[] = [];
  const session = new MemberSession({
    address: "here:1",
    dial: (events) => {
      const line = new HandLine(events, performance.now());
      lines.push(line);
      return line;
    },
    hello: () => hello,
    beat: () => beat,
    handlers: { roster: () => {} },
    coordinatorTimeoutMs: null,
    logger: silentLogger,
    ...changes,
  });
  const latest = (): HandLine => {
    const line = lines.at(-1);
    if (!line) throw new Error("nothing dialled");
    return line;
  };
  return { session, lines, latest };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe("MemberSession", () => {
  it("begins with Hello and a Beat, and beats every 500 ms", () => {
    const { session, latest } = begin();
    expect(latest().sent).toEqual(["hello", "beat"]);
    latest().events.message({ kind: "ack", drop: [] });
    vi.advanceTimersByTime(1500);
    expect(latest().sent).toEqual(["hello", "beat", "beat", "beat", "beat"]);
    session.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("gives a session up that is silent for two seconds, and hears nothing of it afterwards (rule 2)", () => {
    const rosters: number[] = [];
    const { session, lines } = begin({ handlers: { roster: (roster) => rosters.push(roster.generation) } });
    vi.advanceTimersByTime(2000);
    expect(lines[0]?.closed).toBe(false);
    vi.advanceTimersByTime(300);
    expect(lines[0]?.closed).toBe(true);
    expect(lines).toHaveLength(2);
    const servers: readonly [] = [];
    const roster = {
      generation: 7,
      coordinator: "c",
      start: 0,
      ranks: [],
      slices: [],
      servers,
      layoutJson: "",
      backend: "",
      backendVersion: "",
      reason: "",
    };
    lines[0]?.events.message({ kind: "roster", roster });
    lines[0]?.lose();
    expect(rosters).toEqual([]);
    lines[1]?.events.message({ kind: "roster", roster });
    expect(rosters).toEqual([7]);
    expect(lines).toHaveLength(2);
    session.close();
  });

  it("does not hold against the coordinator what it slept through itself", () => {
    const { session, lines } = begin({ coordinatorTimeoutMs: 5000 });
    vi.advanceTimersByTime(300);
    const beforeMs = performance.now();
    const clock = vi.spyOn(performance, "now").mockReturnValue(beforeMs + 60_000);
    vi.advanceTimersByTime(100);
    clock.mockRestore();
    expect(lines).toHaveLength(1);
    expect(lines[0]?.closed).toBe(false);
    session.close();
  });

  it("dials again with growing patience, and without once it was answered", () => {
    const { session, latest } = begin();
    const gaps: number[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const before = latest();
      const lostMs = performance.now();
      before.lose();
      while (latest() === before) vi.advanceTimersByTime(10);
      gaps.push(Math.round(latest().dialledMs - lostMs));
    }
    expect(gaps).toEqual([100, 150, 200, 250, 250, 250]);
    latest().events.message({ kind: "ack", drop: [] });
    const answered = latest();
    answered.lose();
    vi.advanceTimersByTime(100);
    expect(latest()).not.toBe(answered);
    session.close();
  });

  it("ends with what makes every other session pointless too", async () => {
    const { session, latest } = begin();
    latest().events.lost(new LockstepError("refused", "another run"));
    await expect(session.done).rejects.toMatchObject({ code: "refused", message: "another run" });
    expect(latest().closed).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});
