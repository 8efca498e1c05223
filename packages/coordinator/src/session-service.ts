import { addSessionMethod, canonicalJson, describeMethod, LockstepError, protocolVersion, settledBackend } from "@lockstep/core";
import type { Dataset, Logger, OpenSessions, RpcServer, RunSettings } from "@lockstep/core";
import type { MembershipLoop } from "./membership-loop.ts";

export interface ServedRun {
  readonly runId: string;
  readonly settings: RunSettings;
  readonly recipeHash: string;
  readonly dataset: Dataset;
}

/** Serves `Coordinator.Describe` and `Coordinator.Session`: what the run is, and a place in it. */
export function addSessionService(server: RpcServer, run: ServedRun, loop: MembershipLoop, logger: Logger): OpenSessions {
  const { dataset, settings } = run;
  const description = {
    protocolVersion,
    runId: run.runId,
    recipeHash: run.recipeHash,
    data: {
      trainSamples: dataset.train.count,
      testSamples: dataset.test.count,
      ...(dataset.validation && { validationSamples: dataset.validation.count }),
      featureShape: [...dataset.featureShape],
      classes: dataset.classes,
      floatFeatures: dataset.featureType === "float32",
      targets: dataset.targets ?? 0,
    },
  };
  server.addUnary(
    describeMethod,
    (request) => {
      if (request.protocolVersion !== protocolVersion) {
        throw new LockstepError(
          "refused",
          `this run speaks protocol version ${protocolVersion}, the caller ${request.protocolVersion ?? 0}: run the same release everywhere`,
        );
      }
      const backend = settledBackend(settings, loop.state.firstWorker?.backend ?? null);
      return { ...description, settingsJson: canonicalJson({ ...settings, backend }) };
    },
    { runOptional: true },
  );
  return addSessionMethod(server, loop, logger);
}
