// The periods of docs/protocol.md, shared by the two ends of a session.

/** A member sends a Beat this often. */
export const beatIntervalMs = 500;

/** A session without a message for this long is over, on either side. */
export const leaseMs = 2000;

/** A tick that comes this much after the one before it means that the process itself slept: nobody else's lease ran out. */
export const lateTickMs = 600;
