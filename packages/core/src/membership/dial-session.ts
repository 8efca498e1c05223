import type { LockstepError } from "../errors.ts";
import type { CoordinatorMessage, MemberMessage } from "./session-messages.ts";

/** What a dialled session reports, until it is closed or lost. */
export interface SessionEvents {
  message(message: CoordinatorMessage): void;
  /** The session has ended, or came to nothing; nothing more is reported. */
  lost(error: LockstepError): void;
}

/** The member's end of one session, whatever carries it. Messages arrive in the order in which they were sent. */
export interface SessionLine {
  /** Dropped if the session has ended. */
  send(message: MemberMessage): void;
  /** Ends the session; nothing more is reported. */
  close(): void;
}

/** Opens a session with the coordinator. Never calls back before it has returned. */
export type DialSession = (events: SessionEvents) => SessionLine;
