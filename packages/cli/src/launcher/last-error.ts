import { open } from "node:fs/promises";

const tailBytes = 64 * 1024;
const errorLevel = 50;

/** The last line of a log that tells of an error (a pino line of level error, or text such as an uncaught exception); "" if there is none. */
export function lastErrorLine(log: string): string {
  for (const line of log.split("\n").toReversed()) {
    const entry = parseEntry(line);
    if (entry === null) {
      if (/\b\w*error\b/i.test(line) && !/^\s+at /.test(line)) return line.trim().replace(/^lockstep: /, "");
    } else if (entry.level >= errorLevel) return entry.message;
  }
  return "";
}

function parseEntry(line: string): { readonly level: number; readonly message: string } | null {
  if (!line.startsWith("{")) return null;
  try {
    const { level, msg } = JSON.parse(line) as { readonly level?: unknown; readonly msg?: unknown };
    return { level: typeof level === "number" ? level : 0, message: String(msg) };
  } catch {
    return null;
  }
}

/** As {@link lastErrorLine}, of the last 64 KiB of a file; "" if it cannot be read. */
export async function lastErrorOf(logFile: string): Promise<string> {
  try {
    const handle = await open(logFile, "r");
    try {
      const { size } = await handle.stat();
      const length = Math.min(size, tailBytes);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
      return lastErrorLine(buffer.toString("utf8", 0, bytesRead));
    } finally {
      await handle.close();
    }
  } catch {
    return "";
  }
}
