import { FeedReader, LockstepError, resyncRequest } from "@lockstep/core";
import type { RunStatus } from "@lockstep/core";
import { WebSocket } from "ws";
import { maxStatusBytes, requireRun } from "./fetch-status.ts";
import { parseRunStatus } from "./run-status-shape.ts";
import type { StatusAddress } from "./status-source.ts";

const connectTimeoutMs = 5000;
/** The coordinator pings every 15 s and tells a change of its uptime every second. */
const silenceTimeoutMs = 20_000;

/**
 * Follows one connection of `/feed` until it ends, or the run.
 * @param show gets every new status; it must not throw
 * @returns "finished" if the last status said so, else "lost"
 * @throws LockstepError "unavailable" if nothing was told at all, "configuration" or "protocol" if what answers is no feed
 */
export function followFeed({ url, runId }: StatusAddress, show: (status: RunStatus) => void): Promise<"finished" | "lost"> {
  return new Promise((resolve, reject) => {
    const reader = new FeedReader();
    const socket = new WebSocket(new URL("feed", url.replace(/^http/i, "ws")), {
      handshakeTimeout: connectTimeoutMs,
      maxPayload: maxStatusBytes,
      perMessageDeflate: false,
    });
    let problem = "the connection ended";
    const silence = setTimeout(() => {
      problem = `nothing was heard for ${silenceTimeoutMs / 1000} s`;
      socket.terminate();
    }, silenceTimeoutMs);
    let over = false;
    const settle = (act: () => void): void => {
      if (over) return;
      over = true;
      clearTimeout(silence);
      act();
      socket.terminate();
    };

    socket.on("message", (data) => {
      if (over) return;
      silence.refresh();
      try {
        // ws gives one Buffer unless it is told otherwise
        const verdict = reader.take((data as Buffer).toString("utf8"));
        if (verdict === "gap") socket.send(JSON.stringify(resyncRequest));
        if (verdict !== "changed") return;
        const status = parseRunStatus(reader.status, url);
        requireRun(status, url, runId);
        show(status);
        if (status.state === "finished") settle(() => resolve("finished"));
      } catch (error) {
        settle(() => reject(LockstepError.from(error)));
      }
    });
    socket.on("ping", () => silence.refresh());
    socket.on("error", (error) => (problem = error.message));
    socket.on("close", () => {
      settle(() => {
        if (reader.status !== null) resolve("lost");
        else reject(new LockstepError("unavailable", `nobody tells the status at ${url}: ${problem}`));
      });
    });
  });
}
