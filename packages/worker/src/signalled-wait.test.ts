import { LockstepError } from "@lockstep/core";
import { describe, expect, it } from "vitest";
import { SignalledWait } from "./signalled-wait.ts";

describe("SignalledWait", () => {
  it("resolves waits up to what is reached, and only those", async () => {
    const wait = new SignalledWait(0, new AbortController().signal);
    const seen: number[] = [];
    const waits = [1, 2, 3].map((target) => wait.wait(target).then(() => seen.push(target)));
    wait.reach(2);
    await Promise.all(waits.slice(0, 2));
    expect(seen.toSorted((a, b) => a - b)).toEqual([1, 2]);
    await wait.wait(2);
    wait.reach(3);
    await waits[2];
    expect(wait.reached).toBe(3);
  });

  it("never goes back", async () => {
    const wait = new SignalledWait(5, new AbortController().signal);
    wait.reach(3);
    expect(wait.reached).toBe(5);
    await wait.wait(5);
  });

  it("rejects every wait with the signal's reason, those that come later too", async () => {
    const ending = new AbortController();
    const wait = new SignalledWait(0, ending.signal);
    const pending = wait.wait(1);
    ending.abort(new LockstepError("generation-ended", "generation 2 (worker-1 left)"));
    await expect(pending).rejects.toMatchObject({ code: "generation-ended", message: "generation 2 (worker-1 left)" });
    await expect(wait.wait(1)).rejects.toMatchObject({ code: "generation-ended" });
    await expect(wait.wait(0)).rejects.toMatchObject({ code: "generation-ended" });
  });
});
