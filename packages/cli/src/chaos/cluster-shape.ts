import { coordinatorName, parameterServerName, workerName } from "../launcher/process-names.ts";

/** What a plan of faults must know of the run. */
export interface ClusterShape {
  readonly workers: number;
  readonly parameterServers: number;
  /** of the whole run */
  readonly steps: number;
}

/** Every process that is started at first. */
export function namesOf({ workers, parameterServers }: Pick<ClusterShape, "workers" | "parameterServers">): readonly string[] {
  return [
    coordinatorName,
    ...Array.from({ length: parameterServers }, (_, range) => parameterServerName(range)),
    ...Array.from({ length: workers }, (_, number) => workerName(number)),
  ];
}
