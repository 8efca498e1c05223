import { fetchStatus } from "../status/fetch-status.ts";

const everyMs = 250;

/** Asks the status page again and again where the members of a run listen: a restarted one listens elsewhere. */
export class AddressWatch {
  readonly #url: string;
  readonly #know: (name: string, address: string) => void;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  /** @param url of the status page of the run */
  constructor(url: string, know: (name: string, address: string) => void) {
    this.#url = url;
    this.#know = know;
    void this.#ask();
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    try {
      const { workers, parameterServers } = await fetchStatus({ url: this.#url, runId: null });
      if (this.#closed) return;
      for (const [name, { address, connected }] of Object.entries({ ...workers, ...parameterServers }))
        if (connected) this.#know(name, address);
    } catch {
      // The coordinator is away: what was known last holds.
    }
    if (!this.#closed) this.#timer = setTimeout(() => void this.#ask(), everyMs);
  }
}
