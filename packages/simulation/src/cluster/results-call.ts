import { LockstepError } from "@lockstep/core";
import type { SimulatedProcess } from "../engine/world.ts";
import type { SimulatedNetwork } from "../network/simulated-network.ts";

/** What a parameter server holds at the end of a run. */
export interface RangeResults {
  readonly ledger: string;
  readonly parameters: Float32Array;
}

export interface ResultsSource {
  readonly ledger: () => Promise<Uint8Array>;
  readonly parameters: (version: number) => Float32Array | null;
}

/** Serves the ledger and a version of the parameters at an address. */
export function serveResults(network: SimulatedNetwork, process: SimulatedProcess, address: string, source: ResultsSource): void {
  network.listen(process, address, "results", (end) => ({
    message: ([version = 0]) => {
      void source.ledger().then((ledger) => {
        const parameters = source.parameters(version);
        if (parameters !== null) {
          end.send(ledger);
          end.send(new Uint8Array(parameters.slice().buffer));
        }
        end.end();
      });
    },
    lost: () => {},
  }));
}

/** Rejects with "peer-lost" or "unavailable" if the server cannot be asked or does not hold the version, and with the signal's reason. */
export function fetchResults(
  network: SimulatedNetwork,
  process: SimulatedProcess,
  address: string,
  version: number,
  signal: AbortSignal,
): Promise<RangeResults> {
  return new Promise((resolve, reject) => {
    const answers: Uint8Array[] = [];
    const settle = (how: () => void): void => {
      signal.removeEventListener("abort", aborted);
      end.cancel();
      how();
    };
    const aborted = (): void => settle(() => reject(LockstepError.from(signal.reason, "aborted")));
    const end = network.dial(process, address, "results", {
      message: (bytes) => {
        answers.push(bytes);
        const [ledger, parameters] = answers;
        if (ledger === undefined || parameters === undefined) return;
        settle(() => resolve({ ledger: Buffer.from(ledger).toString("latin1"), parameters: new Float32Array(parameters.slice().buffer) }));
      },
      lost: (reason) => settle(() => reject(reason)),
    });
    signal.addEventListener("abort", aborted, { once: true });
    if (signal.aborted) aborted();
    else end.send(Uint8Array.of(version));
  });
}
