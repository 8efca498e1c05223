import type { Cluster } from "../cluster/cluster.ts";
import type { SimulatedWorld } from "../engine/simulated-world.ts";
import type { Cut, SimulatedNetwork } from "../network/simulated-network.ts";
import { coordinatorName } from "./random-schedule.ts";
import type { Fault } from "./schedule.ts";

export interface Stage {
  readonly world: SimulatedWorld;
  readonly network: SimulatedNetwork;
  readonly cluster: Cluster;
  /** the wall clock of all machines is set forward, or back */
  readonly setWallClock: (byMs: number) => void;
}

/** Does to a run what a fault says. A fault whose target is not there at the moment changes nothing. */
export function applyFault(fault: Fault, stage: Stage): void {
  const { world, network, cluster } = stage;
  switch (fault.kind) {
    case "kill":
      killAndRestart(cluster, fault.target, fault.restartMs);
      return;
    case "machine-crash":
      cluster.kill(fault.target);
      cluster.crashMachine(fault.target, fault.torn);
      cluster.startIn(fault.restartMs, fault.target);
      return;
    case "pause":
      pause(stage, fault.target, fault.forMs);
      return;
    case "cut": {
      const plane = fault.dataOnly ? "data" : "all";
      cut(stage, { from: fault.from, to: fault.to, plane }, fault.forMs);
      if (fault.both) cut(stage, { from: fault.to, to: fault.from, plane }, fault.forMs);
      return;
    }
    case "isolate":
      cut(stage, { from: fault.target, to: null, plane: "all" }, fault.forMs);
      cut(stage, { from: null, to: fault.target, plane: "all" }, fault.forMs);
      return;
    case "reset":
      for (const name of cluster.names) if (name !== fault.target) network.reset(fault.target, name);
      return;
    case "join":
      cluster.startIn(0, fault.target);
      return;
    case "stop":
      cluster.stop(fault.target);
      if (fault.restartMs > 0) world.after(fault.restartMs, () => cluster.startAfterStop(fault.target));
      return;
    case "kill-all":
      for (const name of cluster.names) cluster.kill(name);
      for (const name of cluster.names) {
        if (fault.machines) cluster.crashMachine(name, true);
        cluster.startIn(fault.restartMs + world.random.int(0, 300), name);
      }
      return;
    case "disk-full":
      cluster.machines.setFull(fault.target, true);
      world.after(fault.forMs, () => cluster.machines.setFull(fault.target, false));
      return;
    case "disk-error":
      cluster.machines.failNext(fault.target, fault.operation);
      return;
    case "bit-flip":
      flipBit(cluster, fault);
      if (fault.restartMs > 0) killAndRestart(cluster, fault.target, fault.restartMs);
      return;
    case "lose-journal":
      // Whoever loses that a run is finished needs everybody back to find out.
      if (cluster.finishing) return;
      cluster.kill(coordinatorName);
      world.tell("the coordinator's disk is lost");
      cluster.machines.replaceDisk(coordinatorName);
      cluster.startIn(fault.restartMs, coordinatorName);
      return;
    case "second":
      if (cluster.newest(fault.target)?.process.alive !== true) return;
      if (fault.pauseMs > 0) pause(stage, fault.target, fault.pauseMs);
      cluster.start(fault.target);
      return;
    case "wall-clock":
      world.tell(`the wall clock is set by ${fault.byMs} ms`);
      stage.setWallClock(fault.byMs);
  }
}

function killAndRestart(cluster: Cluster, target: string, restartMs: number): void {
  cluster.kill(target);
  cluster.startIn(restartMs, target);
}

function pause({ world, cluster }: Stage, target: string, forMs: number): void {
  const process = cluster.newest(target)?.process;
  if (process?.alive !== true || process.paused) return;
  world.tell(`${target} is paused for ${forMs} ms (instance ${process.instance})`);
  process.pause();
  world.after(forMs, () => {
    if (process.alive) world.tell(`${target} goes on (instance ${process.instance})`);
    process.resume();
  });
}

function cut({ world, network }: Stage, cut: Cut, forMs: number): void {
  world.after(forMs, network.cut(cut));
}

function flipBit({ machines }: Cluster, { target, which, bit }: Extract<Fault, { kind: "bit-flip" }>): void {
  const snapshots = machines.snapshots(target);
  const file = snapshots.at(-1 - (which % Math.max(1, snapshots.length)))?.file;
  if (file === undefined) return;
  const bits = 8 * (machines.disk(target).contents(file)?.length ?? 0);
  if (bits > 0) machines.flipBit(target, file, bit % bits);
}
