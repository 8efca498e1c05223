import { describe, expect, it } from "vitest";
import { FeedReader } from "./feed-reader.ts";

const snapshot = (seq: number, status: object): string => JSON.stringify({ type: "snapshot", protocol: 1, seq, status });
const delta = (seq: number, patch: object): string => JSON.stringify({ type: "delta", seq, patch });

describe("FeedReader", () => {
  it("puts a snapshot and the deltas after it together", () => {
    const reader = new FeedReader();
    expect(reader.status).toBeNull();
    expect(reader.take(snapshot(7, { generation: 1, workers: {} }))).toBe("changed");
    expect(reader.take(delta(8, { set: { generation: 2 } }))).toBe("changed");
    expect(reader.take(delta(9, { inside: { workers: { set: { a: { rank: 0 } } } } }))).toBe("changed");
    expect(reader.status).toEqual({ generation: 2, workers: { a: { rank: 0 } } });
    expect(reader.seq).toBe(9);
  });

  it.each([
    ["one is missing", 10],
    ["one comes twice", 8],
    ["an old one comes late", 3],
  ])("notices when %s, changes nothing, and goes on from the next snapshot", (_what, seq) => {
    const reader = new FeedReader();
    reader.take(snapshot(7, { generation: 1 }));
    reader.take(delta(8, { set: { generation: 2 } }));
    expect(reader.take(delta(seq, { set: { generation: 99 } }))).toBe("gap");
    expect(reader.take(delta(9, { set: { generation: 98 } }))).toBe("ignored");
    expect(reader.status).toEqual({ generation: 2 });
    expect(reader.take(snapshot(20, { generation: 5 }))).toBe("changed");
    expect(reader.take(delta(21, { set: { generation: 6 } }))).toBe("changed");
    expect(reader.status).toEqual({ generation: 6 });
  });

  it("asks for a snapshot when a delta comes first", () => {
    expect(new FeedReader().take(delta(1, {}))).toBe("gap");
  });

  it.each([
    ["no JSON", "<html>"],
    ["null", "null"],
    ["a list", "[]"],
    ["another type", '{"type":"hello","seq":1}'],
    ["a snapshot without a number", '{"type":"snapshot","protocol":1,"status":{}}'],
    ["a snapshot of a list", '{"type":"snapshot","protocol":1,"seq":1,"status":[]}'],
    ["a delta without a patch", '{"type":"delta","seq":1}'],
    ["another version", '{"type":"snapshot","protocol":2,"seq":1,"status":{}}'],
  ])("refuses %s", (_what, text) => {
    expect(() => new FeedReader().take(text)).toThrow(expect.objectContaining({ code: "protocol" }));
  });

  it.each([{ remove: 5 }, { inside: { generation: {} } }, { inside: { workers: 5 } }])("refuses the patch %j", (patch) => {
    const reader = new FeedReader();
    reader.take(snapshot(1, { generation: 1, workers: {} }));
    expect(() => reader.take(delta(2, patch))).toThrow(expect.objectContaining({ code: "protocol" }));
    expect(reader.status).toEqual({ generation: 1, workers: {} });
  });
});
