import { connect, createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ProcessLinks } from "./process-links.ts";

// worker-0 dials worker-1, which answers each letter with the same in upper case.
let links: ProcessLinks;
let server: Server;
let dialled: Socket;
let heard = "";

beforeEach(async () => {
  links = await ProcessLinks.open(["worker-0", "worker-1"]);
  server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (data) => socket.write(data.toString().toUpperCase()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const target = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  links.locate("worker-0", "127.0.0.1:1");
  links.locate("worker-1", target);
  const [host = "", port] = (links.environmentOf("worker-0")["LOCKSTEP_FAULT_PROXY"] ?? "").split(":");
  dialled = connect({ host, port: Number(port) });
  dialled.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
  await new Promise((resolve) => dialled.once("data", resolve));
  heard = "";
  dialled.on("data", (data) => (heard += data.toString()));
});
afterEach(async () => {
  dialled.destroy();
  await links.close();
  await new Promise((resolve) => server.close(resolve));
});

/** What has been heard when there was time enough for an answer. */
async function afterAWhile(): Promise<string> {
  await sleep(50);
  return heard;
}

describe("ProcessLinks", () => {
  it.each([
    ["both ways", "worker-1", "worker-0", false],
    ["to the dialled", "worker-0", "worker-1", true],
    ["to the dialler", "worker-1", "worker-0", true],
  ])("holds back what is sent %s until it heals, and loses nothing", async (_name, from, to, oneWay) => {
    dialled.write("a");
    await expect.poll(() => heard).toBe("A");
    const heal = links.cut(from, to, oneWay);
    dialled.write("b");
    expect(await afterAWhile()).toBe("A");
    heal?.();
    await expect.poll(() => heard).toBe("AB");
  });

  it("holds back what one of two cuts still holds", async () => {
    const first = links.cut("worker-0", "worker-1", false);
    const second = links.cut("worker-0", "worker-1", true);
    first?.();
    dialled.write("a");
    expect(await afterAWhile()).toBe("");
    second?.();
    await expect.poll(() => heard).toBe("A");
  });

  it("does not cut off somebody of whom it is not known where", () => {
    expect(links.cut("worker-0", "worker-7", false)).toBeNull();
  });
});
