import { describe, expect, it } from "vitest";
import { LineQueue } from "./line-queue.ts";

function queueOf(...lines: readonly string[]): LineQueue {
  const queue = new LineQueue();
  for (const line of lines) queue.push(Buffer.from(line));
  return queue;
}
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe("LineQueue", () => {
  it("gives its oldest lines whole, as many as are asked for", () => {
    const queue = queueOf("one\n", "two\n", "three\n");
    expect(text(queue.oldest(1))).toBe("one\n");
    expect(text(queue.oldest(4))).toBe("one\n");
    expect(text(queue.oldest(5))).toBe("one\ntwo\n");
    expect(text(queue.oldest(1000))).toBe("one\ntwo\nthree\n");
    expect(new LineQueue().oldest(1)).toHaveLength(0);
  });

  it("takes out only lines that fit whole", () => {
    const queue = queueOf("one\n", "two\n", "three\n");
    expect(queue.take(3)).toBe(0);
    expect(queue.take(9)).toBe(8);
    expect(queue.byteLength).toBe(6);
    expect(text(queue.oldest(1))).toBe("three\n");
    expect(queue.take(6)).toBe(6);
    expect(queue.byteLength).toBe(0);
  });

  it("reads from any byte on, over the ends of lines", () => {
    const all = "one\ntwo\nthree\n";
    const queue = queueOf("one\n", "two\n", "three\n");
    for (let from = 0; from <= all.length; from++) {
      for (const count of [1, 3, 4, 5, 100]) expect(text(queue.read(from, count))).toBe(all.slice(from, from + count));
    }
  });
});
