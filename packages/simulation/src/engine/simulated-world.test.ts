import { describe, expect, it } from "vitest";
import { SimulatedWorld } from "./simulated-world.ts";

/** A little of everything: timers, promises, a pause; what happened, in order. */
async function story(seed: number): Promise<{ readonly lines: string[]; readonly trace: number }> {
  const lines: string[] = [];
  const world = new SimulatedWorld({ seed, onLine: (line) => lines.push(line) });
  const a = world.process("a");
  const b = world.process("b");
  a.clock.every(100, () => world.tell(`a ticks, ${world.random.int(1, 1000)}`));
  b.clock.after(50, () => void Promise.resolve().then(() => world.tell("b was promised")));
  world.after(120, () => a.pause());
  world.after(1000, () => a.resume());
  world.after(1300, () => a.die());
  await world.run(5000);
  return { lines, trace: world.trace };
}

describe("a simulated world", () => {
  it("tells the same story for the same seed, another one for another", async () => {
    const once = await story(7);
    expect(once.lines.length).toBeGreaterThan(3);
    expect(await story(7)).toEqual(once);
    expect((await story(8)).lines).not.toEqual(once.lines);
  });

  it("settles all promises of an event before the next one, even at the same time", async () => {
    const order: string[] = [];
    const world = new SimulatedWorld({ seed: 1 });
    const process = world.process("a");
    for (const name of ["first", "second"]) {
      world.after(10, () =>
        process.run(() => {
          void (async () => {
            order.push(name);
            for (let i = 0; i < 20; i++) await Promise.resolve();
            order.push(`${name} settled`);
          })();
        }),
      );
    }
    await world.run(100);
    expect(order).toEqual(["first", "first settled", "second", "second settled"]);
  });

  it("keeps what comes for a paused process, in order, and joins the ticks it missed into one", async () => {
    const seen: string[] = [];
    const world = new SimulatedWorld({ seed: 3 });
    const process = world.process("a");
    process.clock.every(100, () => seen.push(`tick ${world.nowMs}`));
    world.after(150, () => process.pause());
    for (const at of [200, 300, 400]) world.after(at, () => process.run(() => seen.push(`message ${at}`)));
    world.after(1000, () => process.resume());
    await world.run(1150);
    expect(seen.filter((line) => line.startsWith("message"))).toEqual(["message 200", "message 300", "message 400"]);
    expect(seen.filter((line) => line.startsWith("tick"))).toEqual(["tick 100", "tick 1000", "tick 1100"]);
  });

  it("runs nothing of a dead process, and tells those who asked", async () => {
    const seen: string[] = [];
    const world = new SimulatedWorld({ seed: 3 });
    const process = world.process("a");
    process.onDeath(() => seen.push("dead"));
    process.clock.after(100, () => seen.push("timer"));
    world.after(50, () => process.die());
    world.after(60, () => process.run(() => seen.push("message")));
    await world.run(1000);
    expect(seen).toEqual(["dead"]);
  });

  it("hands errors and unhandled rejections to whoever judges them, with the process they come from", async () => {
    const crashes: string[] = [];
    const world = new SimulatedWorld({
      seed: 3,
      onCrash: (process, error) => crashes.push(`${process.name}: ${(error as Error).message}`),
    });
    const [a, b] = [world.process("a"), world.process("b")];
    a.clock.after(10, () => {
      throw new Error("thrown");
    });
    b.clock.after(20, () => void Promise.reject(new Error("rejected")));
    await world.run(100);
    expect(crashes).toEqual(["a: thrown", "b: rejected"]);
  });
});
