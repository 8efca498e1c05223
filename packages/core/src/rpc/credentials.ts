import { createHash, timingSafeEqual } from "node:crypto";
import * as grpc from "@grpc/grpc-js";
import { LockstepError } from "../errors.ts";

/** What every call of a run carries. */
export interface RunCredentials {
  /** secret of the run; whoever has it belongs to the run */
  readonly token: string;
  /** null: not known yet (a member that has still to ask Describe) */
  readonly runId: string | null;
}

const runKey = "lockstep-run";

export function callMetadata(credentials: RunCredentials): grpc.Metadata {
  const metadata = new grpc.Metadata();
  metadata.set("authorization", `Bearer ${credentials.token}`);
  if (credentials.runId !== null) metadata.set(runKey, credentials.runId);
  return metadata;
}

const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();

/**
 * Throws a LockstepError "refused" unless the call carries the run's token (compared in constant time: hashes of equal length) and its run id.
 * @param runOptional the call may leave out the run id, but not name another one
 */
export function checkCredentials(metadata: grpc.Metadata, expected: RunCredentials, runOptional: boolean): void {
  const given = metadata.get("authorization")[0];
  const right = timingSafeEqual(sha256(typeof given === "string" ? given : ""), sha256(`Bearer ${expected.token}`));
  if (!right)
    throw new LockstepError("refused", "wrong or missing token: this process does not belong to the run; give it the run's LOCKSTEP_TOKEN");
  const run = metadata.get(runKey)[0];
  if (run === undefined && runOptional) return;
  if (run !== expected.runId) throw new LockstepError("refused", "this is another run: the run id in the call is not the one served here");
}
