import type { RunEvent, RunSummary } from "@lockstep/core";

/** What is known of a run from the events of its coordinator, and stays known when another coordinator goes on. */
export class RunNews {
  #address: string | null = null;
  #httpAddress: string | null = null;
  #underWay = false;
  #lastEpoch = -1;
  #summary: RunSummary | null = null;
  #finished = false;

  /** host:port where the coordinator listens, or did last; null: none has listened yet */
  get address(): string | null {
    return this.#address;
  }

  /** host:port of its status page; null: there is none */
  get httpAddress(): string | null {
    return this.#httpAddress;
  }

  /** There was a generation. */
  get underWay(): boolean {
    return this.#underWay;
  }

  /** null: the run has not been finished yet */
  get summary(): RunSummary | null {
    return this.#summary;
  }

  /** The coordinator has said so or ended well, and has not crashed since. */
  get finished(): boolean {
    return this.#finished;
  }

  /** @returns false if the event tells nothing new */
  hear(event: RunEvent): boolean {
    switch (event.type) {
      case "listening":
        this.#address = event.address;
        this.#httpAddress = event.httpAddress;
        return true;
      case "generation":
        this.#underWay = true;
        return true;
      case "epoch":
        // A coordinator that was started again reads the ledger from its beginning.
        if (event.epoch.epoch <= this.#lastEpoch) return false;
        this.#lastEpoch = event.epoch.epoch;
        return true;
      case "finished":
        this.finish(event.summary);
        return true;
      default:
        return true;
    }
  }

  /** The run is finished, whoever says so. */
  finish(summary: RunSummary): void {
    this.#finished = true;
    this.#summary = summary;
  }

  /** @param how crashed: the next one has to bring the run to its end, even if this one had said that it is finished */
  coordinatorEnded(how: "well" | "crashed"): void {
    this.#finished = how === "well";
  }
}
