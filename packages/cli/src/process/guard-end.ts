import { hasLauncher } from "./launcher-link.ts";

let outputNeeded = true;

/** What this process does is worth more than what it says: a full disk under its output is told once on stderr and does not end it. */
export function goOnWithoutOutput(): void {
  outputNeeded = false;
}

/**
 * Whatever ends this process other than the command itself must not look like success or like a crash: a module of the user that calls
 * process.exit or never finishes loading, an error that nobody caught, an output that takes nothing more.
 * @returns to be called when the command is done; resolves when all that it said has been written or has failed to be
 */
export function guardEnd(): () => Promise<void> {
  let done = false;
  let told = false;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // EPIPE: whoever read the output has gone (`lockstep train | head`), there is nobody left to tell.
    if (error.code === "EPIPE") process.exit(1);
    if (!told) tell(`the output cannot be written: ${error.message}`);
    told = true;
    if (outputNeeded) process.exit(1);
  });
  process.stderr.on("error", (error: NodeJS.ErrnoException) => {
    // Nobody reads the errors either.
    if (error.code === "EPIPE" || outputNeeded) process.exit(1);
  });
  process.on("exit", (code) => {
    if (done || code !== 0) return;
    tell("the command ended before it was done (a recipe that calls process.exit, or waits for something that never comes?)");
    process.exitCode = 1;
  });
  // A process of a run leaves the whole stack in its log.
  if (!hasLauncher()) {
    process.on("uncaughtException", (error: Error) => {
      tell(process.env["LOCKSTEP_DEBUG"] === "1" ? (error.stack ?? String(error)) : `unexpected: ${oneLine(String(error))}`);
      process.exit(1);
    });
  }
  return async () => {
    done = true;
    await new Promise<void>((resolve) => process.stdout.write("", () => resolve()));
    // The error of a write comes after its callback.
    await new Promise((resolve) => setImmediate(resolve));
  };
}

function tell(message: string): void {
  process.stderr.write(`lockstep: ${message}\n`);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, " ");
}
