import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { refusalOf } from "./http-access.ts";

const loopback = { loopback: true, hosts: [] };
const elsewhere = { loopback: false, hosts: [] };

describe("who may read the status", () => {
  it.each(["localhost", "localhost:8080", "127.0.0.1:8080", "[::1]:8080", "LOCALHOST"])("on loopback: %s", (host) => {
    expect(refusalOf({ host }, loopback)).toBeNull();
    expect(refusalOf({ host }, elsewhere)).toBeNull();
  });

  it.each([
    "attacker.example",
    "attacker.example:80",
    "10.1.2.3",
    "coordinator",
    "localhost.attacker.example",
    "localhost:8080:1",
    "a@localhost",
    "",
    "[::1",
  ])("not on loopback: %j", (host) => {
    expect(refusalOf({ host }, loopback)).toContain("--http-hosts");
  });

  it("a request without a host is refused", () => {
    expect(refusalOf({}, loopback)).not.toBeNull();
    expect(refusalOf({}, elsewhere)).not.toBeNull();
  });

  it.each([
    "10.1.2.3:8080",
    "[fd00::1]:8080",
    "coordinator",
    "lockstep-coordinator:80",
    "coordinator.training.svc:80",
    "coordinator.training.svc.cluster.local",
    "node.internal",
    hostname(),
  ])("elsewhere, names that no stranger can have: %s", (host) => {
    expect(refusalOf({ host }, elsewhere)).toBeNull();
    expect(refusalOf({ host, origin: `http://${host}` }, elsewhere)).toBeNull();
  });

  it.each(["attacker.example", "attacker.example:8080", "svc.attacker.example", "10.1.2.3.attacker.example"])(
    "elsewhere, not %s",
    (host) => {
      expect(refusalOf({ host }, elsewhere)).toContain("--http-hosts");
      // what a rebound page would send
      expect(refusalOf({ host, origin: `http://${host}` }, elsewhere)).toContain("--http-hosts");
    },
  );

  it("names that were configured, as a host and as a page's origin", () => {
    const access = { loopback: false, hosts: ["training.example.com"] };
    expect(refusalOf({ host: "Training.example.com:443" }, access)).toBeNull();
    expect(refusalOf({ host: "10.1.2.3:80", origin: "https://training.example.com" }, access)).toBeNull();
    expect(refusalOf({ host: "other.example.com" }, access)).not.toBeNull();
    expect(refusalOf({ host: "training.example.com" }, { loopback: true, hosts: ["training.example.com"] })).toBeNull();
  });

  it.each(["http://attacker.example", "https://attacker.example", "null", "http://localhost.attacker.example", "file://", ""])(
    "no page of %j",
    (origin) => {
      expect(refusalOf({ host: "localhost:8080", origin }, loopback)).toContain("only pages of its own");
      expect(refusalOf({ host: "10.1.2.3:8080", origin }, elsewhere)).toContain("only pages of its own");
    },
  );

  it("on loopback, pages of this machine's other ports; elsewhere not", () => {
    expect(refusalOf({ host: "127.0.0.1:8080", origin: "http://localhost:5173" }, loopback)).toBeNull();
    expect(refusalOf({ host: "10.1.2.3:8080", origin: "http://localhost:5173" }, elsewhere)).not.toBeNull();
  });
});
