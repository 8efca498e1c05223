import { LockstepError } from "@lockstep/core";
import type { BackendDescription, GradientTime } from "@lockstep/worker";
import type { Check } from "./check.ts";

type BackendName = BackendDescription["name"];

/** A check for each backend, and one for a gradient on the first of them that computes it: the one that training takes by itself. */
export async function checkBackends(
  descriptions: readonly BackendDescription[],
  measure: (name: BackendName) => Promise<GradientTime>,
): Promise<readonly Check[]> {
  const checks = descriptions.map(({ name, state, detail }): Check => {
    const check = { name: `backend ${name}`, detail };
    if (state === "ready") return { ...check, state: "ok" };
    if (state === "missing") return { ...check, state: "note" };
    return { ...check, state: "warning", advice: "training goes on to the next backend; build this one again (npm run setup:native)" };
  });
  const failures: string[] = [];
  for (const { name, state } of descriptions) {
    if (state !== "ready") continue;
    try {
      const { version, milliseconds } = await measure(name);
      const detail = `${milliseconds.toFixed(1)} ms for 32 images on ${name} ${version}, which training takes by itself`;
      const problem: Pick<Check, "state" | "advice"> =
        failures.length === 0 ? { state: "ok" } : { state: "warning", advice: `before it failed: ${failures.join("; ")}` };
      return [...checks, { name: "gradient", detail, ...problem }];
    } catch (error) {
      failures.push(`${name}: ${LockstepError.from(error).message}`);
    }
  }
  const detail = failures.length === 0 ? "no backend is ready" : failures.join("; ");
  return [...checks, { name: "gradient", state: "failed", detail, advice: "install the dependencies again (npx pnpm install --force)" }];
}
