import path from "node:path";
import { parseArgs } from "node:util";
import { LockstepError } from "@lockstep/core";

/** What of the table is trained. It is kept beside the report, so that a command that was stopped can go on. */
export interface AccuracyPlan {
  /** names of recipes; null: all */
  readonly recipes: readonly string[] | null;
  /** each row is trained with 0 .. seeds - 1 */
  readonly seeds: number;
  /** null: the first that works here */
  readonly backend: string | null;
  /** of each training, which does not change its weights; null: as many as a training has by itself */
  readonly workers: number | null;
  /** a few steps on a few images: only that everything runs */
  readonly quick: boolean;
  /** absolute path of a folder with Fashion-MNIST */
  readonly fashion: string | null;
}

/** What `npm run accuracy` was asked for. */
export type AccuracyRequest =
  | { readonly kind: "help" }
  | { readonly kind: "new"; readonly plan: AccuracyPlan; readonly out: string | null }
  /** @param report path without an extension */
  | { readonly kind: "resume"; readonly report: string };

export const accuracyUsage = `npm run accuracy -- [options]
  --recipes A,B    rows of these recipes only (default: all)
  --seeds N        seeds 0 to N - 1 (default 3; with --quick 1)
  --backend NAME   tfjs-node-gpu, tfjs-node or wasm (default: the first that works)
  --workers N      workers of each training; the weights are the same for any number (default: as lockstep train)
  --fashion DIR    also Fashion-MNIST, from a folder with its four IDX files
  --quick          a few steps each: shows that everything runs, and nothing of how well it learns
  --out DIR        where the report goes (default: benchmarks/results)
  --resume REPORT  goes on with what a command was asked for that was stopped; takes no other option
`;

/** A verdict is one of at least so many seeds. */
export const leastSeeds = 3;
const mostSeeds = 1000;

/** @param words of the command line. @throws LockstepError "usage" */
export function parseAccuracyRequest(words: readonly string[]): AccuracyRequest {
  const { help, resume, out, ...values } = parseFlags(words);
  if (help === true) return { kind: "help" };
  if (resume !== undefined) {
    const others = Object.entries({ ...values, out }).filter(([, value]) => value !== undefined);
    if (others.length > 0)
      throw new LockstepError(
        "usage",
        `--resume goes on with what was asked for then; leave out ${others.map(([name]) => `--${name}`).join(", ")}`,
      );
    return { kind: "resume", report: path.resolve(resume.replace(/\.(md|jsonl)$/, "")) };
  }
  const { recipes, seeds, backend, workers, quick = false, fashion } = values;
  const plan: AccuracyPlan = {
    recipes: recipes === undefined ? null : recipes.split(",").map((name) => name.trim()),
    seeds: seeds === undefined ? (quick ? 1 : leastSeeds) : wholeNumber("seeds", seeds),
    backend: backend ?? null,
    workers: workers === undefined ? null : wholeNumber("workers", workers),
    quick,
    fashion: fashion === undefined ? null : path.resolve(fashion),
  };
  return { kind: "new", plan, out: out === undefined ? null : path.resolve(out) };
}

interface Flags {
  readonly recipes?: string;
  readonly seeds?: string;
  readonly backend?: string;
  readonly workers?: string;
  readonly quick?: boolean;
  readonly fashion?: string;
  readonly out?: string;
  readonly resume?: string;
  readonly help?: boolean;
}

function parseFlags(words: readonly string[]): Flags {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = {
    recipes: text,
    seeds: text,
    backend: text,
    workers: text,
    quick: flag,
    fashion: text,
    out: text,
    resume: text,
    help: flag,
  };
  try {
    return parseArgs({ args: [...words], options }).values;
  } catch (error) {
    throw new LockstepError("usage", LockstepError.from(error).message, { cause: error });
  }
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > mostSeeds)
    throw new LockstepError("usage", `--${name} must be a whole number from 1 to ${mostSeeds}, not "${text}"`);
  return value;
}
