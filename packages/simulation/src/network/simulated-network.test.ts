import { describe, expect, it } from "vitest";
import { connectedMs, handlersOf, numbersOf, play, seeds } from "./played-network.test.fixture.ts";
import type { Story } from "./played-network.test.fixture.ts";

const one = (number: number): Uint8Array => Uint8Array.of(number);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe("a stream of the simulated network", () => {
  it("carries what either end sends, in order, with latencies that differ, the same for the same seed", async () => {
    const traces = new Set<number>();
    for (const seed of [...seeds(10), 1]) {
      const { world, atClient, atServer } = await play(seed, 60_000, ({ clientEnd, serverEnd, client, server, at }) => {
        for (const number of upTo(50)) {
          at(number, () => client.run(() => clientEnd.send(one(number))));
          at(connectedMs + number, () => server.run(() => serverEnd().send(() => one(number))));
        }
      });
      expect(numbersOf(atServer)).toEqual(upTo(50));
      expect(numbersOf(atClient)).toEqual(upTo(50));
      expect(atClient[0]).toBe("opened");
      traces.add(world.trace);
    }
    expect(traces.size).toBe(10);
  });

  it("reads memory when it writes, so what was queued may carry what came to be there later", async () => {
    let changed = 0;
    for (const seed of seeds(20)) {
      const memory = one(0);
      const sentAt: number[] = [];
      const { atClient } = await play(seed, 60_000, ({ world, server, serverEnd, at }) => {
        for (const number of upTo(200)) at(connectedMs + number, () => (memory[0] = number));
        for (const number of upTo(10)) {
          at(connectedMs + 5 + number * 10, () =>
            server.run(() => {
              sentAt.push(world.nowMs - connectedMs);
              serverEnd().send(() => memory.slice());
            }),
          );
        }
      });
      const came = numbersOf(atClient);
      expect(came).toHaveLength(10);
      came.forEach((number, index) => expect(number).toBeGreaterThanOrEqual(sentAt[index] ?? 0));
      changed += came.filter((number, index) => number > (sentAt[index] ?? 0)).length;
    }
    expect(changed).toBeGreaterThan(20);
  });

  it.each(["paused reader", "cut"] as const)("leaves bytes in memory while nobody reads them: %s", async (why) => {
    let afterwards = 0;
    for (const seed of seeds(20)) {
      const memory = one(0);
      const { atClient } = await play(seed, 120_000, ({ network, client, server, serverEnd, at }) => {
        let heal = (): void => {};
        at(connectedMs, () => {
          if (why === "cut") heal = network.cut({ from: "server", to: "client", plane: "all" });
          else client.pause();
          server.run(() => {
            for (const _ of upTo(100)) serverEnd().send(() => memory.slice());
          });
        });
        at(connectedMs + 10_000, () => {
          memory[0] = 1;
          if (why === "cut") heal();
          else client.resume();
        });
      });
      const came = numbersOf(atClient);
      expect(came).toHaveLength(100);
      expect(came).toEqual(came.toSorted((a, b) => a - b));
      afterwards += came.at(-1) === 1 ? 1 : 0;
    }
    expect(afterwards).toBeGreaterThanOrEqual(15);
  });

  it("writes nothing of a process that stands still", async () => {
    for (const seed of seeds(20)) {
      const memory = one(0);
      const { atClient } = await play(seed, 60_000, ({ server, serverEnd, at }) => {
        at(connectedMs, () => {
          server.run(() => serverEnd().send(() => memory.slice()));
          server.pause();
        });
        at(connectedMs + 5000, () => {
          memory[0] = 1;
          server.resume();
        });
      });
      expect(numbersOf(atClient)).toEqual([1]);
    }
  });

  it("says when it takes no more, and once it has written everything that it takes more again", async () => {
    const limits = new Set<number>();
    for (const seed of seeds(40)) {
      let took = 0;
      const { atServer } = await play(seed, 60_000, ({ server, serverEnd, at }) => {
        at(connectedMs, () =>
          server.run(() => {
            const end = serverEnd();
            while (end.send(() => one(took))) took += 1;
          }),
        );
      });
      expect(atServer.filter((entry) => entry === "drained")).toHaveLength(1);
      limits.add(took + 1);
    }
    expect([...limits].toSorted((a, b) => a - b)).toEqual([1, 2, 4, 16]);
  });

  it("hangs up at once or after what was sent, and tells the other end", async () => {
    for (const seed of seeds(10)) {
      const flushed = await play(seed, 60_000, ({ server, serverEnd, at }) => {
        at(connectedMs, () =>
          server.run(() => {
            for (const number of upTo(20)) serverEnd().send(() => one(number));
            serverEnd().end();
          }),
        );
      });
      expect(flushed.atClient).toEqual(["opened", ...upTo(20), "peer-lost"]);
      const taken = await play(seed, 60_000, ({ server, serverEnd, at }) => {
        at(connectedMs, () =>
          server.run(() => {
            for (const number of upTo(20)) serverEnd().send(() => one(number));
            serverEnd().cancel();
          }),
        );
      });
      expect(taken.atClient).toEqual(["opened", "peer-lost"]);
      const cancelled = await play(seed, 60_000, ({ server, serverEnd, client, clientEnd, at }) => {
        at(connectedMs, () => {
          server.run(() => {
            for (const number of upTo(20)) serverEnd().send(() => one(number));
          });
          client.run(() => clientEnd.cancel());
        });
      });
      expect(cancelled.atClient).toEqual(["opened"]);
      expect(cancelled.atServer.filter((entry) => entry !== "drained")).toEqual(["accepted", "peer-lost"]);
    }
  });
});

