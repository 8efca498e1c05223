import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as proto from "../../generated/messages.js";
import type { CoordinatorMessage, MemberMessage } from "../membership/session-messages.ts";
import { decodeCoordinatorMessage, decodeMemberMessage, encodeCoordinatorMessage, encodeMemberMessage } from "./session-codec.ts";

const name = fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/);
const number = fc.integer({ min: 0, max: 0xffff_fffe });
const promise = fc.integer({ min: 0, max: 0x7fff_ffff });
const generation = fc.integer({ min: 1, max: 0xffff_fffe });
const text = fc.string({ minLength: 1, maxLength: 40 });
const numbers = fc.array(number, { maxLength: 5 });
const ms = fc.double({ min: 0, max: 1e6, noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);

const memberMessage: fc.Arbitrary<MemberMessage> = fc.oneof(
  fc.record({
    kind: fc.constant("hello" as const),
    role: fc.constantFrom("worker" as const, "parameter-server" as const),
    name,
    instance: text,
    address: fc.integer({ min: 1, max: 65_535 }).map((port) => `10.0.0.1:${port}`),
    recipeHash: text,
    range: number,
    fence: promise,
    layoutJson: text,
    topologyJson: text,
    backend: text,
    backendVersion: text,
  }),
  fc.record(
    {
      kind: fc.constant("beat" as const),
      generation: number,
      version: number,
      snapshots: numbers,
      writing: numbers,
      closed: fc.boolean(),
      phase: text,
      waitingFor: fc.array(name, { maxLength: 3 }),
      phaseMs: fc.record({ gradient: ms, reduceScatter: ms, commit: ms, allGather: ms }),
      alarms: fc.array(text, { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: ["kind", "generation", "version", "snapshots", "writing", "closed", "phase", "waitingFor", "phaseMs"] },
  ),
  fc.record({ kind: fc.constant("fence-reply" as const), generation, versions: numbers }),
  fc.record({ kind: fc.constant("fence-refused" as const), have: fc.integer({ min: 1, max: 0x7fff_ffff }) }),
  fc.record({ kind: fc.constant("open-failed" as const), generation, reason: text }),
  fc.record({ kind: fc.constant("dead-link" as const), generation, peer: name }),
  fc.record({ kind: fc.constant("leave" as const), reason: text }),
  fc.record({ kind: fc.constant("abort" as const), generation, reason: text }),
);

const coordinatorMessage: fc.Arbitrary<CoordinatorMessage> = fc.oneof(
  fc.record({ kind: fc.constant("ack" as const), drop: numbers }),
  fc.record({ kind: fc.constant("fence" as const), generation, coordinator: text }),
  fc.record({ kind: fc.constant("bye" as const), reason: text }),
  fc.record({ kind: fc.constant("aborted" as const), reason: text }),
  fc.record({ kind: fc.constant("refused" as const), reason: text, exitCode: fc.constantFrom(10 as const, 11 as const) }),
  fc.constantFrom({ kind: "finish" as const }, { kind: "busy" as const }),
);

const overWire = {
  member: (message: MemberMessage): MemberMessage =>
    decodeMemberMessage(proto.MemberMessage.decode(proto.MemberMessage.encode(encodeMemberMessage(message)).finish())),
  coordinator: (message: CoordinatorMessage): CoordinatorMessage =>
    decodeCoordinatorMessage(proto.CoordinatorMessage.decode(proto.CoordinatorMessage.encode(encodeCoordinatorMessage(message)).finish())),
};

describe("session codec", () => {
  it("gives back every member message as it was", () => {
    fc.assert(
      fc.property(memberMessage, (message) => {
        expect(overWire.member(message)).toEqual(message);
      }),
      { numRuns: 300 },
    );
  });

  it("gives back every coordinator message as it was", () => {
    fc.assert(
      fc.property(coordinatorMessage, (message) => {
        expect(overWire.coordinator(message)).toEqual(message);
      }),
      { numRuns: 300 },
    );
  });

  const hello: proto.Hello.$Properties = {
    role: proto.Role.ROLE_PARAMETER_SERVER,
    name: "parameter-server-0",
    instance: "i",
    address: "h:1",
    recipeHash: "r",
  };
  const bad: readonly [string, proto.MemberMessage.$Properties][] = [
    ["MemberMessage", {}],
    ["Hello.role", { hello: { ...hello, role: proto.Role.ROLE_UNSPECIFIED } }],
    ["Hello.name", { hello: { ...hello, name: "a b" } }],
    ["Hello.name", { hello: { ...hello, name: "x".repeat(65) } }],
    ["Hello.name", { hello: { ...hello, name: "" } }],
    ["Hello.instance", { hello: { ...hello, instance: "" } }],
    ["Hello.address", { hello: { ...hello, address: "nowhere" } }],
    ["Hello.address", { hello: { ...hello, address: "h:70000" } }],
    ["Hello.recipe_hash", { hello: { ...hello, recipeHash: "" } }],
    ["Hello.layout_json", { hello: { ...hello, role: proto.Role.ROLE_WORKER } }],
    ["Beat.phase", { beat: { phase: "x".repeat(257) } }],
    ["Beat.waiting_for", { beat: { waitingFor: ["ok", "not ok"] } }],
    ["Beat.snapshots", { beat: { snapshots: Array.from({ length: 65_537 }, () => 1) } }],
    ["Beat.gradient_ms", { beat: { gradientMs: Number.NaN } }],
    ["Beat.commit_ms", { beat: { commitMs: -1 } }],
    ["Beat.generation", { beat: { generation: 0xffff_ffff } }],
    ["FenceReply.generation", { fenceReply: { versions: [1] } }],
    ["FenceRefused.have", { fenceRefused: {} }],
    ["FenceRefused.have", { fenceRefused: { have: 0x8000_0000 } }],
    ["Hello.fence", { hello: { ...hello, fence: 0x8000_0000 } }],
    ["DeadLink.peer", { deadLink: { generation: 1, peer: "<script>" } }],
    ["Leave.reason", { leave: { reason: "x".repeat(5000) } }],
  ];
  it.each(bad)("refuses a wrong %s", (field, message) => {
    expect(() => decodeMemberMessage(proto.MemberMessage.decode(proto.MemberMessage.encode(message).finish()))).toThrowError(
      expect.objectContaining({ code: "protocol", message: expect.stringContaining(field) as string }) as Error,
    );
  });

  it("refuses a coordinator message without content", () => {
    expect(() => decodeCoordinatorMessage({})).toThrow("CoordinatorMessage");
  });
});
