import { createInterface } from "node:readline";

/** Begins a line of stdout that answers a request; libraries may write other lines between. */
export const replyMark = "bench:";

/**
 * The other end of a Session: answers the requests on stdin, one after the other, and ends this process with its input. An error ends it
 * too, with its message on stderr.
 */
export function serveRequests(answer: (request: never) => Promise<object> | object): void {
  let last: Promise<void> = Promise.resolve();
  createInterface({ input: process.stdin })
    .on("line", (line) => {
      last = last.then(async () => {
        const reply = await answer(JSON.parse(line) as never);
        process.stdout.write(`${replyMark}${JSON.stringify(reply)}\n`);
      });
      last.catch((error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`, () => process.exit(1));
      });
    })
    .on("close", () => process.exit(0));
}