describe("a dial of the simulated network", () => {
  it("comes to nothing if it was taken back before the other end saw it", async () => {
    const { atClient, atServer } = await play(1, 20_000, ({ client, server, clientEnd, at }) => {
      server.pause();
      at(connectedMs, () => client.run(() => clientEnd.cancel()));
      at(2 * connectedMs, () => server.resume());
    });
    expect([...atClient, ...atServer]).toEqual([]);
  });
});

describe("a cut of the simulated network", () => {
  it("stops one direction or both, and what it held up comes after it has healed", async () => {
    for (const seed of seeds(20)) {
      const before: number[] = [];
      const { atClient, atServer } = await play(seed, 60_000, ({ network, client, server, clientEnd, serverEnd, at, ...stories }) => {
        let heal = (): void => {};
        at(connectedMs, () => {
          heal = network.cut({ from: "client", to: "server", plane: "all" });
          client.run(() => upTo(5).forEach((number) => clientEnd.send(one(number))));
          server.run(() => upTo(5).forEach((number) => serverEnd().send(one(number))));
        });
        at(connectedMs + 6000, () => {
          before.push(numbersOf(stories.atServer).length, numbersOf(stories.atClient).length);
          heal();
        });
      });
      expect(before).toEqual([0, 5]);
      expect(numbersOf(atServer)).toEqual(upTo(5));
      expect(numbersOf(atClient)).toEqual(upTo(5));
    }
  });

  it("may leave the control plane alone, or shut one process off from everybody", async () => {
    const session: Story = [];
    const own: Story = [];
    const { atServer } = await play(1, 60_000, ({ network, client, server, clientEnd, at }) => {
      network.listen(server, "server:1", "session", () => handlersOf(session));
      network.listen(client, "client:1", "session", () => handlersOf(own));
      const control = network.dial(client, "server:1", "session", handlersOf([]));
      const toItself = network.dial(client, "client:1", "session", handlersOf([]));
      at(connectedMs, () => {
        network.cut({ from: "client", to: "server", plane: "data" });
        client.run(() => clientEnd.send(one(1)));
        client.run(() => control.send(one(1)));
      });
      at(2 * connectedMs, () => {
        network.cut({ from: null, to: "server", plane: "all" });
        network.cut({ from: null, to: "client", plane: "all" });
        client.run(() => control.send(one(2)));
        client.run(() => toItself.send(one(3)));
      });
    });
    expect(numbersOf(atServer)).toEqual([]);
    expect(session).toEqual([1]);
    expect(own).toEqual([3]);
  });

  it.each([
    ["client", "server"],
    ["server", "client"],
  ])("holds up a dial, %s to %s, until it has healed", async (from, to) => {
    for (const seed of seeds(10)) {
      const { atClient } = await play(seed, 60_000, ({ network, atClient, atServer, at }) => {
        const heal = network.cut({ from, to, plane: "all" });
        at(10_000, () => {
          expect([...atClient, ...atServer]).toEqual([]);
          heal();
        });
      });
      expect(atClient).toEqual(["opened"]);
    }
  });
});

