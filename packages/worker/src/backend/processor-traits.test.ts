import { expect, it } from "vitest";
import { processorTraits } from "./processor-traits.ts";

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
