import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { parentVariable, watchParent } from "./parent-watch.ts";

describe("watchParent", () => {
  it("tells once that another process has become the parent", async () => {
    let parent = 70;
    let gone = 0;
    const end = watchParent(
      { [parentVariable]: "70" },
      () => (gone += 1),
      () => parent,
      5,
    );
    await sleep(30);
    expect(gone).toBe(0);
    parent = 1;
    await expect.poll(() => gone).toBe(1);
    await sleep(30);
    expect(gone).toBe(1);
    end();
  });

  it("watches nobody who is not the parent to begin with, and nobody after its end", async () => {
    let parent = 70;
    let gone = 0;
    for (const value of [undefined, "", "nonsense", "71"])
      watchParent(
        { [parentVariable]: value },
        () => (gone += 1),
        () => parent,
        5,
      );
    watchParent(
      { [parentVariable]: "70" },
      () => (gone += 1),
      () => parent,
      5,
    )();
    parent = 1;
    await sleep(40);
    expect(gone).toBe(0);
  });
});
