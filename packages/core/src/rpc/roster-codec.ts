import type * as proto from "../../generated/messages.js";
import type { Roster, RosterRank, RosterServer } from "../membership/roster.ts";
import { maxShards } from "../reduce/canonical-tree.ts";
import type { Slice } from "../reduce/partition.ts";
import { boundedList, boundedText, hostAndPort, processName, wholeNumber, wrongField } from "./message-fields.ts";

const maxProcesses = 65_536;
const maxSlices = 1 << 20;

export function encodeRoster(roster: Roster): proto.Roster.$Properties {
  return {
    generation: roster.generation,
    coordinator: roster.coordinator,
    start: roster.start,
    ranks: roster.ranks.map(({ name, address, shards }) => ({ name, address, shards: [...shards] })),
    slices: roster.slices.map(({ start, end, range, owner }) => ({ start, end, range, owner })),
    servers: roster.servers.map(({ name, address, start, end }) => ({ name, address, start, end })),
    layoutJson: roster.layoutJson,
    backend: roster.backend,
    backendVersion: roster.backendVersion,
    reason: roster.reason,
  };
}

/**
 * Checks every field and that the parts fit together: the shards of the ranks are 0..V-1, each once; the servers' ranges and the
 * slices each cover 0..P without gap or overlap; every slice lies in its range and has an owner.
 * @throws LockstepError "protocol" naming the field
 */
export function decodeRoster(message: proto.Roster.$Properties): Roster {
  const ranks = boundedList(message.ranks, "Roster.ranks", 1, maxProcesses).map(decodeRank);
  const servers = boundedList(message.servers, "Roster.servers", 1, maxProcesses).map(decodeServer);
  const slices = boundedList(message.slices, "Roster.slices", 1, maxSlices).map(decodeSlice);
  checkNames([...ranks, ...servers]);
  checkShards(ranks);
  const length = checkContiguous(servers, "Roster.servers");
  checkSlices(slices, servers, ranks.length, length);
  return {
    generation: wholeNumber(message.generation, "Roster.generation", 1),
    coordinator: boundedText(message.coordinator, "Roster.coordinator", 1, 256),
    start: wholeNumber(message.start, "Roster.start"),
    ranks,
    slices,
    servers,
    // The limit on a gRPC message bounds it.
    layoutJson: boundedText(message.layoutJson, "Roster.layout_json", 1, Infinity),
    backend: boundedText(message.backend, "Roster.backend", 1, 256),
    backendVersion: boundedText(message.backendVersion, "Roster.backend_version", 1, 256),
    reason: boundedText(message.reason, "Roster.reason", 0, Infinity),
  };
}

function decodeRank(rank: proto.Rank.$Properties, index: number): RosterRank {
  const field = `Roster.ranks[${index}]`;
  const shards = boundedList(rank.shards, `${field}.shards`, 0, maxShards).map((shard) =>
    wholeNumber(shard, `${field}.shards`, 0, maxShards - 1),
  );
  shards.forEach((shard, at) => {
    if (at > 0 && shard <= (shards[at - 1] ?? -1)) throw wrongField(`${field}.shards`, "not ascending");
  });
  return { name: processName(rank.name, `${field}.name`), address: hostAndPort(rank.address, `${field}.address`), shards };
}

function decodeServer(server: proto.RangeServer.$Properties, range: number): RosterServer {
  const field = `Roster.servers[${range}]`;
  return {
    name: processName(server.name, `${field}.name`),
    address: hostAndPort(server.address, `${field}.address`),
    range,
    start: wholeNumber(server.start, `${field}.start`),
    end: wholeNumber(server.end, `${field}.end`),
  };
}

function decodeSlice(slice: proto.Slice.$Properties, index: number): Slice {
  const field = `Roster.slices[${index}]`;
  return {
    start: wholeNumber(slice.start, `${field}.start`),
    end: wholeNumber(slice.end, `${field}.end`),
    range: wholeNumber(slice.range, `${field}.range`),
    owner: wholeNumber(slice.owner, `${field}.owner`),
  };
}

function checkNames(processes: readonly { readonly name: string }[]): void {
  const names = new Set<string>();
  for (const { name } of processes) {
    if (names.has(name)) throw wrongField("Roster", `naming ${name} twice`);
    names.add(name);
  }
}

function checkShards(ranks: readonly RosterRank[]): void {
  const all = ranks.flatMap((rank) => rank.shards);
  const seen = new Set(all);
  if (all.length === 0 || seen.size !== all.length)
    throw wrongField("Roster.ranks", all.length === 0 ? "without any shard" : "giving a shard to two ranks");
  for (let shard = 0; shard < all.length; shard += 1)
    if (!seen.has(shard)) throw wrongField("Roster.ranks", `giving shard ${shard} to nobody`);
}

/** @returns where the last part ends */
function checkContiguous(parts: readonly { readonly start: number; readonly end: number }[], field: string): number {
  let at = 0;
  parts.forEach(({ start, end }, index) => {
    if (start !== at || end < start) throw wrongField(`${field}[${index}]`, `[${start}, ${end}); expected it to start at ${at}`);
    at = end;
  });
  return at;
}

function checkSlices(slices: readonly Slice[], servers: readonly RosterServer[], ranks: number, length: number): void {
  const covered = checkContiguous(slices, "Roster.slices");
  if (covered !== length) throw wrongField("Roster.slices", `covering ${covered} elements; the servers hold ${length}`);
  const served = new Set<number>();
  slices.forEach(({ start, end, range, owner }, index) => {
    const server = servers[range];
    if (!server || start < server.start || end > server.end)
      throw wrongField(`Roster.slices[${index}]`, `[${start}, ${end}), which is not inside range ${range}`);
    if (owner >= ranks) throw wrongField(`Roster.slices[${index}].owner`, `${owner}; there are ${ranks} ranks`);
    served.add(range);
  });
  const idle = servers.find((server) => !served.has(server.range));
  if (idle) throw wrongField("Roster.slices", `without any slice of range ${idle.range}`);
}
