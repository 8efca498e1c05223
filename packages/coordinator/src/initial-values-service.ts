import { createHash } from "node:crypto";
import { LockstepError, parseLayout, readInitialValuesMethod } from "@lockstep/core";
import type { Layout, Logger, RpcServer } from "@lockstep/core";
import type { InitialValues } from "./initial-values.ts";

export interface InitialValuesServiceOptions {
  readonly values: InitialValues;
  readonly seed: number;
  /** of the run, once its first worker is known */
  readonly layoutJson: () => string | null;
  readonly logger: Logger;
  /** nothing of the values fits the model: the run cannot begin as it was asked to */
  readonly onFatal: (error: LockstepError) => void;
}

const chunkElements = 64 << 10;
/** More than a run has servers. */
const maxTransfers = 1024;

/** Serves `InitialValues.ReadInitialValues`. A transfer holds one chunk at a time and goes on when the server has taken it. */
export function addInitialValuesService(server: RpcServer, options: InitialValuesServiceOptions): void {
  const { values, seed, layoutJson, onFatal } = options;
  let known: { readonly json: string; readonly layout: Layout } | null = null;
  let transfers = 0;
  const layoutOf = (): Layout => {
    const json = layoutJson();
    if (json === null) throw new LockstepError("unavailable", "the layout of the parameters is not known yet");
    if (known?.json !== json) {
      known = { json, layout: parseLayout(json) };
      tellMatch(known.layout, options);
    }
    return known.layout;
  };
  server.addServerStream(readInitialValuesMethod, async (request, stream) => {
    let layout: Layout;
    try {
      layout = layoutOf();
    } catch (error) {
      const failure = LockstepError.from(error);
      if (failure.code === "configuration") onFatal(failure);
      throw failure;
    }
    const start = request.start ?? 0;
    const end = request.end ?? 0;
    if (!(start <= end && end <= layout.length))
      throw new LockstepError("protocol", `initial values [${start}, ${end}) of ${layout.length} parameters`);
    if (transfers >= maxTransfers) throw new LockstepError("unavailable", `${maxTransfers} transfers are under way: too many`);
    transfers += 1;
    try {
      const hash = createHash("sha256");
      for (let from = start; ; from += chunkElements) {
        const to = Math.min(end, from + chunkElements);
        const data = new Uint8Array((await values.read(layout, seed, from, to)).buffer);
        hash.update(data);
        const last = to === end;
        await stream.write({ start: from, data, ...(last && { sha256: new Uint8Array(hash.digest()) }) });
        if (last) return;
      }
    } finally {
      transfers -= 1;
    }
  });
}

function tellMatch(layout: Layout, { values, logger }: InitialValuesServiceOptions): void {
  const { tensors, reason } = values.match(layout);
  if (tensors.length === layout.tensors.length) logger.info({}, reason);
  else logger.warn({ alarm: true }, reason);
}
