import { snapshotFolder } from "./parameter-server-role.ts";

/** A snapshot file, as its name has it. */
export interface SnapshotOnDisk {
  readonly file: string;
  readonly version: number;
  readonly generation: number;
}

/** The snapshots among some files, by version and generation. */
export function snapshotsAmong(files: readonly string[]): readonly SnapshotOnDisk[] {
  return files
    .flatMap((file) => {
      const [, version, generation] = /-v(\d+)-g(\d+)\.snapshot$/.exec(file) ?? [];
      const isSnapshot = version !== undefined && generation !== undefined && file.startsWith(`${snapshotFolder}/`);
      return isSnapshot ? [{ file, version: Number(version), generation: Number(generation) }] : [];
    })
    .toSorted((a, b) => a.version - b.version || a.generation - b.generation);
}

/** The float32 vectors of a snapshot file, whose form is written down in core's snapshot-file.ts: parameters, then optimizer slots. */
export function vectorsOf(bytes: Uint8Array): readonly Float32Array[] {
  const headerBytes = new DataView(bytes.buffer, bytes.byteOffset).getUint32(12, true);
  const header = JSON.parse(Buffer.from(bytes.subarray(16, 16 + headerBytes)).toString()) as {
    readonly bounds: { readonly start: number; readonly end: number };
    readonly slots: readonly string[];
  };
  const length = header.bounds.end - header.bounds.start;
  return [null, ...header.slots].map((_, index) => {
    const at = 16 + headerBytes + index * length * 4;
    return new Float32Array(bytes.slice(at, at + length * 4).buffer);
  });
}
