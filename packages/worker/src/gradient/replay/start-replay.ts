import type { ReplayedGradients } from "../shard-gradient.ts";
import type { TapeContext } from "../tape-gradient.ts";
import { GradientReplay, type ReplayNotice } from "./gradient-replay.ts";
import { NativeMachine } from "./native-machine.ts";
import { WasmMachine } from "./wasm-machine.ts";

/** Replay on the model's backend; null where the backend has none. */
export function startReplay(context: TapeContext, notify: (notice: ReplayNotice) => void): ReplayedGradients | null {
  const { name, tf } = context.backend;
  switch (name) {
    case "wasm":
      return new GradientReplay(new WasmMachine(tf), context, notify);
    case "tfjs-node":
    case "tfjs-node-gpu":
      return new GradientReplay(new NativeMachine(tf, context.backend.graphs), context, notify);
    case "cpu":
      return null;
    default:
      return name satisfies never;
  }
}
