import { readFileSync } from "node:fs";

/** The widest instructions first, each with what oneDNN asks of a processor before it uses them for float32. */
const instructionSets = [
  ["avx512", ["avx512f", "avx512bw", "avx512vl", "avx512dq"]],
  ["avx2", ["avx2", "fma"]],
  ["avx", ["avx"]],
] as const;

/**
 * What of a processor decides in which order TensorFlow adds, as in "avx512-32K-1024K": its vector instructions and the sizes of the caches of the
 * first two levels. oneDNN, by which matrix products are computed in any case, chooses its kernels by the one and the blocks of its sums by the other.
 *
 * @param cpuinfo contents of /proc/cpuinfo
 * @param caches sizes of the first-level data cache and the second-level cache, as Linux writes them
 * @param widest what the environment allows (ONEDNN_MAX_CPU_ISA); undefined: everything
 */
export function processorTraits(cpuinfo: string, caches: readonly string[], widest: string | undefined): string {
  const flags = new Set(/^flags\s*:(.*)$/m.exec(cpuinfo)?.[1]?.trim().split(/\s+/));
  const [instructions] = instructionSets.find(([, needed]) => needed.every((flag) => flags.has(flag))) ?? ["sse"];
  const limit = widest === undefined ? [] : [`max.${widest.toLowerCase().replaceAll(/[^a-z0-9_]/g, "")}`];
  return [instructions, ...limit, ...caches].join("-");
}

/**
 * {@link processorTraits} of this machine; "unknown" stands for a cache of which Linux does not tell, as in some virtual machines, and for all of it
 * where it does not tell of the processor.
 * @param readText default: reads a file
 */
export function readProcessorTraits(
  environment: NodeJS.ProcessEnv,
  readText = (file: string): string => readFileSync(file, "utf8"),
): string {
  const read = (file: string): string => {
    try {
      return readText(file).trim();
    } catch {
      return "";
    }
  };
  const caches = [0, 2].map((index) => read(`/sys/devices/system/cpu/cpu0/cache/index${index}/size`) || unknown);
  const cpuinfo = read("/proc/cpuinfo");
  return cpuinfo === "" ? unknown : processorTraits(cpuinfo, caches, environment["ONEDNN_MAX_CPU_ISA"]);
}

const unknown = "unknown";
