import path from "node:path";
import { LockstepError, nodeDisk, parseLayout } from "@lockstep/core";
import { coordinatorFolder } from "./coordinator-folder.ts";
import { readText } from "./read-text.ts";

/** What the first worker of a run said of the model; every other worker must say the same. */
export interface FirstWorker {
  readonly layoutJson: string;
  readonly topologyJson: string;
  readonly backend: string;
  readonly backendVersion: string;
}

/** In the folder of the journal, as JSON. */
export const firstWorkerFile = "model.json";

/** The backend that computes the gradients of the run in a folder; null: none has yet, or it cannot be read. */
export function recordedBackend(runFolder: string): string | null {
  try {
    const json = readText(nodeDisk, path.join(coordinatorFolder(runFolder), firstWorkerFile));
    return json === null ? null : parseFirstWorker(json).backend;
  } catch {
    return null;
  }
}

/** Throws if the text is damaged. */
export function parseFirstWorker(json: string): FirstWorker {
  const { layoutJson, topologyJson, backend, backendVersion } = JSON.parse(json) as Readonly<Record<keyof FirstWorker, unknown>>;
  if (
    typeof layoutJson !== "string" ||
    typeof topologyJson !== "string" ||
    typeof backend !== "string" ||
    typeof backendVersion !== "string"
  ) {
    throw new LockstepError("configuration", "a field is missing");
  }
  parseLayout(layoutJson);
  return { layoutJson, topologyJson, backend, backendVersion };
}
