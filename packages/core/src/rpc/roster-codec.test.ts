import { describe, expect, it } from "vitest";
import * as proto from "../../generated/messages.js";
import type { Roster } from "../membership/roster.ts";
import { decodeRoster, encodeRoster } from "./roster-codec.ts";

const roster: Roster = {
  generation: 7,
  coordinator: "instance",
  start: 40,
  ranks: [
    { name: "worker-0", address: "10.0.0.1:4000", shards: [0, 1] },
    { name: "worker-1", address: "[::1]:65535", shards: [2] },
    { name: "worker-2", address: "host.example:1", shards: [] },
  ],
  slices: [
    { start: 0, end: 1024, range: 0, owner: 0 },
    { start: 1024, end: 2048, range: 0, owner: 1 },
    { start: 2048, end: 3000, range: 1, owner: 2 },
    { start: 3000, end: 3000, range: 2, owner: 0 },
  ],
  servers: [
    { name: "parameter-server-0", address: "h:1", range: 0, start: 0, end: 2048 },
    { name: "parameter-server-1", address: "h:2", range: 1, start: 2048, end: 3000 },
    { name: "parameter-server-2", address: "h:3", range: 2, start: 3000, end: 3000 },
  ],
  layoutJson: "{}",
  backend: "wasm",
  backendVersion: "4.22.0",
  reason: "worker-2 joined",
};

type Message = proto.Roster.$Properties;

const overTheWire = (message: Message): Roster => decodeRoster(proto.Roster.decode(proto.Roster.encode(message).finish()));

describe("the roster codec", () => {
  it("brings a roster back as it was", () => {
    expect(overTheWire(encodeRoster(roster))).toEqual(roster);
  });

  const wrongs: readonly (readonly [string, (message: Message) => void, string])[] = [
    ["generation 0", (message) => (message.generation = 0), "Roster.generation"],
    ["no coordinator", (message) => (message.coordinator = ""), "Roster.coordinator"],
    ["no ranks", (message) => (message.ranks = []), "Roster.ranks"],
    ["no servers", (message) => (message.servers = []), "Roster.servers"],
    ["no layout", (message) => (message.layoutJson = ""), "Roster.layout_json"],
    ["no backend", (message) => (message.backend = ""), "Roster.backend"],
    ["a name with a slash", (message) => (first(message.ranks).name = "../x"), "Roster.ranks[0].name"],
    ["two processes of one name", (message) => (first(message.ranks).name = "worker-1"), "worker-1 twice"],
    ["an address without port", (message) => (first(message.ranks).address = "host"), "Roster.ranks[0].address"],
    ["port 0", (message) => (first(message.servers).address = "host:0"), "Roster.servers[0].address"],
    ["shards that do not ascend", (message) => (first(message.ranks).shards = [1, 0]), "Roster.ranks[0].shards"],
    ["a shard with two ranks", (message) => (first(message.ranks).shards = [0, 2]), "two ranks"],
    ["a shard with nobody", (message) => (first(message.ranks).shards = [0, 3]), "shard 1 to nobody"],
    ["a shard number beyond the limit", (message) => (first(message.ranks).shards = [0, 65_536]), "Roster.ranks[0].shards"],
    ["a gap between ranges", (message) => (first(message.servers).end = 2047), "Roster.servers[1]"],
    ["overlapping slices", (message) => (first(message.slices).end = 1025), "Roster.slices[1]"],
    ["slices that stop early", (message) => message.slices?.splice(2), "Roster.slices"],
    ["a slice outside its range", (message) => (first(message.slices).range = 1), "Roster.slices[0]"],
    ["a slice of no range", (message) => (first(message.slices).range = 9), "Roster.slices[0]"],
    ["a slice of no rank", (message) => (first(message.slices).owner = 3), "Roster.slices[0].owner"],
    ["a range without a slice", (message) => message.slices?.pop(), "range 2"],
  ];

  it.each(wrongs)("refuses %s", (_, spoil, field) => {
    const message = encodeRoster(structuredClone(roster));
    spoil(message);
    expect(() => overTheWire(message)).toThrowError(
      expect.objectContaining({ code: "protocol", message: expect.stringContaining(field) as string }),
    );
  });
});

function first<Item>(items: readonly Item[] | null | undefined): Item {
  const item = items?.[0];
  if (item === undefined) throw new Error("empty list");
  return item;
}
