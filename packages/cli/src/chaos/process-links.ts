import { FaultNetwork, faultProxyVariable } from "@lockstep/core";

/** Cuts of the connections between the processes of a training, by their names, each for a time of its own. */
export class ProcessLinks {
  readonly #network: FaultNetwork;
  /** value of {@link faultProxyVariable} by process */
  readonly #proxies: ReadonlyMap<string, string>;
  readonly #located = new Set<string>();
  /** sender and receiver of everything that is held back, once for each cut that holds it back */
  readonly #held: (readonly [sender: string, receiver: string])[] = [];

  private constructor(network: FaultNetwork, proxies: ReadonlyMap<string, string>) {
    this.#network = network;
    this.#proxies = proxies;
  }

  /** Opens a proxy for each of these processes. */
  static async open(names: readonly string[]): Promise<ProcessLinks> {
    const network = new FaultNetwork(0);
    return new ProcessLinks(network, new Map(await Promise.all(names.map(async (name) => [name, await network.join(name)] as const))));
  }

  /** Variables that send a process's connections through its proxy. */
  environmentOf(name: string): Readonly<Record<string, string>> {
    const proxy = this.#proxies.get(name);
    return proxy === undefined ? {} : { [faultProxyVariable]: proxy };
  }

  /** Says where a process listens now; a restarted one may have moved, its cuts move with it. */
  locate(name: string, address: string): void {
    this.#network.locate(name, address);
    this.#located.add(name);
  }

  /**
   * Holds back what these two send to each other; `oneWay`: only what `from` sends to `to`. Their connections stay up.
   * @returns what heals it; null if it is not known where one of them listens
   */
  cut(from: string, to: string, oneWay: boolean): (() => void) | null {
    if (!this.#located.has(from) || !this.#located.has(to)) return null;
    const directions = oneWay ? [[from, to] as const] : [[from, to] as const, [to, from] as const];
    for (const direction of directions) this.#hold(direction);
    return () => {
      for (const direction of directions) this.#release(direction);
    };
  }

  async close(): Promise<void> {
    await this.#network.close();
  }

  #hold(direction: readonly [string, string]): void {
    this.#held.push(direction);
    this.#network.setFaults(...direction, { blackhole: true });
  }

  /** Another cut may still hold it. */
  #release(direction: readonly [string, string]): void {
    this.#held.splice(this.#held.indexOf(direction), 1);
    const held = this.#held.some(([sender, receiver]) => sender === direction[0] && receiver === direction[1]);
    this.#network.setFaults(...direction, { blackhole: held });
  }
}
