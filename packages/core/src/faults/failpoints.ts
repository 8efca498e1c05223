export interface FailpointPlace {
  /** what has happened when the point is passed, and what has not */
  readonly meaning: string;
  /** the code there can wait, so that the point can be delayed while the rest of the process goes on */
  readonly waits?: true;
}

/**
 * Every failpoint of the product, by name: the role whose process passes it, a point, and the place. In the order in which a run meets
 * them; docs/protocol.md says what must hold at each.
 */
export const failpoints = {
  "worker.roster-adopted": { meaning: "a roster was taken; nothing of its generation has begun" },
  "worker.shards-fetched": { meaning: "the samples of its shards are here", waits: true },
  "worker.parameters-pulled": { meaning: "the version that the generation starts from is here", waits: true },
  "worker.gradient-computed": { meaning: "the gradients of its shards are computed; nobody has seen them", waits: true },
  "worker.reduce-scatter-published": { meaning: "its partial sums are on offer to the other ranks" },
  "worker.slice-reduced": { meaning: "its slice of the mean gradient is complete; no server has it", waits: true },
  "worker.gradient-published": { meaning: "its slice is on offer to the server", waits: true },
  "worker.parameters-received": { meaning: "its slice of the new parameters is here: the step is committed", waits: true },
  "worker.step-done": { meaning: "all of the new parameters are here", waits: true },
  "worker.leaving": { meaning: "it has been told to leave; the coordinator has not heard of it" },

  "server.fence-received": { meaning: "it was asked for its promise; nothing is written" },
  "server.fence-durable": { meaning: "its promise is durable; the coordinator does not know" },
  "server.opening": { meaning: "a roster has come; nothing of the new generation is done" },
  "server.opened": { meaning: "the ledger's open line is written; nothing is on offer yet" },
  "server.gradient-chunk": { meaning: "a piece of a gradient has come; it is not applied" },
  "server.range-complete": { meaning: "the whole range is applied; it is not committed" },
  "server.committed": { meaning: "the buffers are flipped; the ledger line is not written" },
  "server.ledger-appended": { meaning: "the ledger line is written; the last chunks are held back" },
  "server.released": { meaning: "the last chunks are on their way: the commit is out" },
  "server.snapshot-copied": { meaning: "a version is copied for its snapshot; nothing is written" },
  "server.snapshot-ledger-synced": { meaning: "the ledger that a snapshot rests on is durable; no file is begun", waits: true },
  "server.snapshot-written": { meaning: "the temporary file is written; it is not fsynced", waits: true },
  "server.snapshot-synced": { meaning: "the temporary file is durable; it has not been read back", waits: true },
  "server.snapshot-renamed": { meaning: "the snapshot has its name; the folder is not fsynced", waits: true },
  "server.snapshot-dropped": { meaning: "a snapshot that the coordinator gave up is deleted" },
  "server.closed": { meaning: "the last version and the ledger are durable; the coordinator does not know" },

  "coordinator.hello-received": { meaning: "a member has introduced itself; it is not judged" },
  "coordinator.need": { meaning: "a change of membership is due and possible; nothing has begun" },
  "coordinator.generation-journalled": { meaning: "the new generation's number is durable; no server was asked" },
  "coordinator.fence-sent": { meaning: "all servers were asked for their promise" },
  "coordinator.roster-made": { meaning: "all servers have promised; nobody has the roster" },
  "coordinator.roster-sent": { meaning: "everybody was sent the roster" },
  "coordinator.ack-drop": { meaning: "snapshots may be deleted; the server has not been told" },
  "coordinator.gathering": { meaning: "all servers are closed; nothing is gathered" },
  "coordinator.results-written": { meaning: "model and summary are written; the run is not marked finished", waits: true },
  "coordinator.finished-durable": { meaning: "the run is marked finished; nobody was told" },
  "coordinator.finish-sent": { meaning: "a member was told that the run is finished" },
} as const;

export type FailpointName = keyof typeof failpoints;

/** Points that can be delayed. */
export type WaitingFailpointName = {
  [Name in FailpointName]: (typeof failpoints)[Name] extends { readonly waits: true } ? Name : never;
}[FailpointName];

export const failpointNames: readonly FailpointName[] = Object.keys(failpoints) as FailpointName[];
