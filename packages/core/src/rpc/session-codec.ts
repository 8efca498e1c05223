import * as proto from "../../generated/messages.js";
import type { Beat, BeatMessage, CoordinatorMessage, Hello, HelloMessage, MemberMessage } from "../membership/session-messages.ts";
import { boundedList, boundedText, hostAndPort, processName, wholeNumber, wrongField } from "./message-fields.ts";
import { decodeRoster, encodeRoster } from "./roster-codec.ts";

// Session messages between their TypeScript form and their protobuf form. What comes in was written by a stranger until it is checked here.

/** Longest name of a process. */

const maxListLength = 65_536;
const maxWordLength = 256;
const maxSentenceLength = 4096;
const maxAlarms = 32;
/** A generation or version is a uint32 that can still be counted up. */
const maxNumber = 0xffff_fffe;
/** A promise that a member tells of raises the run's generation: no member's word may use up the numbers that are left. */
const maxPromise = 0x7fff_ffff;

export function encodeMemberMessage(message: MemberMessage): proto.MemberMessage.$Properties {
  switch (message.kind) {
    case "hello":
      return { hello: encodeHello(message) };
    case "beat":
      return { beat: encodeBeat(message) };
    case "fence-reply":
      return { fenceReply: { generation: message.generation, versions: [...message.versions] } };
    case "fence-refused":
      return { fenceRefused: { have: message.have } };
    case "open-failed":
      return { openFailed: { generation: message.generation, reason: message.reason.slice(0, maxSentenceLength) } };
    case "dead-link":
      return { deadLink: { generation: message.generation, peer: message.peer } };
    case "abort":
      return { abort: { generation: message.generation, reason: message.reason.slice(0, maxSentenceLength) } };
    default:
      return { leave: { reason: message.reason.slice(0, maxSentenceLength) } };
  }
}

function encodeHello({
  name,
  instance,
  address,
  recipeHash,
  range,
  fence,
  layoutJson,
  topologyJson,
  backend,
  backendVersion,
  role,
}: Hello): proto.Hello.$Properties {
  const roleNumber = role === "worker" ? proto.Role.ROLE_WORKER : proto.Role.ROLE_PARAMETER_SERVER;
  return { role: roleNumber, name, instance, address, recipeHash, range, fence, layoutJson, topologyJson, backend, backendVersion };
}

function encodeBeat({
  generation,
  version,
  snapshots,
  writing,
  closed,
  phase,
  waitingFor,
  phaseMs,
  alarms = [],
}: Beat): proto.Beat.$Properties {
  return {
    generation,
    version,
    snapshots: [...snapshots],
    writing: [...writing],
    closed,
    phase,
    waitingFor: [...waitingFor],
    gradientMs: phaseMs.gradient,
    reduceScatterMs: phaseMs.reduceScatter,
    commitMs: phaseMs.commit,
    allGatherMs: phaseMs.allGather,
    alarms: alarms.slice(0, maxAlarms).map((alarm) => alarm.slice(0, maxSentenceLength)),
  };
}

/** @throws LockstepError "protocol" naming the field that is wrong */
export function decodeMemberMessage(message: proto.MemberMessage.$Properties): MemberMessage {
  if (message.hello) return decodeHello(message.hello);
  if (message.beat) return decodeBeat(message.beat);
  if (message.fenceReply) {
    const { generation, versions } = message.fenceReply;
    return {
      kind: "fence-reply",
      generation: generationNumber(generation, "FenceReply.generation"),
      versions: versionList(versions, "FenceReply.versions"),
    };
  }
  if (message.fenceRefused)
    return { kind: "fence-refused", have: wholeNumber(message.fenceRefused.have, "FenceRefused.have", 1, maxPromise) };
  if (message.openFailed) {
    const { generation, reason } = message.openFailed;
    return {
      kind: "open-failed",
      generation: generationNumber(generation, "OpenFailed.generation"),
      reason: boundedText(reason, "OpenFailed.reason", 0, maxSentenceLength),
    };
  }
  if (message.deadLink) {
    return {
      kind: "dead-link",
      generation: generationNumber(message.deadLink.generation, "DeadLink.generation"),
      peer: processName(message.deadLink.peer, "DeadLink.peer"),
    };
  }
  if (message.leave) return { kind: "leave", reason: boundedText(message.leave.reason, "Leave.reason", 0, maxSentenceLength) };
  if (message.abort) {
    const { generation, reason } = message.abort;
    return {
      kind: "abort",
      generation: generationNumber(generation, "Abort.generation"),
      reason: boundedText(reason, "Abort.reason", 1, maxSentenceLength),
    };
  }
  throw wrongField("MemberMessage", "none of the messages of this protocol version");
}

