import { request } from "node:http";
import { connect } from "node:net";
import { silentLogger } from "@lockstep/core";
import type { RunStatus } from "@lockstep/core";
import { afterEach, describe, expect, it } from "vitest";
import { HttpStatus } from "./http-status.ts";

const status = {
  runId: "run",
  recipe: "recipe",
  state: "training",
  progress: {},
  workers: {},
  parameterServers: {},
  epochs: {},
} as unknown as RunStatus;
const servers: HttpStatus[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function listen(host = "127.0.0.1", port = 0, hosts: readonly string[] = []): Promise<HttpStatus> {
  const sources = { status: () => status, logger: silentLogger, now: () => performance.now() };
  const server = await HttpStatus.listen({ host, port, hosts }, sources);
  servers.push(server);
  return server;
}

function get(address: string, path: string, headers: Record<string, string> = {}, method = "GET"): Promise<{ code: number; body: string }> {
  const [host = "", port = ""] = address.split(":");
  return new Promise((resolve, reject) => {
    const call = request({ host, port: Number(port), path, headers, method }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => (body += text));
      response.on("end", () => resolve({ code: response.statusCode ?? 0, body }));
    });
    call.on("error", reject).end();
  });
}

describe("HttpStatus", () => {
  it("serves the state and its own health, and nothing else", async () => {
    const { address } = await listen();
    expect(await get(address, "/status")).toEqual({ code: 200, body: `${JSON.stringify(status)}\n` });
    expect(await get(address, "/status?x=1")).toMatchObject({ code: 200 });
    expect(await get(address, "/healthz")).toEqual({ code: 200, body: "ok\n" });
    expect(await get(address, "/")).toMatchObject({ code: 200, body: expect.stringContaining("/status, /feed") as string });
    expect((await get(address, "/metrics")).body).toContain('\nlockstep_run_state{state="training"} 1\n');
    expect(await get(address, "/../etc/passwd")).toMatchObject({ code: 404 });
    expect(await get(address, "/status", {}, "POST")).toMatchObject({ code: 405 });
  });

  it("refuses other names and other sites' pages on loopback", async () => {
    const { address } = await listen();
    expect(await get(address, "/status", { host: "attacker.example:80" })).toMatchObject({ code: 403 });
    expect(await get(address, "/status", { origin: "https://attacker.example" })).toMatchObject({ code: 403 });
    expect(await get(address, "/status", { origin: "null" })).toMatchObject({ code: 403 });
    expect(await get(address, "/status", { origin: "http://localhost:5173" })).toMatchObject({ code: 200 });
  });

  it("lets private and configured names reach it elsewhere, but only its own pages", async () => {
    const server = await listen("0.0.0.0", 0, ["Training.example.com"]);
    const address = server.address.replace("0.0.0.0", "127.0.0.1");
    expect(await get(address, "/status", { host: "coordinator.cluster.local:80" })).toMatchObject({ code: 200 });
    expect(
      await get(address, "/status", { host: "coordinator.cluster.local:80", origin: "http://coordinator.cluster.local:80" }),
    ).toMatchObject({
      code: 200,
    });
    expect(await get(address, "/status", { host: "coordinator.cluster.local:80", origin: "http://attacker.example" })).toMatchObject({
      code: 403,
    });
    expect(await get(address, "/status", { host: "attacker.example:80" })).toMatchObject({ code: 403 });
    expect(await get(address, "/status", { host: "training.example.com", origin: "https://training.example.com" })).toMatchObject({
      code: 200,
    });
  });

  it("says that a port is in use", async () => {
    const { address } = await listen();
    await expect(listen("127.0.0.1", Number(address.split(":")[1]))).rejects.toMatchObject({
      code: "configuration",
      message: expect.stringContaining("in use") as string,
    });
  });

  it("closes at once although a watcher does not read", async () => {
    const server = await listen();
    const socket = connect(Number(server.address.split(":")[1]), "127.0.0.1");
    await new Promise((resolve) => socket.once("connect", resolve));
    socket.write("GET /status HTTP/1.1\r\nHost: localhost\r\n");
    socket.on("error", () => {});
    const beganMs = performance.now();
    await server.close();
    expect(performance.now() - beganMs).toBeLessThan(1000);
    socket.destroy();
  });
});
