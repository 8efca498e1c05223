import type { BackendName } from "@lockstep/core";
import { GradientMeter } from "@lockstep/worker";
import type { StepComparison, StepSize } from "@lockstep/worker";
import { serveRequests } from "../process/serve-requests.ts";

// Gradients on one backend, in a process of its own: TensorFlow.js has one backend a process.

export interface GradientProcessStart {
  readonly backend: BackendName;
}

export interface GradientRequest extends StepSize {
  readonly recipe: string;
  readonly durationMs: number;
}

export interface GradientReply extends StepComparison {
  readonly version: string;
}

const { backend } = JSON.parse(process.argv[2] ?? "{}") as GradientProcessStart;
let open: { readonly recipe: string; readonly meter: GradientMeter } | null = null;

serveRequests(async ({ recipe, durationMs, ...size }: GradientRequest): Promise<GradientReply> => {
  if (open?.recipe !== recipe) open = { recipe, meter: await GradientMeter.open(backend, recipe) };
  return { ...open.meter.compare(size, durationMs), version: open.meter.version };
});
