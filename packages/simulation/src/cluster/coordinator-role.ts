import type { Roster } from "@lockstep/core";
import { Journal, MembershipLoop, runMembershipClock } from "@lockstep/coordinator/parts";
import { finalProblem } from "../checks/final-check.ts";
import { serveSamples } from "../network/simulated-samples.ts";
import { serveSessions } from "../network/simulated-session.ts";
import { fetchResults } from "./results-call.ts";
import { withClosers } from "./role.ts";
import type { Role, RoleContext, RoleEnd } from "./role.ts";

/** The coordinator's folder on its disk. */
const coordinatorFolder = "/run/coordinator";
/** Cuts so fine that even a tiny model has several ranges and slices. */
const fineGrain = { cutElements: 1, minSliceBytes: 20 };

/** A coordinator as runCoordinator puts it together, without status page and files of results. */
export const coordinatorRole: Role = (context) =>
  withClosers<RoleEnd>(async (closers) => {
    const { process, world, disk, logger, network, schedule, task, run, watch, address, stop } = context;
    const instance = `${process.name}#${process.instance}`;
    const journal = new Journal(coordinatorFolder, instance, disk);
    closers.push(() => journal.close());
    const stopped = new AbortController();
    const loop = new MembershipLoop({
      instance,
      settings: { ...run.settings, expectedWorkers: schedule.workers, ...(schedule.fineCuts ? { grain: fineGrain } : {}) },
      recipeHash: run.recipeHash,
      steps: task.steps,
      journal,
      logger,
      report: (event) => {
        if (event.type === "generation") watch.opened(event);
        if (event.type === "alarm") world.tell(`alarm: ${event.message}`);
      },
      now: () => process.clock.now(),
      complete: (roster, signal) => gather(context, roster, signal),
      onFatal: (error) => stopped.abort(error),
    });
    const takeNoMore = serveSessions(network, process, address, loop);
    serveSamples(network, process, address, task.dataset, run.settings);
    // Not before: a process that cannot even listen must not put an end to the one that is at work.
    journal.claim();
    closers.push(takeNoMore);
    const signal = AbortSignal.any([stop, stopped.signal]);
    await runMembershipClock({ loop, journal, over: () => loop.over, clock: process.clock, signal });
    return "finished";
  });

/** Gathers ledgers and weights from all servers and judges them. */
async function gather(
  { network, process, world, task, run, reference, lineage }: RoleContext,
  roster: Roster,
  signal: AbortSignal,
): Promise<void> {
  const ledgers: string[] = [];
  const weights: Float32Array[] = [];
  for (const server of roster.servers) {
    const results = await fetchResults(network, process, server.address, task.end + 1, signal);
    ledgers.push(results.ledger);
    weights.push(results.parameters);
  }
  const problem = finalProblem({ ledgers, weights, servers: roster.servers }, task, run.settings, lineage ?? reference);
  if (problem !== null) world.fail(`the run says it is finished, but ${problem}`);
}
