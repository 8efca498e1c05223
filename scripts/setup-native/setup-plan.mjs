import { parseArgs } from "node:util";
import { SetupFailure, firstLine } from "./setup-failure.mjs";

const usage = 2;

export const helpText = `Usage: npm run setup:native [-- OPTIONS]

Builds the native addon of TensorFlow.js, against TensorFlow from its Python wheel. Lockstep then uses it by itself.

  --gpu         the addon of @tensorflow/tfjs-node-gpu, for NVIDIA GPUs (CUDA 12)
  --wheel FILE  TensorFlow's wheel, downloaded elsewhere, for a machine without network
  --stock       let the package download its own TensorFlow 2.9.1 instead
  --remove      take the addon out again; what was built stays in the cache
  --help        this text

LOCKSTEP_CACHE names the folder for what is built (default: ~/.cache/lockstep). See docs/native.md.
`;

/**
 * @param {readonly string[]} commandLine
 * @returns {{ packageName: "tfjs-node" | "tfjs-node-gpu", mode: "help" | "remove" | "stock" | "wheel", wheelFile: string | null }}
 * @throws SetupFailure with exit code 2
 */
export function parseSetupArguments(commandLine) {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...commandLine],
      options: {
        gpu: { type: "boolean", default: false },
        stock: { type: "boolean", default: false },
        remove: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
        wheel: { type: "string" },
      },
    }));
  } catch (error) {
    throw new SetupFailure(`${firstLine(error.message)}; --help shows the options`, { exitCode: usage });
  }
  const modes = [values.remove && "remove", values.stock && "stock", values.wheel !== undefined && "wheel"].filter(Boolean);
  if (modes.length > 1) throw new SetupFailure("--remove, --stock and --wheel exclude each other", { exitCode: usage });
  return {
    packageName: values.gpu ? "tfjs-node-gpu" : "tfjs-node",
    mode: values.help ? "help" : (modes[0] ?? "wheel"),
    wheelFile: values.wheel ?? null,
  };
}

/**
 * The steps of a set-up, in order. Up to "place", only the cache and temporary folders are written to.
 * @param {{ isStock: boolean, isCached: boolean, isPlaced: boolean, hasWheel: boolean }} state isCached: TensorFlow's files and the addon
 *   are complete in the cache; isPlaced: the package has this very addon; hasWheel: --wheel was given
 * @returns {readonly ("stock" | "download" | "verify" | "unpack" | "strip" | "compile" | "check" | "keep" | "place")[]}
 */
export function planSteps({ isStock, isCached, isPlaced, hasWheel }) {
  if (isStock) return ["stock", "check", "place"];
  if (!isCached) return [hasWheel ? "verify" : "download", "unpack", "strip", "compile", "check", "keep", "place"];
  return isPlaced ? ["check"] : ["check", "place"];
}
