// What `npm run accuracy` runs.
import { exitCodeOf, LockstepError } from "@lockstep/core";
import { accuracyUsage, parseAccuracyRequest } from "./accuracy-request.ts";
import { measureAccuracy } from "./measure-accuracy.ts";

const words = process.argv.slice(2);
const stop = new AbortController();
let exitCodeOfStop = 0;
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  process.on(signal, () => {
    exitCodeOfStop ||= code;
    stop.abort(new LockstepError("aborted", `stopped by ${signal}`));
  });
}

// Who reads the output may leave (`npm run accuracy | head`): the report is worth more.
process.stdout.on("error", () => {});

try {
  const request = parseAccuracyRequest(words);
  if (request.kind === "help") process.stdout.write(accuracyUsage);
  else {
    process.exitCode = await measureAccuracy(request, {
      commandLine: ["npm run accuracy --", ...words.map((word) => (/\s/.test(word) ? JSON.stringify(word) : word))].join(" "),
      write: (text) => void process.stdout.write(text),
      signal: stop.signal,
    });
  }
} catch (error) {
  const failure = LockstepError.from(error, "io");
  if (exitCodeOfStop === 0) process.stderr.write(`lockstep: ${failure.message}${failure.code === "usage" ? `\n\n${accuracyUsage}` : "\n"}`);
  process.exitCode = exitCodeOfStop || exitCodeOf(failure);
}
