import { LockstepError } from "../errors.ts";
import { feedProtocol } from "./feed-message.ts";
import type { FeedMessage, FeedRequest } from "./feed-message.ts";
import type { RunStatus } from "./run-status.ts";
import { applyPatch } from "./status-patch.ts";
import type { StatusPatch } from "./status-patch.ts";

/** What a client says when {@link FeedReader.take} returns "gap". */
export const resyncRequest: FeedRequest = { type: "resync" };

/** The client's end of `/feed`: puts snapshots and deltas together. Needs nothing but JavaScript, so it works in a browser too. */
export class FeedReader {
  #status: RunStatus | null = null;
  #seq = 0;
  #gap = false;

  /** Null before the first snapshot. */
  get status(): RunStatus | null {
    return this.#status;
  }

  get seq(): number {
    return this.#seq;
  }

  /**
   * Takes the next message.
   * @returns "changed": `status` is new; "gap": something is missing, ask for a resync; "ignored": of no use until the snapshot asked for
   * @throws LockstepError "protocol" if it is no message of a feed
   */
  take(text: string): "changed" | "gap" | "ignored" {
    const message = parseMessage(text);
    if (message.type === "snapshot") {
      this.#gap = false;
      this.#status = message.status;
    } else {
      if (this.#gap) return "ignored";
      if (this.#status === null || message.seq !== this.#seq + 1) {
        this.#gap = true;
        return "gap";
      }
      this.#status = patched(this.#status, message.patch);
    }
    this.#seq = message.seq;
    return "changed";
  }
}

function patched(status: RunStatus, patch: StatusPatch): RunStatus {
  try {
    return applyPatch(status, patch);
  } catch (error) {
    throw LockstepError.from(error, "protocol");
  }
}

function parseMessage(text: string): FeedMessage {
  let message: Partial<Record<string, unknown>> | null;
  try {
    message = JSON.parse(text) as typeof message;
  } catch (error) {
    throw new LockstepError("protocol", "a message of the feed is no JSON", { cause: error });
  }
  if (typeof message === "object" && message !== null && Number.isSafeInteger(message["seq"])) {
    if (message["type"] === "delta" && isObject(message["patch"])) return message as unknown as FeedMessage;
    if (message["type"] === "snapshot" && isObject(message["status"])) {
      if (message["protocol"] === feedProtocol) return message as unknown as FeedMessage;
      throw new LockstepError("protocol", `the feed speaks version ${JSON.stringify(message["protocol"])}, this program ${feedProtocol}`);
    }
  }
  throw new LockstepError("protocol", "the feed sent neither a snapshot nor a delta");
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
