import { createServer } from "node:net";
import { LockstepError } from "@lockstep/core";

/** Throws "configuration" unless a server can listen there now. Port 0 always can. */
export async function requireFreePort(host: string, port: number): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host, port }, resolve);
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      code === "EADDRINUSE" ? "is in use" : code === "EACCES" ? "needs more rights than this user has" : `cannot be used (${message})`;
    throw new LockstepError("configuration", `port ${port} of ${host} ${why}; choose another with --port, or none with --no-dashboard`, {
      cause: error,
    });
  }
  await new Promise((resolve) => server.close(resolve));
}
