import { silentLogger } from "@lockstep/core";
import type { Logger } from "@lockstep/core";
import type { Process } from "../engine/process.ts";
import { coordinatorName, serverName, workerName } from "../schedule/random-schedule.ts";
import { coordinatorRole } from "./coordinator-role.ts";
import { Machines } from "./machines.ts";
import { parameterServerRole } from "./parameter-server-role.ts";
import type { Role, Surroundings } from "./role.ts";
import { vectorsOf } from "./snapshot-on-disk.ts";
import { endOfRole } from "./supervised.ts";
import type { ProcessEnd, Running } from "./supervised.ts";
import { workerRole } from "./worker-role.ts";

/** After a process ended by itself and should not have: as a supervisor with a back-off would. */
const restartMs = 400;
const port = 7000;

export interface ClusterOptions extends Surroundings {
  /** a story is told: the processes' logs belong to it */
  readonly verbose: boolean;
}

/**
 * All processes of a run and the machines they are on: the coordinator and each parameter server have a disk, which outlives them. What
 * ends before the run does is started again.
 */
export class Cluster {
  readonly machines: Machines;
  readonly #options: ClusterOptions;
  /** the newest process of each name */
  readonly #newest = new Map<string, Running>();
  readonly #living = new Set<Running>();
  /** names that are not started again */
  readonly #retired = new Set<string>();
  /** servers that had two processes at one time */
  readonly #doubled = new Set<string>();
  #over = false;
  #finishing = false;

  constructor(options: ClusterOptions) {
    this.#options = options;
    this.machines = new Machines(options.world, options.schedule);
  }

  /** The run is finished and its coordinator has ended. */
  get over(): boolean {
    return this.#over;
  }

  /** Some process knows that the run is finished, and has gone home. */
  get finishing(): boolean {
    return this.#finishing;
  }