function decodeHello(hello: proto.Hello.$Properties): HelloMessage {
  const role = roleOf(hello.role);
  const least = role === "worker" ? 1 : 0;
  return {
    kind: "hello",
    role,
    name: processName(hello.name, "Hello.name"),
    instance: filled(hello.instance, "Hello.instance"),
    address: hostAndPort(hello.address, "Hello.address"),
    recipeHash: filled(hello.recipeHash, "Hello.recipe_hash"),
    range: wholeNumber(hello.range, "Hello.range", 0, maxNumber),
    fence: wholeNumber(hello.fence, "Hello.fence", 0, maxPromise),
    // The limit on a gRPC message bounds these two.
    layoutJson: boundedText(hello.layoutJson, "Hello.layout_json", least, Infinity),
    topologyJson: boundedText(hello.topologyJson, "Hello.topology_json", least, Infinity),
    backend: boundedText(hello.backend, "Hello.backend", least, maxWordLength),
    backendVersion: boundedText(hello.backendVersion, "Hello.backend_version", least, maxWordLength),
  };
}

function roleOf(role: proto.Role | null | undefined): Hello["role"] {
  if (role === proto.Role.ROLE_WORKER) return "worker";
  if (role === proto.Role.ROLE_PARAMETER_SERVER) return "parameter-server";
  throw wrongField("Hello.role", `${String(role)}: neither worker nor parameter server`);
}

function decodeBeat(beat: proto.Beat.$Properties): BeatMessage {
  return {
    kind: "beat",
    generation: wholeNumber(beat.generation, "Beat.generation", 0, maxNumber),
    version: wholeNumber(beat.version, "Beat.version", 0, maxNumber),
    snapshots: versionList(beat.snapshots, "Beat.snapshots"),
    writing: versionList(beat.writing, "Beat.writing"),
    closed: beat.closed ?? false,
    phase: boundedText(beat.phase, "Beat.phase", 0, maxWordLength),
    waitingFor: boundedList(beat.waitingFor, "Beat.waiting_for", 0, maxListLength).map((name) => processName(name, "Beat.waiting_for")),
    phaseMs: {
      gradient: duration(beat.gradientMs, "Beat.gradient_ms"),
      reduceScatter: duration(beat.reduceScatterMs, "Beat.reduce_scatter_ms"),
      commit: duration(beat.commitMs, "Beat.commit_ms"),
      allGather: duration(beat.allGatherMs, "Beat.all_gather_ms"),
    },
    ...(beat.alarms && beat.alarms.length > 0 && { alarms: sentences(beat.alarms, "Beat.alarms") }),
  };
}

export function encodeCoordinatorMessage(message: CoordinatorMessage): proto.CoordinatorMessage.$Properties {
  switch (message.kind) {
    case "ack":
      return { ack: { drop: [...message.drop] } };
    case "fence":
      return { fence: { generation: message.generation, coordinator: message.coordinator } };
    case "roster":
      return { roster: encodeRoster(message.roster) };
    case "bye":
      return { bye: { reason: message.reason } };
    case "finish":
      return { finish: {} };
    case "busy":
      return { busy: {} };
    case "aborted":
      return { abort: { reason: message.reason } };
    default:
      return { refused: { reason: message.reason, exitCode: message.exitCode } };
  }
}

/** @throws LockstepError "protocol" naming the field that is wrong */
export function decodeCoordinatorMessage(message: proto.CoordinatorMessage.$Properties): CoordinatorMessage {
  if (message.ack) return { kind: "ack", drop: versionList(message.ack.drop, "Ack.drop") };
  if (message.fence) {
    const { generation, coordinator } = message.fence;
    return {
      kind: "fence",
      generation: generationNumber(generation, "Fence.generation"),
      coordinator: filled(coordinator, "Fence.coordinator"),
    };
  }
  if (message.roster) return { kind: "roster", roster: decodeRoster(message.roster) };
  if (message.bye) return { kind: "bye", reason: boundedText(message.bye.reason, "Bye.reason", 0, maxSentenceLength) };
  if (message.finish) return { kind: "finish" };
  if (message.busy) return { kind: "busy" };
  if (message.refused) {
    const reason = boundedText(message.refused.reason, "Refused.reason", 0, maxSentenceLength);
    return { kind: "refused", reason, exitCode: message.refused.exitCode === 10 ? 10 : 11 };
  }
  if (message.abort) return { kind: "aborted", reason: boundedText(message.abort.reason, "Abort.reason", 1, maxSentenceLength) };
  throw wrongField("CoordinatorMessage", "none of the messages of this protocol version");
}

function filled(value: string | null | undefined, field: string, most: number = maxWordLength): string {
  return boundedText(value, field, 1, most);
}

function generationNumber(value: number | null | undefined, field: string): number {
  return wholeNumber(value, field, 1, maxNumber);
}

function versionList(value: readonly number[] | null | undefined, field: string): readonly number[] {
  return boundedList(value, field, 0, maxListLength).map((version) => wholeNumber(version, field, 0, maxNumber));
}

function sentences(value: readonly string[], field: string): readonly string[] {
  return boundedList(value, field, 0, maxAlarms).map((sentence) => boundedText(sentence, field, 1, maxSentenceLength));
}

function duration(value: number | null | undefined, field: string): number {
  const found = value ?? 0;
  if (!Number.isFinite(found) || found < 0) throw wrongField(field, `${found}; expected milliseconds`);
  return found;
}
