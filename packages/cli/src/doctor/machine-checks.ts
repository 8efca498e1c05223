import type { Check } from "./check.ts";

// What the machine is like: facts in, verdict out.

const mebibyte = 2 ** 20;

/** What the five processes of the default run take together on the wasm backend (proportional set size, measured), rounded up. */
const defaultRunBytes = 700 * mebibyte;

/** @param version e.g. "20.19.0" */
export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isSupported = (major === 20 && minor >= 19) || major === 21 || major === 22;
  if (isSupported) return { name: "Node", state: "ok", detail: version };
  const detail = `${version}; 20.19 or newer, 21 or 22 is needed (TensorFlow.js 4.22 does not run on 23 and later)`;
  return { name: "Node", state: "failed", detail, advice: "install one of these versions from https://nodejs.org" };
}

/** @param version null: there is no such program */
export function checkPackageManager(name: "npm" | "pnpm", version: string | null): Check {
  if (version !== null) return { name, state: "ok", detail: version };
  // Where there is npm, npx fetches the pnpm that the project names.
  if (name === "pnpm") return { name, state: "note", detail: "not installed; not needed where there is npm" };
  return {
    name,
    state: "warning",
    detail: "not found",
    advice: "it comes with Node; without it dependencies cannot be installed or brought up to date",
  };
}

/** @param cores that this process may use */
export function checkProcessor(cores: number): Check {
  if (cores > 1) return { name: "processor", state: "ok", detail: `${cores} cores` };
  return { name: "processor", state: "warning", detail: "1 core", advice: "more workers will not train faster here" };
}

/** @param availableBytes that this process could still take, limits of a container included */
export function checkMemory(availableBytes: number): Check {
  const detail = `${Math.round(availableBytes / mebibyte)} MiB available`;
  if (availableBytes >= defaultRunBytes) return { name: "memory", state: "ok", detail };
  const advice = `a run with two workers takes about ${defaultRunBytes / mebibyte} MiB: close other programs, raise the limit, or train with --workers 1`;
  return { name: "memory", state: "warning", detail, advice };
}
