import path from "node:path";
import { ActiveAlarms, alarmLogger } from "@lockstep/core";
import { openRangeFiles, Ownership, ParameterServerMember } from "@lockstep/parameter-server/parts";
import { SimulatedExchange } from "../network/simulated-exchange.ts";
import { simulatedSessionDial } from "../network/simulated-session.ts";
import { serveResults } from "./results-call.ts";
import { coordinatorAddress, withClosers } from "./role.ts";
import type { Role } from "./role.ts";

/** The folder of every server, each on a disk of its own. */
const serverFolder = "/run";
export const snapshotFolder: string = path.join(serverFolder, "snapshots");

/** A parameter server on simulated disk, network and time. */
export function parameterServerRole(range: number): Role {
  return (context) =>
    withClosers(async (closers) => {
      const { process, disk, network, schedule, run, watch, address, stop } = context;
      const { clock } = process;
      const alarms = new ActiveAlarms();
      const logger = alarmLogger(context.logger, alarms);
      const instance = `${process.name}#${process.instance}`;
      const ownership = new Ownership(serverFolder, range, instance, disk);
      closers.push(() => ownership.close());
      const promised = (): number => ownership.fence.generation;
      watch.serverStarted(range, process, promised, null);
      const { store, ledger } = await openRangeFiles({ folder: serverFolder, range, run, ownership, logger, disk });
      closers.push(() => ledger.close());

      const append = ledger.append.bind(ledger);
      ledger.append = (line) => {
        append(line);
        watch.committed(process, line);
      };

      const exchange = new SimulatedExchange({ network, process, address, chunkBytes: schedule.chunkBytes, logger });
      const member = new ParameterServerMember({
        range,
        run,
        instance,
        ownership,
        store,
        ledger,
        exchange,
        pieceElements: schedule.pieceElements,
        coordinator: coordinatorAddress,
        dial: simulatedSessionDial(network, process, coordinatorAddress),
        alarms,
        logger,
        signal: stop,
        clock,
      });
      const { ranges } = member;
      watch.serverStarted(range, process, promised, ranges);
      serveResults(network, process, address, {
        ledger: () => ledger.read(0, ledger.byteLength),
        parameters: (version) => ranges.parameters(version)?.values ?? null,
      });
      closers.push(() => exchange.close());
      closers.push(() => member.close());
      return await member.join(address);
    });
}
