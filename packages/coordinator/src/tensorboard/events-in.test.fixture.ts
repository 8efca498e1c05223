import { readFile } from "node:fs/promises";
import { expect } from "vitest";
import * as proto from "../../generated/tensorboard.js";
import { readRecords } from "./event-record.ts";

/** What stands in an event file, which must be whole: its version, then tag@step. */
export async function eventsIn(file: string): Promise<string[]> {
  const found: string[] = [];
  const bytes = await readFile(file);
  const end = readRecords(bytes, (data) => {
    const { step, summary, fileVersion } = proto.Event.decode(data);
    if (fileVersion) found.push(fileVersion);
    for (const { tag } of summary?.value ?? []) found.push(`${tag}@${Number(step ?? 0)}`);
  });
  expect(end).toBe(bytes.length);
  return found;
}
