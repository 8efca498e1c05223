import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { silentLogger } from "@lockstep/core";
import { announceStatusAddress } from "./status-address.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "lockstep-status-address-"));
  mkdirSync(path.join(folder, "coordinator"));
  file = path.join(folder, "coordinator/http.json");
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

const told = (instance: string): { runId: string; instance: string; address: string } => ({
  runId: "run",
  instance,
  address: "127.0.0.1:1",
});
const written = (): unknown => JSON.parse(readFileSync(file, "utf8"));

describe("the address of the status", () => {
  it("is told as long as the process lives, and left alone where a newer one has told its own", async () => {
    const first = await announceStatusAddress(folder, told("a"), silentLogger);
    expect(written()).toEqual({ ...told("a"), pid: process.pid });
    const second = await announceStatusAddress(folder, told("b"), silentLogger);
    await first();
    expect(written()).toMatchObject(told("b"));
    await second();
    expect(readdirSync(path.join(folder, "coordinator"))).toEqual([]);
  });

  it("is told later where the disk does not take it at first", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const said: object[] = [];
    const hear = (fields: object): void => void said.push(fields);
    mkdirSync(file);
    const end = await announceStatusAddress(folder, told("a"), { ...silentLogger, warn: hear, debug: hear });
    expect(said).toEqual([{ alarm: "status address" }]);
    rmSync(file, { recursive: true });
    await vi.advanceTimersByTimeAsync(5_000);
    vi.useRealTimers();
    await expect.poll(() => said).toEqual([{ alarm: "status address" }, { alarmOver: "status address" }]);
    expect(written()).toMatchObject(told("a"));
    await end();
    expect(readdirSync(path.join(folder, "coordinator"))).toEqual([]);
  });
});
