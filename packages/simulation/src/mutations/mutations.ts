import type { Mutation } from "./mutation.ts";

const rangeServer = "parameter-server/dist/range-server.js";
const generationSteps = "parameter-server/dist/generation-steps.js";
const runEnd = "parameter-server/dist/run-end.js";
const snapshotSchedule = "parameter-server/dist/snapshot-schedule.js";
const ownership = "parameter-server/dist/ownership.js";
const trainingLoop = "worker/dist/training-loop.js";
const generationChange = "coordinator/dist/generation-change.js";
const membershipLoop = "coordinator/dist/membership-loop.js";
const journal = "coordinator/dist/journal.js";
const publisher = "core/dist/exchange/publisher.js";
const subscriptions = "core/dist/exchange/subscriptions.js";
const parameterRange = "core/dist/parameters/parameter-range.js";
const ledgerFile = "core/dist/parameters/ledger-file.js";
const snapshotFile = "core/dist/parameters/snapshot-file.js";

/**
 * The deliberate mistakes, each of which the simulation must catch. Numbers are those of docs/protocol.md.
 */
export const mutations: readonly Mutation[] = [
  {
    name: "reduce-in-arrival-order",
    breaks: "the sum of the shards' gradients is taken in the order of the ranks and not along the canonical tree",
    edits: [
      {
        file: "core/dist/collective/reduce-scatter.js",
        find: "        combineRoots(V, roots, this.#sum, 0, end - start);",
        replace:
          "        this.#sum.fill(0); for (const vector of roots.values()) for (let i = 0; i < end - start; i++) this.#sum[i] += vector[i];",
      },
    ],
  },
  {
    name: "off-by-one-in-last-batch",
    breaks: "the last sample of a shard is left out of the last batch of an epoch",
    edits: [
      {
        file: "core/dist/data/shard-plan.js",
        find: "to: Math.min(from + perShard, shardSize) };",
        replace: "to: Math.max(from, Math.min(from + perShard, shardSize - 1)) };",
      },
    ],
  },
  {
    name: "apply-twice",
    breaks: "the gradient of a piece that arrives in two parts is applied to its first elements once more (17)",
    edits: [
      { file: generationSteps, find: "const from = slice.from + slice.applied;", replace: "const from = slice.from;" },
      {
        file: parameterRange,
        find: "        if (!this.#written.add(from, to))\n",
        replace: "        if (from > 0 && !this.#written.add(from, to) && false)\n",
      },
    ],
  },
  {
    name: "commit-before-all-slices",
    breaks: "a step is committed when the first slice of the range is in (17)",
    edits: [
      {
        file: generationSteps,
        find: "this.#slices.some((slice) => slice.header === null)",
        replace: "this.#slices.every((slice) => slice.header === null)",
      },
    ],
  },
  {
    name: "release-before-commit",
    breaks: "the last chunk of a slice is released when the slice is in, before the commit of the whole range (17)",
    edits: [
      {
        file: generationSteps,
        find: "                slice.header = header.slice();\n",
        replace:
          "                slice.header = header.slice();\n                if (slice.publication !== null) { slice.publication.complete(); slice.publication = { complete() { } }; }\n",
      },
    ],
  },
  {
    name: "whole-range-before-commit",
    breaks: "ranks that share memory with a server have its range before the commit (17)",
    edits: [
      { file: generationSteps, find: "        this.#publishWhole();\n        for (const slice", replace: "        for (const slice" },
      {
        file: generationSteps,
        find: "this.#options.onComplete(this.#check());",
        replace:
          "const { exchange, parameters, range, end } = this.#options; const next = this.#step === end.step ? parameters.parameters(this.#step) : parameters.backParameters(); exchange.publish({ phase: Phase.range, slice: range, subtree: 0 }, this.#step + 1, bytesOf(next, 0, parameters.length)).complete(); this.#options.onComplete(this.#check());",
      },
    ],
  },
  {
    name: "acknowledge-before-durable",
    breaks: "a snapshot counts as written, and the run as closed, before it is on the disk (19, 22)",
    edits: [
      {
        file: snapshotFile,
        find: "        await opened.sync();\n",
        replace: "",
      },
    ],
  },
  {
    name: "any-slice",
    breaks: "a rank takes a version for complete when one of its slices is (15)",
    edits: [
      {
        file: "core/dist/collective/all-gather.js",
        find: "new StepCountdown(options.slices.length, options.signal)",
        replace: "new StepCountdown(1, options.signal)",
      },
    ],
  },
  {
    name: "answer-committed",
    breaks: "a server that has committed one step more than the generation's start goes on from there (12)",
    edits: [
      {
        file: rangeServer,
        find: "        const { start } = roster;\n",
        replace:
          "        const start = parameters.versions().includes(roster.start + 1) ? roster.start + 1 : roster.start;\n        roster = { ...roster, start };\n",
      },
    ],
  },
  {
    name: "refuse-future-pull",
    breaks: "a pull of a generation that is not open yet is forgotten (14)",
    edits: [{ file: publisher, find: "            this.#keep(stream, pull);\n", replace: "            return;\n" }],
  },
  {
    name: "accept-old-generation",
    breaks: "a chunk of an older generation is taken for one of this generation (14)",
    edits: [{ file: subscriptions, find: "            chunk.generation !== this.#generation ||\n", replace: "" }],
  },
  {
    name: "no-ledger-mark",
    breaks: "the ledger does not say that a generation begins, and where (12)",
    edits: [
      {
        file: rangeServer,
        find: "        ledger.appendOpen(roster.generation, start);\n",
        replace: "        if (ledger.generation === 0) ledger.appendOpen(roster.generation, start);\n",
      },
    ],
  },
  {
    name: "ledger-after-snapshot",
    breaks: "a snapshot is written before the ledger that leads to it is durable (19)",
    edits: [{ file: ledgerFile, find: "            await this.#opened.sync();\n", replace: "" }],
  },
  {
    name: "no-owner-check",
    breaks: "a server does not notice that a newer process has its disk (6)",
    edits: [
      {
        file: ownership,
        find: "        if (this.#owner.read().instance !== this.#instance) {",
        replace: "        if (this.#owner === null) {",
      },
    ],
  },
  {
    name: "reuse-generation",
    breaks: "a coordinator that starts again asks for the generation that it had already (9)",
    edits: [
      {
        file: generationChange,
        find: "Math.max(state.generation, journal.generation) + 1;",
        replace: 'Math.max(state.generation, journal.generation, 1) + (state.need === "the coordinator started" ? 0 : 1);',
      },
      { file: journal, find: "if (current.generation >= generation &&", replace: "if (current.generation > generation &&" },
      {
        file: rangeServer,
        find: "if (generation < have.generation || (generation === have.generation && coordinator !== have.coordinator)) {",
        replace: "if (generation < have.generation) {",
      },
    ],
  },
  {
    name: "snapshot-in-place",
    breaks: "a snapshot is written from the memory that the next steps are written to (19)",
    edits: [{ file: parameterRange, find: "            parameters: parameters.slice(),\n", replace: "            parameters,\n" }],
  },
  {
    name: "no-link-report",
    breaks: "nobody is told that a link is dead (3)",
    edits: [{ file: "core/dist/exchange/peer-link.js", find: "            onDead(this.peer);\n", replace: "" }],
  },
  {
    name: "suspect-waiting",
    breaks: "a peer that lives and has nothing to send is reported as dead (3)",
    edits: [
      {
        file: "core/dist/exchange/peer-link.js",
        find: "                heard();\n                // A stream",
        replace: "                if (!chunk.beat) heard();\n                // A stream",
      },
    ],
  },
  {
    name: "volatile-fence",
    breaks: "a server that starts again has forgotten what it promised (9)",
    edits: [
      {
        file: ownership,
        find: "        this.#fence.write(fence);\n",
        replace: "        this.#promised = fence;\n",
      },
      { file: ownership, find: "        return this.#fence.value;\n", replace: "        return this.#promised;\n" },
      // Else the ledger tells it.
      { file: ownership, find: "if (this.#fence.value.generation >= generation)", replace: "if (this.#fence !== null)" },
      { file: ownership, find: "    #owner;\n", replace: '    #owner;\n    #promised = { generation: 0, coordinator: "" };\n' },
    ],
  },
  {
    name: "unaligned-snapshots",
    breaks: "servers take their snapshots at different versions (19)",
    edits: [
      {
        file: snapshotSchedule,
        find: "version % this.#options.everySteps === 0",
        replace: "(version + this.#options.store.range) % this.#options.everySteps === 0",
      },
      {
        file: "core/dist/parameters/snapshot-store.js",
        find: "    /** Versions that can be loaded, ascending. */\n",
        replace: "    get range() { return this.#options.range; }\n",
      },
    ],
  },
  {
    name: "no-claim-check",
    breaks: "a coordinator does not notice that a newer one has its journal (6)",
    edits: [{ file: journal, find: "        if (current.claim !== this.#instance)\n", replace: "        if (current === null)\n" }],
  },
  {
    name: "keep-last-snapshot",
    breaks: "a server deletes its older snapshots by itself (20)",
    edits: [
      {
        file: snapshotSchedule,
        find: "                    this.#close(write.version);\n",
        replace:
          "                    for (const old of store.versions()) if (old < write.version) store.delete(old);\n                    this.#close(write.version);\n",
      },
    ],
  },
  {
    name: "keep-parameters",
    breaks: "a worker that holds the number of a generation's start does not wait for the start itself (13)",
    edits: [
      {
        file: trainingLoop,
        find: "            allGather.complete(roster.start).then(",
        replace:
          "            (this.#version === roster.start && roster.start > 0 ? Promise.resolve() : allGather.complete(roster.start)).then(",
      },
    ],
  },
  {
    name: "no-fence",
    breaks: "a server applies and commits steps of the generation that it has promised to leave (9)",
    edits: [{ file: rangeServer, find: "            this.#stop();\n            exchange.closeGeneration(generation - 1);\n", replace: "" }],
  },
  {
    name: "offer-dirty",
    breaks: "a server offers a version that is being overwritten (9)",
    edits: [
      {
        file: parameterRange,
        find: "        this.#back.version = null;\n        for (const segment",
        replace: "        for (const segment",
      },
    ],
  },
  {
    name: "start-at-newest",
    breaks: "a generation starts from the newest version that any server has (10)",
    edits: [
      {
        file: "core/dist/membership/choose-start.js",
        find: "version > start && offers.every((offer) => offer.versions.has(version))",
        replace: "version > start",
      },
    ],
  },
  {
    name: "roster-before-promises",
    breaks: "a generation is opened when the first server has promised it (10)",
    edits: [
      {
        file: generationChange,
        find: "fencing.replies.size === this.#options.settings.parameterServers && this.#open(fencing)",
        replace: "this.#open(fencing)",
      },
    ],
  },
  {
    name: "lease-on-wall-clock",
    breaks: "leases run on a clock that can be set (2)",
    edits: [
      {
        file: membershipLoop,
        find: "        this.#options = options;\n",
        replace: "        options = { ...options, now: () => Date.now() };\n        this.#options = options;\n",
      },
    ],
  },
  {
    name: "no-snapshot-check",
    breaks: "a snapshot is used although its checksum is wrong (19)",
    edits: [{ file: snapshotFile, find: "!hash.digest().equals(trailer)", replace: "false" }],
  },
  {
    name: "keep-newer-snapshots",
    breaks: "snapshots that are newer than a generation's start stay, and count as covered by the ledger (12)",
    edits: [
      {
        file: rangeServer,
        find: "            if (version > start)\n                store.delete(version);\n",
        replace: "            if (version < 0)\n                store.delete(version);\n",
      },
      {
        file: ledgerFile,
        find: "this.#scanner.openings.every(({ endBytes, start }) => endBytes <= bytes || start >= version)",
        replace: "true",
      },
    ],
  },
  {
    name: "fence-at-once",
    breaks: "a generation that works is fenced before all is there that the next one needs (8)",
    edits: [
      {
        file: generationChange,
        find: "        if (plan.result === null) {\n            if (this.#waitingFor",
        replace: "        if (plan.result === null && serversOf(state).length === 0) {\n            if (this.#waitingFor",
      },
      {
        file: generationChange,
        find: "asking ${plan.result.servers.length} parameter",
        replace: "asking ${serversOf(state).length} parameter",
      },
    ],
  },
  {
    name: "end-an-epoch-late",
    breaks: "the validation that a step brings is not among those that may end the run with it (27)",
    edits: [
      {
        file: runEnd,
        find: "stopsEarly([...ledger.validations, validation], earlyStop)",
        replace: "stopsEarly(ledger.validations, earlyStop)",
      },
    ],
  },
  {
    name: "forget-the-early-end",
    breaks: "a generation that starts with the last version of a run that has ended early trains on (27)",
    edits: [{ file: runEnd, find: "if (result.version < steps)", replace: "if (result.version < 0)" }],
  },
  {
    name: "release-after-early-end",
    breaks: "workers get the version after an early end and go on from it (27)",
    edits: [
      {
        file: rangeServer,
        find: "if (early === null)\n                current.release();",
        replace: "current.release();\n            if (early === null)\n                ;",
      },
    ],
  },
  {
    name: "count-skipped-steps",
    breaks: "a step that is skipped counts as an update of the optimizer",
    edits: [
      {
        file: parameterRange,
        find: "this.#become(step + 1, this.#front.updates);",
        replace: "this.#become(step + 1, this.#front.updates + 1);",
      },
    ],
  },
  {
    name: "no-renewed-grant",
    breaks: "a stream that was lost is dialled again without asking for what is still missing (14)",
    edits: [
      {
        file: "core/dist/exchange/peer-link.js",
        find: "        for (const pull of this.subscriptions.pulls())\n            stream.pull(pull);\n",
        replace: "",
      },
    ],
  },
  {
    name: "finish-before-durable",
    breaks: "members are sent home when the last version is reached and not when it is durable (22)",
    edits: [
      {
        file: snapshotSchedule,
        find: "        return this.#closed;\n",
        replace: "        return this.#closed || this.#writes.has(this.#options.lastVersion());\n",
      },
    ],
  },
];

/** @throws Error if there is none of this name */
export function mutationNamed(name: string): Mutation {
  const found = mutations.find((mutation) => mutation.name === name);
  if (found === undefined) throw new Error(`there is no bug ${name}; there are ${mutations.map((mutation) => mutation.name).join(", ")}`);
  return found;
}
