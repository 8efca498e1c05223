import { connect, createServer } from "node:net";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FaultNetwork } from "./fault-network.ts";

/** A process of a network: a server that keeps what it is told, and a way to dial others through its proxy. */
interface Node {
  readonly name: string;
  readonly address: string;
  readonly heard: string[];
  readonly accepted: Socket[];
  readonly dial: (other: Node) => Promise<Socket>;
}

let network: FaultNetwork;
const cleanups: (() => Promise<unknown> | void)[] = [];

async function nodeOf(name: string): Promise<Node> {
  const heard: string[] = [];
  const accepted: Socket[] = [];
  const listen = (socket: Socket): void => {
    cleanups.push(() => void socket.destroy());
    socket.on("error", () => {});
    socket.on("data", (bytes: Buffer) => heard.push(bytes.toString()));
  };
  const server = createServer((socket) => {
    accepted.push(socket);
    listen(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => new Promise((resolve) => server.close(resolve)));
  const address = `127.0.0.1:${(server.address() as { readonly port: number }).port}`;
  const [, proxyPort] = (await network.join(name)).split(":");
  network.locate(name, address);
  const dial = async (other: Node): Promise<Socket> => {
    const socket = connect(Number(proxyPort), "127.0.0.1");
    cleanups.push(() => void socket.destroy());
    socket.write(`CONNECT ${other.address} HTTP/1.1\r\nHost: ${other.address}\r\n\r\n`);
    await new Promise((resolve) => socket.once("data", resolve));
    listen(socket);
    return socket;
  };
  return { name, address, heard, accepted, dial };
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadlineMs = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > deadlineMs) throw new Error(`not within 10 s: ${what}`);
    await sleep(2);
  }
}

beforeEach(() => {
  network = new FaultNetwork(7);
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  await network.close();
});

describe("FaultNetwork", () => {
  it("cuts a direction on the connections of either dialler, and no other link", async () => {
    const [a, b, c] = [await nodeOf("a"), await nodeOf("b"), await nodeOf("c")];
    const [fromA, fromB, fromC] = [await a.dial(b), await b.dial(a), await c.dial(b)];
    await until(() => a.accepted.length === 1 && b.accepted.length === 2, "all connections");
    const answer = (node: Node, text: string): void => node.accepted.forEach((socket) => socket.write(text));
    network.cut("a", "b", "a-to-b");
    fromA.write("dialled by a");
    answer(a, "answered by a");
    fromC.write("c");
    fromB.write("dialled by b");
    answer(b, "answered by b");
    await until(() => a.heard.length === 2, "what b says");
    await until(() => b.heard.length === 1, "what c says");
    await sleep(30);
    expect(a.heard.toSorted()).toEqual(["answered by b", "dialled by b"]);
    expect(b.heard).toEqual(["c"]);
    network.heal();
    await until(() => b.heard.length === 3, "what a said");
    expect(b.heard.toSorted()).toEqual(["answered by a", "c", "dialled by a"]);
  });

  it("keeps a cut when a process comes back under another address, and lets its old one go", async () => {
    const [a, b] = [await nodeOf("a"), await nodeOf("b")];
    network.cut("a", "b");
    const again = await nodeOf("b");
    let dialled = 0;
    for (const target of [b, again]) void a.dial(target).then(() => (dialled += 1));
    await until(() => dialled === 1, "the old address");
    await sleep(30);
    expect([dialled, b.accepted.length, again.accepted.length]).toEqual([1, 1, 0]);
    network.setFaults("a", "b", {});
    network.setFaults("b", "a", {});
    await until(() => dialled === 2, "the new address");
  });

  it("resets the connections of a pair", async () => {
    const [a, b] = [await nodeOf("a"), await nodeOf("b")];
    const sockets = [await a.dial(b), await b.dial(a)];
    expect(network.reset("a", "b")).toBe(2);
    await until(() => sockets.every((socket) => socket.destroyed), "the resets");
    expect(() => network.proxyOf("nobody")).toThrowError(expect.objectContaining({ code: "configuration" }));
  });
});