  /** Processes that have not ended. */
  get living(): readonly Process[] {
    return [...this.#living].map(({ process }) => process);
  }

  /** Names of all processes there were so far. */
  get names(): readonly string[] {
    return [...this.#newest.keys()];
  }

  startAll(): void {
    const { schedule, world } = this.#options;
    const names = [
      coordinatorName,
      ...Array.from({ length: schedule.parameterServers }, (_, range) => serverName(range)),
      ...Array.from({ length: schedule.workers }, (_, index) => workerName(index)),
    ];
    for (const name of names) this.startIn(world.random.int(0, 50), name);
  }

  newest(name: string): Running | undefined {
    return this.#newest.get(name);
  }

  /** Starts a process of this name then, unless one is alive or the run is over. */
  startIn(delayMs: number, name: string): void {
    this.#retired.delete(name);
    this.#options.world.after(delayMs, () => {
      if (!this.#over && !this.#retired.has(name) && this.#newest.get(name)?.process.alive !== true) this.start(name);
    });
  }

  /** Starts a process of this name now, whatever other ones there are. */
  start(name: string): void {
    const { world, schedule, verbose } = this.#options;
    const process = world.process(name);
    // Two living processes never have one address, except for the coordinator's, which goes to the newest.
    const stable = `${name}:${port}`;
    const isTaken = [...this.#living].some(({ address }) => address === stable);
    const isStable = name === coordinatorName || (schedule.stableAddresses && !isTaken);
    const address = isStable ? stable : `${name}:${port + process.instance}`;
    const running: Running = { process, address, stop: new AbortController(), end: null };
    if (this.#newest.get(name)?.process.alive === true) this.#doubled.add(name);
    this.#newest.set(name, running);
    this.#living.add(running);
    process.onDeath(() => this.#living.delete(running));
    world.tell(`${name} starts (instance ${process.instance})`);
    const settled = (how: Parameters<typeof endOfRole>[0]): void => this.#ended(running, endOfRole(how, running.stop.signal.aborted));
    process.run(() => {
      const context = {
        ...this.#options,
        process,
        disk: this.machines.disk(name).disk(process),
        logger: verbose ? loggerOf(name, (line) => world.tell(line)) : silentLogger,
        address: running.address,
        stop: running.stop.signal,
      };
      roleOf(name)(context).then(
        (end) => settled({ end }),
        (error: unknown) => settled({ error }),
      );
    });
  }

  /** kill -9 */
  kill(name: string): void {
    const running = this.#newest.get(name);
    if (running === undefined || !running.process.alive) return;
    running.end = { code: null, reason: "killed" };
    this.#options.world.tell(`${name} is killed (instance ${running.process.instance})`);
    running.process.die();
  }

  /** SIGTERM; it is not started again by itself. */
  stop(name: string): void {
    const running = this.#newest.get(name);
    if (running === undefined || !running.process.alive) return;
    this.#options.world.tell(`${name} is told to stop`);
    this.#retired.add(name);
    running.process.run(() => running.stop.abort());
  }

  /** Starts a process that was told to stop again, as soon as it has ended. */
  startAfterStop(name: string): void {
    this.#retired.delete(name);
    const running = this.#newest.get(name);
    if (running?.process.alive === true) running.process.onDeath(() => this.startIn(0, name));
    else this.startIn(0, name);
  }

  /** Kills whoever is on a machine, and loses what was not durable on its disk. */
  crashMachine(name: string, torn: boolean): void {
    for (const { process } of this.#living) if (process.name === name) process.die();
    this.#options.world.tell(`the machine of ${name} crashes`);
    this.machines.disk(name).crashMachine({ torn });
  }

  /** Versions of a range that are on its disk, undamaged, and were when the server gave its last promise. */
  goodSnapshots(range: number): readonly number[] {
    const { watch } = this.#options;
    const name = serverName(range);
    // After an error of the disk it is for the server to say what it can read.
    if (this.machines.hasFailed(name)) return [];
    const unoffered = watch.unoffered(range);
    // What the process before wrote after the newest one had looked is found only by the next one.
    const known = this.#doubled.has(name) ? watch.snapshots(range) : null;
    return this.machines
      .goodSnapshots(name)
      .filter(({ version }) => !unoffered.includes(version) && known?.includes(version) !== false)
      .filter(({ version, generation }) => !watch.wasTakenBack(version, generation))
      .map(({ version }) => version);
  }

  /** Parameters and slots as the newest snapshot of a version has them; null if there is none, or the schedule damaged one. */
  snapshotVectors(range: number, version: number): readonly Float32Array[] | null {
    const name = serverName(range);
    const newest = this.machines.goodSnapshots(name).findLast((snapshot) => snapshot.version === version);
    const bytes = newest === undefined ? null : this.machines.disk(name).contents(newest.file);
    return bytes === null ? null : vectorsOf(bytes);
  }

  /** Nothing has happened to the disk of a range that could cost it a snapshot. */
  diskIsSound(range: number): boolean {
    const name = serverName(range);
    return this.machines.isSound(name) && !this.#doubled.has(name);
  }

  #ended(running: Running, end: ProcessEnd): void {
    const { world } = this.#options;
    const { process } = running;
    if (!process.alive) return;
    running.end = end;
    world.tell(`${process.name} ends (instance ${process.instance}): ${end.code}, ${end.reason}`);
    const problem = this.#judge(running, end);
    if (problem !== null) world.fail(problem);
    process.die();
    this.#finishing ||= end.code === 0;
    if (process.name === coordinatorName && end.code === 0) this.#over = true;
    else if (end.code !== 0 && this.#newest.get(process.name) === running) this.#restart(process.name);
  }

  #restart(name: string): void {
    if (!this.#retired.has(name)) this.startIn(restartMs, name);
  }

  /** What is wrong about a process's end; null if nothing is. */
  #judge(running: Running, { code, reason }: ProcessEnd): string | null {
    const { name, instance } = running.process;
    const what = `${name} (instance ${instance}) ended with code ${code}: ${reason}`;
    if (code === 0) return null;
    if (code === 143) return running.stop.signal.aborted ? null : what;
    // Superseded: there must be a newer one.
    if (code === 11) return this.#newest.get(name) === running ? what : null;
    if (this.machines.hasFailed(name) && /EIO|ENOSPC/.test(reason)) return null;
    return what;
  }
}

function roleOf(name: string): Role {
  if (name === coordinatorName) return coordinatorRole;
  const range = /^parameter-server-(\d+)$/.exec(name)?.[1];
  return range === undefined ? workerRole : parameterServerRole(Number(range));
}

function loggerOf(name: string, tell: (line: string) => void): Logger {
  const line =
    (level: string) =>
    (_fields: object, message: string): void =>
      tell(`${name} ${level} ${message}`);
  return { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") };
}