describe("the end of a process on the simulated network", () => {
  it("is told to the other end nine times in ten; else a send tells it, or nothing does", async () => {
    const ends = { told: 0, toldBySending: 0, never: 0 };
    for (const seed of seeds(400)) {
      const { atClient } = await play(seed, 60_000, ({ server, client, clientEnd, atClient, at }) => {
        at(connectedMs, () => server.die());
        at(connectedMs + 1000, () => {
          if (atClient.includes("peer-lost")) ends.told += 1;
          else client.run(() => clientEnd.send(one(1)));
        });
      });
      expect(atClient.filter((entry) => entry === "peer-lost").length).toBeLessThanOrEqual(1);
      if (!atClient.includes("peer-lost")) ends.never += 1;
    }
    ends.toldBySending = 400 - ends.told - ends.never;
    expect(ends.told).toBeGreaterThan(330);
    expect(ends.toldBySending).toBeGreaterThan(5);
    expect(ends.never).toBeGreaterThan(5);
  });

  it("lets nothing out any more, except what it had written, and nothing in", async () => {
    const ends = { overtaken: 0, told: 0 };
    for (const seed of seeds(40)) {
      const { atClient, atServer } = await play(seed, 60_000, ({ server, client, clientEnd, serverEnd, at }) => {
        at(connectedMs, () => {
          server.run(() => serverEnd().send(one(1)));
          server.run(() => upTo(50).forEach(() => serverEnd().send(() => one(99))));
          server.die();
          client.run(() => clientEnd.send(one(7)));
        });
      });
      expect(atServer).toEqual(["accepted"]);
      expect(atClient).not.toContain(99);
      ends.overtaken += atClient.includes(1) ? 0 : 1;
      ends.told += atClient.at(-1) === "peer-lost" ? 1 : 0;
    }
    expect(ends.overtaken).toBeGreaterThan(5);
    expect(ends.overtaken).toBeLessThan(35);
    expect(ends.told).toBeGreaterThan(30);
  });

  it("leaves an address where nobody answers, until another process takes it", async () => {
    let refused = 0;
    for (const seed of seeds(50)) {
      const first: Story = [];
      const second: Story = [];
      await play(seed, 60_000, ({ network, world, server, client, at }) => {
        at(connectedMs, () => {
          server.die();
          network.dial(client, "server:1", "exchange", handlersOf(first));
        });
        at(2 * connectedMs, () => {
          network.listen(world.process("server"), "server:1", "exchange", () => handlersOf([]));
          network.dial(client, "server:1", "exchange", handlersOf(second));
        });
      });
      expect(first).toEqual(first.length === 0 ? [] : ["unavailable"]);
      refused += first.length;
      expect(second).toEqual(["opened"]);
    }
    expect(refused).toBeGreaterThan(35);
    expect(refused).toBeLessThan(50);
  });
});

describe("a reset of the simulated network", () => {
  it("reaches each end, or leaves one that believes in the stream", async () => {
    const stories = { both: 0, one: 0 };
    for (const seed of seeds(200)) {
      const { atClient, atServer } = await play(seed, 60_000, ({ network, server, serverEnd, at }) => {
        at(connectedMs, () => {
          server.run(() => upTo(5).forEach((number) => serverEnd().send(one(number))));
          network.reset("server", "client");
        });
      });
      expect(numbersOf(atClient)).toEqual([]);
      const lost = [atClient, atServer].filter((story) => story.includes("peer-lost")).length;
      if (lost === 2) stories.both += 1;
      if (lost === 1) stories.one += 1;
    }
    expect(stories.both).toBeGreaterThan(160);
    expect(stories.one).toBeGreaterThan(5);
  });

  it("touches no stream between others", async () => {
    const { atClient } = await play(1, 10_000, ({ network, at }) => at(connectedMs, () => network.reset("server", "somebody")));
    expect(atClient).toEqual(["opened"]);
  });
});
