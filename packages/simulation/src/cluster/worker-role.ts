import { WorkerMember } from "@lockstep/worker/parts";
import { SimulatedExchange } from "../network/simulated-exchange.ts";
import { simulatedSamples } from "../network/simulated-samples.ts";
import { simulatedSessionDial } from "../network/simulated-session.ts";
import { TinyComputer } from "../task/tiny-computer.ts";
import { coordinatorAddress, withClosers } from "./role.ts";
import type { Role } from "./role.ts";

/** As the command line has it. */
const leaveTimeoutMs = 20_000;
const coordinatorTimeoutMs = 300_000;

/** A worker with a {@link TinyComputer} in place of its gradient thread. */
export const workerRole: Role = (context) =>
  withClosers(async (closers) => {
    const { process, world, logger, network, schedule, task, run, watch, lineage, address, stop } = context;
    const { name, clock } = process;
    const gradient = new TinyComputer({
      task,
      workerName: name,
      clock,
      random: world.random,
      slowestStepMs: schedule.slowestStepMs,
      onStep: (step, parameters_P) => {
        const { generation } = member.loop.state;
        const look = (): void => watch.computing(name, generation, step, parameters_P);
        look();
        return look;
      },
      onComputation: lineage === null ? null : (computation) => lineage.computed(computation),
    });
    closers.push(() => gradient.close());
    // Every other worker lives on the servers' machine.
    const sharesMemory = /[02468]$/.test(name);
    const exchange = new SimulatedExchange({ network, process, address, chunkBytes: schedule.chunkBytes, logger, sharesMemory });
    closers.push(() => exchange.close());
    const member: WorkerMember = new WorkerMember({
      name,
      run,
      instance: `${name}#${process.instance}`,
      gradient,
      exchange,
      fetchSamples: simulatedSamples(network, process, coordinatorAddress, task.dataset),
      coordinator: coordinatorAddress,
      dial: simulatedSessionDial(network, process, coordinatorAddress),
      coordinatorTimeoutMs,
      leaveTimeoutMs,
      logger,
      signal: stop,
      clock,
    });
    closers.push(() => member.close());
    return await member.join(address);
  });
