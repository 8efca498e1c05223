import { afterEach, expect, it } from "vitest";
import { askAll, closeAll, Session } from "./session.ts";

const sessions: Session[] = [];
afterEach(() => closeAll(sessions.splice(0)));

/** A process that does what the request says. */
const program = `
  const { createInterface } = require("node:readline");
  createInterface({ input: process.stdin }).on("line", (line) => {
    const request = JSON.parse(line);
    if (request.say) console.log("chatter of a library\\nbench:" + JSON.stringify({ said: request.say, pid: process.pid }));
    if (request.die) { console.error("Traceback (most recent call last):\\n  File \\"x\\"\\nit is broken\\n    at x"); process.exit(4); }
  }).on("close", () => process.exit(0));`;

function start(signal: AbortSignal = new AbortController().signal, name: string = process.execPath): Session {
  const session = new Session({ what: "the process", program: name, arguments: ["--eval", program], signal });
  sessions.push(session);
  return session;
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it("asks and is answered, whatever else the process prints", async () => {
  const session = start();
  expect(await session.request({ say: "a" })).toMatchObject({ said: "a" });
  const { pid } = await session.request<{ readonly pid: number }>({ say: "b" });
  await session.close();
  expect(isAlive(pid)).toBe(false);
});

it("says what the process said when it ended", async () => {
  const session = start();
  await expect(session.request({ die: true })).rejects.toMatchObject({
    code: "io",
    message: "the process ended with exit code 4: it is broken",
  });
  await expect(session.request({ say: "a" })).rejects.toThrow("exit code 4");
});

it("waits for no answer longer than it was told", async () => {
  const session = start();
  await expect(session.request({}, 300)).rejects.toThrow("did not answer {} within 0.3 s");
});

it("kills the process when the signal is aborted", async () => {
  const stopping = new AbortController();
  const session = start(stopping.signal);
  const { pid } = await session.request<{ readonly pid: number }>({ say: "a" });
  const unanswered = session.request({});
  stopping.abort(new Error("enough"));
  await expect(unanswered).rejects.toMatchObject({ code: "aborted", message: "enough" });
  await session.close();
  expect(isAlive(pid)).toBe(false);
});

it("says that a program cannot be started", async () => {
  await expect(start(undefined, "/nowhere/node").request({})).rejects.toThrow("the process cannot be started: spawn /nowhere/node ENOENT");
});

it("ends all when one fails", async () => {
  const [one, other] = [start(), start()];
  const { pid } = await one.request<{ readonly pid: number }>({ say: "a" });
  await other.request({ say: "a" });
  const dying = other.request({ die: true });
  dying.catch(() => {});
  await expect(askAll([other], { say: "a" })).rejects.toThrow("exit code 4");
  expect(isAlive(pid)).toBe(true);
  await expect(askAll([one, other], { say: "a" })).rejects.toThrow("exit code 4");
  expect(isAlive(pid)).toBe(false);
});
