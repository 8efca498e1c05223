import path from "node:path";
import { deferred, LockstepError, MemberSession, openLedgerFile, SnapshotStore } from "@lockstep/core";
import { Ownership, RangeServer } from "@lockstep/parameter-server/parts";
import { SimulatedExchange } from "../network/simulated-exchange.ts";
import { simulatedSessionDial } from "../network/simulated-session.ts";
import { serverName } from "../schedule/random-schedule.ts";
import { serveResults } from "./results-call.ts";
import { coordinatorAddress, withClosers } from "./role.ts";
import type { Role, RoleContext, RoleEnd } from "./role.ts";

const ownerCheckMs = 200;
/** The folder of every server, each on a disk of its own. */
const serverFolder = "/run";
export const snapshotFolder: string = path.join(serverFolder, "snapshots");
const ledgerFile = (range: number): string => path.join(serverFolder, range === 0 ? "ledger.jsonl" : `ledger-${range}.jsonl`);

/** A parameter server as runParameterServer puts it together, on simulated disk, network and time. */
export function parameterServerRole(range: number): Role {
  return (context) =>
    withClosers(async (closers) => {
      const { process, disk, logger, network, schedule, task, run, watch, address, stop } = context;
      const stopping = new AbortController();
      closers.push(() => stopping.abort(new LockstepError("aborted", "the parameter server stops")));
      const instance = `${process.name}#${process.instance}`;
      const ownership = new Ownership(serverFolder, range, instance, disk);
      closers.push(() => ownership.close());
      const promised = (): number => ownership.fence.generation;
      watch.serverStarted(range, process, promised, null);
      const store = await SnapshotStore.open({ folder: snapshotFolder, range, run, logger, disk });
      const ledger = await openLedgerFile(ledgerFile(range), disk);
      closers.push(() => ledger.close());

      const append = ledger.append.bind(ledger);
      ledger.append = (line) => {
        append(line);
        watch.committed(process, line);
      };

      const failure = deferred<never>();
      failure.promise.catch(() => {});
      const exchange = new SimulatedExchange({ network, process, address, chunkBytes: schedule.chunkBytes, logger });
      const ranges: RangeServer = new RangeServer({
        range,
        run,
        exchange,
        ownership,
        store,
        ledger,
        steps: task.steps,
        pieceElements: schedule.pieceElements,
        logger,
        send: (message) => session.send(message),
        onFatal: failure.reject,
        clock: process.clock,
      });
      watch.serverStarted(range, process, promised, ranges);
      serveResults(network, process, address, {
        ledger: () => ledger.read(0, ledger.byteLength),
        parameters: (version) => ranges.parameters(version)?.values ?? null,
      });
      closers.push(() => exchange.close());
      closers.push(() => ranges.close());
      const guarded =
        <Arguments extends unknown[]>(work: (...given: Arguments) => void) =>
        (...given: Arguments): void => {
          try {
            work(...given);
          } catch (error) {
            failure.reject(LockstepError.from(error));
          }
        };
      const owner = process.clock.every(
        ownerCheckMs,
        guarded(() => ownership.check()),
      );
      closers.push(() => owner.cancel());
      const session: MemberSession = new MemberSession({
        address: coordinatorAddress,
        dial: simulatedSessionDial(network, process, coordinatorAddress),
        hello: () => ({
          role: "parameter-server",
          name: serverName(range),
          range,
          instance,
          fence: ownership.fence.generation,
          address,
          recipeHash: run.recipeHash,
          layoutJson: "",
          topologyJson: "",
          backend: "",
          backendVersion: "",
        }),
        beat: () => ({ ...ranges.state, phaseMs: { gradient: 0, reduceScatter: 0, commit: 0, allGather: 0 } }),
        handlers: {
          fence: guarded((generation: number, coordinator: string) => ranges.fence(generation, coordinator)),
          roster: (roster) => ranges.open(roster),
          drop: guarded((versions: readonly number[]) => ranges.drop(versions)),
        },
        coordinatorTimeoutMs: null,
        logger,
        signal: stopping.signal,
        clock: process.clock,
      });
      closers.push(() => session.close());
      return await untilEnd(stop, session, ranges, failure.promise);
    });
}

async function untilEnd(stop: RoleContext["stop"], session: MemberSession, ranges: RangeServer, failed: Promise<never>): Promise<RoleEnd> {
  const left = deferred<"left">();
  const leave = (): void => {
    session.send({ kind: "leave", reason: "stopped from outside" });
    ranges.drain().then(() => left.resolve("left"), left.reject);
  };
  if (stop.aborted) leave();
  else stop.addEventListener("abort", leave, { once: true });
  const ended = await Promise.race([session.done, failed, left.promise]);
  return ended === "left" ? "left" : "finished";
}
