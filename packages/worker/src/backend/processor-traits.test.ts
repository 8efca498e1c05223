import { expect, it } from "vitest";
import { processorTraits, readProcessorTraits } from "./processor-traits.ts";

const cpuinfo = (flags: string): string => `processor\t: 0\nmodel name\t: Any\nflags\t\t: fpu ${flags}\nbogomips\t: 1\n`;

it.each([
  ["avx avx2 fma avx512f avx512bw avx512vl avx512dq", "avx512"],
  ["avx avx2 fma avx512f", "avx2"],
  ["avx avx2", "avx"],
  ["sse4_1", "sse"],
])("of %s is %s", (flags, instructions) => {
  expect(processorTraits(cpuinfo(flags), ["32K", "1024K"], undefined)).toBe(`${instructions}-32K-1024K`);
});

it("tells what the environment allows, in letters that a version may have", () => {
  expect(processorTraits(cpuinfo("avx avx2 fma"), ["32K", "1024K"], "AVX2+\n")).toBe("avx2-max.avx2-32K-1024K");
});

it("tells the instructions of a machine that says nothing of its caches", () => {
  const read = (known: Readonly<Record<string, string>>): string =>
    readProcessorTraits({}, (file) => {
      const text = known[file];
      if (text === undefined) throw new Error(`no ${file}`);
      return text;
    });
  const processor = { "/proc/cpuinfo": cpuinfo("avx avx2 fma") };
  expect(read(processor)).toBe("avx2-unknown-unknown");
  expect(read({ ...processor, "/sys/devices/system/cpu/cpu0/cache/index2/size": "1024K\n" })).toBe("avx2-unknown-1024K");
  expect(read({})).toBe("unknown");
});
