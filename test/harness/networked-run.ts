import { FaultNetwork, faultProxyVariable } from "@lockstep/core";
import type { RunningCommand } from "./command.ts";
import { freePort, HandStartedRun } from "./hand-started-run.ts";

const timeoutMs = 600_000;

/** A run started by hand whose processes reach each other only through fault proxies, one each, and serve on ports that are known. */
export class NetworkedRun {
  readonly run: HandStartedRun;
  readonly network: FaultNetwork;
  readonly #environment: Readonly<Record<string, string>>;

  private constructor(run: HandStartedRun, environment: Readonly<Record<string, string>>) {
    this.run = run;
    this.network = new FaultNetwork(1);
    this.#environment = environment;
    this.network.locate("coordinator", run.address);
  }

  /** @param environment of every process */
  static async prepare(
    scratch: string,
    name: string,
    settings: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<NetworkedRun> {
    return new NetworkedRun(await HandStartedRun.prepare(scratch, name, settings, timeoutMs), environment);
  }

  async coordinator(flags: readonly string[] = []): Promise<RunningCommand> {
    return this.run.coordinator(flags, { ...this.#environment, [faultProxyVariable]: await this.network.join("coordinator") });
  }

  async parameterServer(range: number): Promise<RunningCommand> {
    return this.run.parameterServer(range, await this.#member(`parameter-server-${range}`));
  }

  async worker(name: string, flags: readonly string[] = []): Promise<RunningCommand> {
    return this.run.worker(name, flags, await this.#member(name));
  }

  async #member(name: string): Promise<Readonly<Record<string, string>>> {
    const address = `127.0.0.1:${await freePort()}`;
    const proxy = await this.network.join(name);
    this.network.locate(name, address);
    return { ...this.#environment, LOCKSTEP_LISTEN: address, [faultProxyVariable]: proxy };
  }

  /** Kills what is still running and closes the proxies. */
  async end(): Promise<void> {
    this.run.end();
    await this.network.close();
  }
}
