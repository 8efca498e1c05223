import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { classificationReport, diffStatus } from "@lockstep/core";
import type { RunStatus } from "@lockstep/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import { formatRunConfig } from "../configuration/run-config.ts";
import { runStatus, summary } from "../status/run-status.test.fixture.ts";
import { status } from "./status.ts";

let scratch = "";
beforeEach(async () => (scratch = await mkdtemp(path.join(tmpdir(), "lockstep status "))));
const closers: (() => Promise<void> | void)[] = [() => rm(scratch, { recursive: true, force: true })];
afterEach(async () => {
  for (const close of closers.splice(1).toReversed()) await close();
  await closers[0]?.();
});

/** What a coordinator would answer; each connection of the feed is told by `tell`. */
async function serve(
  body: unknown,
  tell: (socket: WebSocket, connection: number) => void = () => {},
  code = 200,
  port = 0,
): Promise<Server> {
  const server = createServer((request, response) => {
    response.writeHead(request.url === "/status" ? code : 404);
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  const sockets = new WebSocketServer({ server, path: "/feed" });
  let connections = 0;
  sockets.on("connection", (socket) => tell(socket, (connections += 1)));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  closers.push(async () => {
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return server;
}

const hostPort = (server: Server): string => `127.0.0.1:${(server.address() as AddressInfo).port}`;
const urlOf = (server: Server): string => `http://${hostPort(server)}`;

async function makeRunFolder(runId = "run-1", epochs = 4): Promise<string> {
  const folder = path.join(scratch, "the run");
  await mkdir(path.join(folder, "coordinator"), { recursive: true });
  const settings = {
    recipe: "mnist-mlp-128",
    overrides: {},
    seed: 1,
    shards: 4,
    batchSize: 64,
    epochs,
    parameterServers: 1,
    minWorkers: 1,
    snapshotEverySteps: 16,
    optimizer: { name: "adam", learningRate: 0.001 },
    data: null,
    backend: "auto",
    allowMixedBackends: false,
    nonFinite: "stop",
  } as const;
  await writeFile(path.join(folder, "config.yaml"), formatRunConfig({ runId, recipeHash: "0".repeat(64), workers: 2, settings }));
  return folder;
}

const announce = (folder: string, address: string, runId = "run-1"): Promise<void> =>
  writeFile(path.join(folder, "coordinator", "http.json"), JSON.stringify({ runId, instance: "i", pid: 1, address }));

async function ask(target: string, flags: { readonly json?: boolean; readonly follow?: boolean } = {}): Promise<string> {
  let text = "";
  expect(await status(target, flags, { write: (piece) => (text += piece) })).toBe(0);
  return text;
}

/** A port that nobody listens on. */
async function deadAddress(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = hostPort(server);
  await new Promise((resolve) => server.close(resolve));
  return address;
}

const snapshot = (seq: number, of: RunStatus): string => JSON.stringify({ type: "snapshot", protocol: 1, seq, status: of });
const delta = (seq: number, from: RunStatus, to: RunStatus): string => JSON.stringify({ type: "delta", seq, patch: diffStatus(from, to) });
const finished = runStatus({ state: "finished", summary });
const stored = { ...summary, best: null, testReport: classificationReport([9, 1, 0, 10]) };

describe("lockstep status", () => {
  it("asks a URL", async () => {
    const server = await serve(runStatus());
    for (const url of [urlOf(server), `${urlOf(server)}/`, `${urlOf(server)}/status`]) {
      expect(await ask(url)).toMatch(/^run run-1 {2}mnist-mlp-128 {2}training/);
    }
    expect(JSON.parse(await ask(urlOf(server), { json: true }))).toEqual(runStatus());
  });

  it("finds a run's page from its folder", async () => {
    const folder = await makeRunFolder();
    const server = await serve(runStatus());
    await announce(folder, hostPort(server));
    expect(await ask(folder)).toMatch(/^run run-1/);
    await announce(folder, hostPort(server).replace("127.0.0.1", "0.0.0.0"));
    expect(await ask(folder)).toMatch(/^run run-1/);
  });

  it("tells the end of a finished run, also where a killed coordinator left its address behind", async () => {
    const folder = await makeRunFolder();
    await writeFile(path.join(folder, "summary.json"), JSON.stringify(stored));
    expect(await ask(folder)).toMatch(/test accuracy {3}95\.00 %[^]*weightsHash {5}abab/);
    expect(JSON.parse(await ask(folder, { json: true }))).toEqual({
      runId: "run-1",
      recipe: "mnist-mlp-128",
      state: "finished",
      summary: stored,
    });
    expect(await ask(folder, { follow: true })).toContain("finished");
    await writeFile(path.join(folder, "summary.json"), JSON.stringify({ ...stored, testReport: classificationReport([]) }));
    expect(await ask(folder)).not.toContain("accuracy");
    await announce(folder, await deadAddress());
    expect(await ask(folder)).toContain("finished");
    // the port belongs to another run by now
    await announce(folder, hostPort(await serve(runStatus({ runId: "another" }))));
    expect(await ask(folder)).toContain("finished");
  });

  it("asks a run that goes on, though it has a result from before", async () => {
    const folder = await makeRunFolder("run-1", 8);
    await writeFile(path.join(folder, "summary.json"), JSON.stringify(stored));
    await expect(ask(folder)).rejects.toMatchObject({ code: "configuration" });
    await announce(folder, hostPort(await serve(runStatus())));
    expect(await ask(folder)).toMatch(/^run run-1/);
  });

  it("has nothing to ask: exit code 10 and why", async () => {
    const folder = await makeRunFolder();
    const refuses = (target: string, message: RegExp): Promise<void> =>
      expect(status(target, {}, { write() {} })).rejects.toMatchObject({
        code: "configuration",
        message: expect.stringMatching(message) as string,
      });
    await refuses(folder, /not running, or serves no status page/);
    await refuses(path.join(scratch, "nothing"), /holds no run/);
    await writeFile(path.join(folder, "coordinator", "http.json"), "{");
    await refuses(folder, /not running, or serves no status page/);
    await announce(folder, await deadAddress());
    await refuses(
      folder,
      /: nobody answers at .*ECONNREFUSED.*; its coordinator was there last: it has ended, hangs, or is being started again$/,
    );
    await announce(folder, hostPort(await serve(runStatus({ runId: "another" }))));
    await refuses(folder, /: another run is served at .* now; its coordinator was there last/);
    await announce(folder, hostPort(await serve(runStatus())), "another");
    await refuses(folder, /not running/);
    await refuses(`http://${await deadAddress()}`, /nobody answers at/);
    await refuses(urlOf(await serve("<html>")), /no JSON/);
    await refuses(urlOf(await serve({ hello: 1 })), /not the status of a run/);
    await refuses(urlOf(await serve("go away\n", undefined, 403)), /answers 403: go away/);
    await expect(status("http://", {}, { write() {} })).rejects.toMatchObject({ code: "usage" });
    await expect(status(`http://${await deadAddress()}`, { follow: true }, { write() {} })).rejects.toMatchObject({
      code: "configuration",
    });
  });

  it("follows a run to its end, and asks again for what it missed", async () => {
    const second = runStatus({ generation: 3, reason: "worker-1 left" });
    const third = runStatus({ generation: 4, reason: "worker-2 joined" });
    const heard: string[] = [];
    const server = await serve(runStatus(), (socket) => {
      socket.send(snapshot(5, runStatus()));
      socket.send(delta(6, runStatus(), second));
      // 7 is missing
      socket.send(delta(8, second, finished));
      socket.once("message", (data) => {
        heard.push((data as Buffer).toString());
        socket.send(snapshot(9, third));
        socket.send(delta(10, third, finished));
      });
    });
    const lines = (await ask(urlOf(server), { follow: true, json: true })).trimEnd().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as RunStatus).generation)).toEqual([2, 3, 4, 2]);
    expect(JSON.parse(lines.at(-1) ?? "")).toEqual(finished);
    expect(heard).toEqual(['{"type":"resync"}']);
  });

  it("looks for a coordinator that went away while it was followed", async () => {
    const folder = await makeRunFolder();
    const first = await serve(runStatus(), (socket, connection) => {
      if (connection > 1) return socket.terminate();
      socket.send(snapshot(1, runStatus()));
      setTimeout(() => socket.close(1001), 50);
    });
    await announce(folder, hostPort(first));
    const following = ask(folder, { follow: true });
    setTimeout(() => {
      void (async () => {
        const second = await serve(runStatus(), (socket) => socket.send(snapshot(1, finished)));
        await announce(folder, hostPort(second));
      })();
    }, 800);
    const text = await following;
    expect(text).toContain("the connection to the coordinator is lost");
    expect(text).toContain("ledgerOk: true");
  });
});
