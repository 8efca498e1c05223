import { LockstepError, MemberSession } from "@lockstep/core";
import { Departure, TrainingLoop } from "@lockstep/worker/parts";
import { SimulatedExchange } from "../network/simulated-exchange.ts";
import { simulatedSamples } from "../network/simulated-samples.ts";
import { simulatedSessionDial } from "../network/simulated-session.ts";
import { TinyComputer } from "../task/tiny-computer.ts";
import { coordinatorAddress, withClosers } from "./role.ts";
import type { Role } from "./role.ts";

/** As the command line has it. */
const leaveTimeoutMs = 20_000;
const coordinatorTimeoutMs = 300_000;

/** A worker as runWorker puts it together, with a {@link TinyComputer} in place of its gradient thread. */
export const workerRole: Role = (context) =>
  withClosers(async (closers) => {
    const { process, world, logger, network, schedule, task, run, watch, lineage, address, stop } = context;
    const { name, clock } = process;
    const stopping = new AbortController();
    closers.push(() => stopping.abort(new LockstepError("aborted", "the worker stops")));
    const gradient = new TinyComputer({
      task,
      workerName: name,
      clock,
      random: world.random,
      slowestStepMs: schedule.slowestStepMs,
      onStep: (step, parameters_P) => {
        const { generation } = loop.state;
        const look = (): void => watch.computing(name, generation, step, parameters_P);
        look();
        return look;
      },
      onComputation: lineage === null ? null : (computation) => lineage.computed(computation),
    });
    closers.push(() => gradient.close());
    const { description } = gradient;
    const exchange = new SimulatedExchange({ network, process, address, chunkBytes: schedule.chunkBytes, logger });
    closers.push(() => exchange.close());
    const loop: TrainingLoop = new TrainingLoop({
      name,
      run,
      gradient,
      exchange,
      fetchSamples: simulatedSamples(network, process, coordinatorAddress, task.dataset),
      logger,
      onDeadLink: (generation, peer) => session.send({ kind: "dead-link", generation, peer }),
      clock,
    });
    closers.push(() => loop.close());
    const session: MemberSession = new MemberSession({
      address: coordinatorAddress,
      dial: simulatedSessionDial(network, process, coordinatorAddress),
      hello: () => ({
        role: "worker",
        name,
        range: 0,
        instance: `${name}#${process.instance}`,
        fence: 0,
        address,
        recipeHash: run.recipeHash,
        layoutJson: description.layoutJson,
        topologyJson: description.topologyJson,
        backend: description.backend,
        backendVersion: description.backendVersion,
      }),
      beat: () => ({ ...loop.state, snapshots: [], writing: [], closed: false, phaseMs: loop.phases.means() }),
      handlers: { roster: (roster) => loop.adopt(roster) },
      coordinatorTimeoutMs,
      logger,
      signal: stopping.signal,
      clock,
    });
    closers.push(() => session.close());
    const departure = new Departure({
      signal: stop,
      timeoutMs: leaveTimeoutMs,
      ask: () => session.leave("stopped from outside"),
      logger,
      clock,
    });
    closers.push(() => departure.close());
    const ended = await Promise.race([session.done, loop.failed, gradient.failed, departure.overdue]);
    return ended === "finish" ? "finished" : "left";
  });
