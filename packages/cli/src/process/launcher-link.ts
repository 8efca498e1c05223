import { LockstepError } from "@lockstep/core";
import type { CoordinatorNews, ProcessMessage } from "../launcher/messages.ts";

/**
 * Ties this process to the launcher that started it, if one did: when the launcher is gone, however it died, this process ends at once.
 * Ctrl-C of a terminal reaches every process of the group; the launcher decides what it means.
 */
export function bindToLauncher(): void {
  // Gone while this process was still loading its modules: that "disconnect" was before anybody listened.
  if (hasLauncher() && !process.connected) process.exit(1);
  if (process.channel === undefined || process.channel === null) return;
  process.on("disconnect", () => process.exit(1));
  process.on("SIGINT", () => {});
  // Listening for "disconnect" must not keep a process alive that has nothing else to do.
  process.channel.unref();
}

export function hasLauncher(): boolean {
  return process.send !== undefined;
}

/** Tells the launcher; resolves when the message is on its way (at once without a launcher). Never rejects: a launcher that is gone needs no news. */
export function tellLauncher(message: ProcessMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}

/** Waits for what the launcher has to say, and keeps the process alive for it. Rejects with the signal's reason. */
export function hearLauncher(signal: AbortSignal): Promise<CoordinatorNews> {
  return new Promise((resolve, reject) => {
    const over = (): void => {
      process.off("message", hear);
      signal.removeEventListener("abort", aborted);
      process.channel?.unref();
    };
    const hear = (message: unknown): void => {
      over();
      resolve(message as CoordinatorNews);
    };
    const aborted = (): void => {
      over();
      reject(LockstepError.from(signal.reason, "aborted"));
    };
    if (signal.aborted) return aborted();
    signal.addEventListener("abort", aborted, { once: true });
    process.channel?.ref();
    process.once("message", hear);
  });
}
