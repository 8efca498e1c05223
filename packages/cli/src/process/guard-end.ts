import { hasLauncher } from "./launcher-link.ts";

/**
 * Whatever ends this process other than the command itself must not look like success or like a crash: a module of the user that calls
 * process.exit or never finishes loading, an error that nobody caught, an output that takes nothing more.
 * @returns to be called when the command is done
 */
export function guardEnd(): () => void {
  let done = false;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // EPIPE: whoever read the output has gone (`lockstep train | head`), there is nobody left to tell.
    if (error.code !== "EPIPE") tell(`the output cannot be written: ${error.message}`);
    process.exit(1);
  });
  // Nobody reads the errors either.
  process.stderr.on("error", () => process.exit(1));
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
  return () => {
    done = true;
  };
}

function tell(message: string): void {
  process.stderr.write(`lockstep: ${message}\n`);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, " ");
}
