/** What happens to the bytes of one direction of a link. Left out: nothing. */
export interface DirectionFaults {
  /** every byte is that much later */
  readonly latencyMs?: number;
  /** and up to this much more, drawn anew for each piece read; the order is kept */
  readonly jitterMs?: number;
  /** all connections of the link together */
  readonly bytesPerSecond?: number;
  /**
   * Nothing passes, while connections stay up; what was sent into it arrives when it ends, as if TCP had sent it again. An end or a reset
   * of one side does not pass either. New connections are established when it has ended, in neither direction before.
   */
  readonly blackhole?: boolean;
  /** after so many bytes more, counted per connection from now or from its beginning, the connection is reset */
  readonly truncateAfterBytes?: number;
  /** bytes arrive in pieces of 1 to this many, drawn anew for each */
  readonly sliceBytes?: number;
}

/** Faults of all connections that one process has dialled to one address. */
export interface LinkFaults {
  readonly toTarget?: DirectionFaults;
  readonly fromTarget?: DirectionFaults;
  /** refuse: reset at once, as where nobody listens. mute: accepted, and never answered, even after the fault has ended */
  readonly newConnections?: "pass" | "refuse" | "mute";
}

/** Environment variable with the host:port of a process's FaultProxy: all its gRPC connections go through it. */
export const faultProxyVariable = "LOCKSTEP_FAULT_PROXY";

/** host and port of `host:port` or `[v6]:port`; null if it is neither. */
export function splitAddress(address: string): { readonly host: string; readonly port: number } | null {
  const match = /^(?:\[(?<v6>[0-9a-f:.]{2,45})\]|(?<name>[A-Za-z0-9._-]{1,253})):(?<port>\d{1,5})$/i.exec(address);
  const host = match?.groups?.["v6"] ?? match?.groups?.["name"];
  const port = Number(match?.groups?.["port"]);
  return host !== undefined && port >= 1 && port <= 65_535 ? { host, port } : null;
}
