import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { diskCompliance } from "../testing/disk-compliance.ts";
import { nodeDisk } from "./node-disk.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "disk-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("this machine's disk", () => {
  it.each(diskCompliance)("$name", async ({ run }) => {
    await expect(run(nodeDisk, folder)).resolves.toBeUndefined();
  });

  it("makes files of its own that only their owner can read, and others as the user wants them", () => {
    const permissionsOf = (name: string): number => statSync(path.join(folder, name)).mode & 0o777;
    nodeDisk.openNow(path.join(folder, "own"), "new").closeNow();
    nodeDisk.openNow(path.join(folder, "ledger"), "create").closeNow();
    expect(permissionsOf("own")).toBe(0o600);
    expect(permissionsOf("ledger")).toBe(0o666 & ~process.umask());
  });
});
