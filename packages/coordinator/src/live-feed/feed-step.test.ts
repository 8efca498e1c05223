import { describe, expect, it } from "vitest";
import { defaultFeedLimits } from "./feed-limits.ts";
import { feedStep } from "./feed-step.ts";

const options = { maxBufferedBytes: 1000, maxBehindMs: 30_000 };
const step = (bufferedBytes: number, inSync: boolean, behindSinceMs: number | null, nowMs = 0): string =>
  feedStep(nowMs, { bufferedBytes, inSync, behindSinceMs }, options).result;

describe("feedStep", () => {
  it("gives deltas to a client that keeps up and the whole state to one that lacks it", () => {
    expect(step(0, true, null)).toBe("delta");
    expect(step(1000, true, null)).toBe("delta");
    expect(step(0, false, null)).toBe("snapshot");
  });

  it("gives nothing to a client with too much waiting until all of it is gone, then the whole state", () => {
    expect(step(1001, true, null)).toBe("wait");
    expect(step(1001, false, null)).toBe("wait");
    expect(step(1, true, 0, 29_999)).toBe("wait");
    expect(step(0, true, 0, 29_999)).toBe("snapshot");
  });

  it("gives up a client that takes nothing for 30 s, but not one that has just caught up", () => {
    expect(step(1, true, 0, 30_000)).toBe("close");
    expect(step(0, true, 0, 60_000)).toBe("snapshot");
    expect(defaultFeedLimits.maxBehindMs).toBe(30_000);
  });

  it("bounds what waits to the limit and one message, whatever a client reads", () => {
    // a deterministic walk through readers from stuck to fast
    for (let readBytes = 0; readBytes <= 800; readBytes += 7) {
      let waiting = 0;
      let behindSinceMs: number | null = null;
      let inSync = false;
      let mostWaiting = 0;
      for (let tick = 0; tick < 500; tick += 1) {
        const messageBytes = 1 + ((tick * 131) % 400);
        const result = step(waiting, inSync, behindSinceMs, tick * 10);
        if (result === "delta" || result === "snapshot") {
          waiting += messageBytes;
          behindSinceMs = null;
          inSync = true;
        } else {
          behindSinceMs ??= tick * 10;
        }
        mostWaiting = Math.max(mostWaiting, waiting);
        waiting = Math.max(0, waiting - ((tick * readBytes) % (readBytes + 1)));
      }
      expect(mostWaiting).toBeLessThanOrEqual(options.maxBufferedBytes + 400);
    }
  });
});
