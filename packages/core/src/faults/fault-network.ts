import { LockstepError } from "../errors.ts";
import { FaultProxy } from "./fault-proxy.ts";
import type { DirectionFaults, LinkFaults } from "./link-faults.ts";

/**
 * The network between named processes, each with a {@link FaultProxy} of its own. Both ends of a pair may have dialled the other, so a
 * direction from A to B is what A sends on the connections that it dialled, and what it answers on those that B dialled.
 */
export class FaultNetwork {
  readonly #seed: number;
  readonly #proxies = new Map<string, FaultProxy>();
  readonly #addresses = new Map<string, string>();
  /** faults of a direction, by sender, then receiver */
  readonly #faults = new Map<string, Map<string, DirectionFaults>>();

  /** @param seed of jitter and slices, 0 to 2^32 - 1 */
  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Starts a process's proxy, once for all its lives. @returns the value of its LOCKSTEP_FAULT_PROXY */
  async join(name: string): Promise<string> {
    const known = this.#proxies.get(name);
    if (known !== undefined) return known.address;
    const proxy = await FaultProxy.listen({ seed: (this.#seed + this.#proxies.size) >>> 0 });
    this.#proxies.set(name, proxy);
    this.#applyAll();
    return proxy.address;
  }

  /** Where a process serves, as the others dial it; to be told again when it has come back under another address. */
  locate(name: string, address: string): void {
    const before = this.#addresses.get(name);
    if (before === address) return;
    if (before !== undefined) for (const proxy of this.#proxies.values()) proxy.setFaults(before, {});
    this.#addresses.set(name, address);
    this.#applyAll();
  }

  /** Sets what happens to everything that `from` sends to `to`; {}: nothing any more. */
  setFaults(from: string, to: string, faults: DirectionFaults): void {
    const byReceiver = this.#faults.get(from) ?? new Map<string, DirectionFaults>();
    this.#faults.set(from, byReceiver);
    byReceiver.set(to, faults);
    this.#apply(from, to);
    this.#apply(to, from);
  }

  /** Nothing passes between two processes, in both directions or one. */
  cut(a: string, b: string, direction: "both" | "a-to-b" | "b-to-a" = "both"): void {
    if (direction !== "b-to-a") this.setFaults(a, b, { blackhole: true });
    if (direction !== "a-to-b") this.setFaults(b, a, { blackhole: true });
  }

  /** Ends every fault. */
  heal(): void {
    this.#faults.clear();
    for (const proxy of this.#proxies.values()) proxy.heal();
  }

  /** Resets every connection between two processes. @returns how many */
  reset(a: string, b: string): number {
    return this.#resetDialled(a, b) + this.#resetDialled(b, a);
  }

  /** The proxy of one process, for faults of connections that it dials itself. @throws LockstepError "configuration" if it has none */
  proxyOf(name: string): FaultProxy {
    const proxy = this.#proxies.get(name);
    if (proxy === undefined) {
      throw new LockstepError("configuration", `${name} has no fault proxy; there are ${[...this.#proxies.keys()].join(", ") || "none"}`);
    }
    return proxy;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#proxies.values()].map((proxy) => proxy.close()));
  }

  #resetDialled(dialler: string, target: string): number {
    const address = this.#addresses.get(target);
    return address === undefined ? 0 : (this.#proxies.get(dialler)?.reset(address) ?? 0);
  }

  #applyAll(): void {
    for (const [from, byReceiver] of this.#faults) {
      for (const to of byReceiver.keys()) {
        this.#apply(from, to);
        this.#apply(to, from);
      }
    }
  }

  /** The connections that `dialler` has to `target`. */
  #apply(dialler: string, target: string): void {
    const address = this.#addresses.get(target);
    if (address === undefined) return;
    const faults: LinkFaults = {
      toTarget: this.#faults.get(dialler)?.get(target) ?? {},
      fromTarget: this.#faults.get(target)?.get(dialler) ?? {},
    };
    this.#proxies.get(dialler)?.setFaults(address, faults);
  }
}
