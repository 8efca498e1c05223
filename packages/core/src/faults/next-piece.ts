import type { Decision } from "../membership/decision.ts";
import type { DirectionFaults } from "./link-faults.ts";

/** Where one direction of one connection stands; times are of one monotonic clock. */
export interface PipeState {
  /** bytes that can be carried next; 0: none wait */
  readonly waitingBytes: number;
  /** when they have been on their way for the latency that was drawn for them */
  readonly dueMs: number;
  /** when the link has carried what was sent before, at its bandwidth */
  readonly freeMs: number;
  /** on this connection since the faults were set */
  readonly carriedBytes: number;
  /** 0 <= drawn < 1: picks the size of the next slice */
  readonly drawn: number;
}

export type NextPiece =
  | { readonly kind: "send"; readonly bytes: number }
  | { readonly kind: "wait"; readonly forMs: number }
  /** until the faults change */
  | { readonly kind: "hold" }
  /** until bytes come */
  | { readonly kind: "idle" }
  | { readonly kind: "reset" };

/** A link with a bandwidth carries pieces of this much time: smooth, and not too many of them. */
const pieceSeconds = 0.02;

/** What becomes of the bytes that wait in one direction of a connection. */
export function nextPiece(nowMs: number, state: PipeState, faults: DirectionFaults): Decision<NextPiece> {
  if (faults.blackhole === true) return { result: { kind: "hold" }, reason: "nothing passes" };
  const left = (faults.truncateAfterBytes ?? Number.POSITIVE_INFINITY) - state.carriedBytes;
  if (left <= 0) return { result: { kind: "reset" }, reason: `${state.carriedBytes} bytes were carried` };
  if (state.waitingBytes === 0) return { result: { kind: "idle" }, reason: "nothing waits" };
  const waitMs = Math.max(state.dueMs, state.freeMs) - nowMs;
  if (waitMs > 0) return { result: { kind: "wait", forMs: Math.ceil(waitMs) }, reason: "latency or bandwidth" };
  const atOnce = Math.max(1, Math.floor((faults.bytesPerSecond ?? Number.POSITIVE_INFINITY) * pieceSeconds));
  const slice = faults.sliceBytes === undefined ? Number.POSITIVE_INFINITY : 1 + Math.floor(state.drawn * faults.sliceBytes);
  const bytes = Math.min(state.waitingBytes, left, atOnce, slice);
  return { result: { kind: "send", bytes }, reason: "due" };
}
