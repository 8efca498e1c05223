import { existsSync, readdirSync } from "node:fs";

/** A device file of an NVIDIA driver; on systems without such files the driver itself has to answer. */
export function mayHaveNvidiaGpu(platform: NodeJS.Platform = process.platform, deviceFolder = "/dev"): boolean {
  if (platform !== "linux" || existsSync(`${deviceFolder}/dxg`)) return true;
  return countNvidiaDevices(deviceFolder) > 0;
}

/**
 * How many GPUs CUDA shows to this process, as far as that can be told without CUDA: CUDA_VISIBLE_DEVICES counts up to its first entry
 * that names no device; without it, all are visible.
 */
export function countVisibleGpus(environment: NodeJS.ProcessEnv = process.env, deviceFolder = "/dev"): number {
  const visible = environment["CUDA_VISIBLE_DEVICES"];
  if (visible === undefined) return countNvidiaDevices(deviceFolder);
  const entries = visible.split(",").map((entry) => entry.trim());
  const end = entries.findIndex((entry) => entry === "" || entry.startsWith("-"));
  return end < 0 ? entries.length : end;
}

function countNvidiaDevices(deviceFolder: string): number {
  if (!existsSync(deviceFolder)) return 0;
  return readdirSync(deviceFolder).filter((entry) => /^nvidia\d+$/.test(entry)).length;
}
