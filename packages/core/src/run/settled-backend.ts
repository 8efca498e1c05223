import { backendNames } from "./parse-settings.ts";
import type { RunSettings } from "./settings.ts";

/**
 * The backend that the workers of a run must take. "auto" is open until the first worker has chosen: what is the best on a machine may change
 * (`npm run setup:native`), and the run must go on with the one that its gradients came from.
 * @param first of the first worker of the run; null: there was none yet
 */
export function settledBackend(
  { backend, allowMixedBackends }: Pick<RunSettings, "backend" | "allowMixedBackends">,
  first: string | null,
): RunSettings["backend"] {
  if (backend !== "auto" || allowMixedBackends) return backend;
  return backendNames.find((name) => name === first) ?? "auto";
}
