import { listRecipes, mnist } from "@lockstep/recipes";
import type { StepTimes } from "@lockstep/worker";
import type { Part, PartContext } from "../part.ts";
import { startPythonSession } from "../peers/python.ts";
import { closeAll, startNodeSession } from "../process/session.ts";
import type { Session } from "../process/session.ts";
import type { TableWriter } from "../report/report.ts";
import { median } from "../statistics/quantile.ts";
import { ratioOfRounds, spreadOf } from "../statistics/spread.ts";
import type { Spread } from "../statistics/spread.ts";
import { takeTurns } from "../take-turns.ts";
import type { Contender } from "../take-turns.ts";
import { usableBackends } from "../usable-backends.ts";
import type { GradientProcessStart, GradientReply, GradientRequest } from "./gradient-process.ts";

const full = { batches: [16, 64, 128, 512], turnMs: 400 };
const quickCounts = { batches: [16], turnMs: 10 };

/** Median milliseconds of a turn. */
interface Turn {
  readonly tape: number;
  /** null: there is no replay here */
  readonly replay: number | null;
  readonly reason: string | null;
  readonly version: string;
}

/** The gradient alone: each model, batch and backend, with TensorFlow.js's tape and by replay; PyTorch with one thread beside it. */
export const gradientPart: Part = {
  name: "gradient",
  title: "upload, forward, backward and reading back",
  async run(context) {
    const { report, quick, python, signal } = context;
    const backends = await usableBackends();
    const sessions = backends.map(({ name }) =>
      startNodeSession(
        `gradients on ${name}`,
        new URL("./gradient-process.js", import.meta.url),
        { backend: name } satisfies GradientProcessStart,
        signal,
      ),
    );
    const torch = python === null ? null : startPythonSession(python, "gradients of PyTorch", "gradient.py", {}, signal);
    const table = report.table("Gradient of one shard", [
      { title: "recipe", unit: "" },
      { title: "backend", unit: "" },
      { title: "samples", unit: "" },
      { title: "tape", unit: "ms" },
      { title: "replay", unit: "ms" },
      { title: "tape : replay", unit: "times" },
      { title: "PyTorch", unit: "ms" },
      { title: "fastest of ours : PyTorch", unit: "times" },
    ]);
    try {
      // The others take samples that are no images.
      const recipes = listRecipes()
        .filter(({ data }) => data === mnist)
        .map(({ name }) => name);
      for (const recipe of quick ? recipes.slice(0, 1) : recipes) {
        for (const batch of (quick ? quickCounts : full).batches) await measure(recipe, batch, { sessions, torch }, context, table);
      }
    } finally {
      await closeAll([...sessions, ...(torch === null ? [] : [torch])]);
    }
    report.note("medians of the turns; new parameters before each gradient; one thread; samples are made up");
  },
};

interface Meters {
  /** by backend */
  readonly sessions: readonly Session[];
  readonly torch: Session | null;
}

async function measure(
  recipe: string,
  batch: number,
  { sessions, torch }: Meters,
  context: PartContext,
  table: TableWriter,
): Promise<void> {
  const { turnMs } = context.quick ? quickCounts : full;
  const request: GradientRequest = { recipe, batch, shards: 1, durationMs: turnMs };
  const ours = sessions.map((session): Contender<Turn> => ({ turn: async () => turnOf(await session.request<GradientReply>(request)) }));
  const theirs: Contender<Turn>[] =
    torch === null
      ? []
      : [
          {
            async turn() {
              const { medianMs } = await torch.request<Pick<StepTimes, "medianMs">>({ ...request, durationMs: turnMs / 2 });
              return { tape: medianMs, replay: null, reason: null, version: "" };
            },
          },
        ];
  const results = await takeTurns([...ours, ...theirs], context.rounds, context.signal);
  const peer = torch === null ? null : (results.at(-1) ?? []).map(({ tape }) => tape);
  const backends = await usableBackends();
  for (const [index, { name }] of backends.entries()) {
    const turns = results[index] ?? [];
    const tape = turns.map((turn) => turn.tape);
    const replays = turns.flatMap(({ replay }) => replay ?? []);
    const replay = replays.length === turns.length ? replays : null;
    const fastest = replay ?? tape;
    table.row(
      recipe,
      `${name} ${turns[0]?.version ?? ""}`,
      batch,
      median(tape),
      replay === null ? (turns[0]?.reason ?? null) : median(replay),
      replay === null ? null : ratioOfRounds(tape, replay),
      medianOf(peer),
      peer === null ? null : ratioOfRounds(fastest, peer),
    );
  }
}

function medianOf(rounds: readonly number[] | null): Spread | null {
  return rounds === null ? null : spreadOf(rounds);
}

function turnOf({ tape, replay, reason, version }: GradientReply): Turn {
  return { tape: tape.medianMs, replay: replay?.medianMs ?? null, reason, version };
}
