import { parentPort, type MessagePort } from "node:worker_threads";
import { layoutJson, LockstepError, sharedVectors } from "@lockstep/core/local";
import { loadTensorFlow } from "../backend/portable-backend.ts";
import { selectBackend } from "../backend/select-backend.ts";
import type { ThreadCommand, ThreadReply, ThreadStart } from "./gradient-messages.ts";
import { loadModel } from "./load-model.ts";
import { startReplay } from "./replay/start-replay.ts";
import { StepGradient, type SubtreeRoot } from "./step-gradient.ts";

/*
 * Entry of the worker thread that owns TensorFlow.js: its kernels block whatever thread they run on. Its face on the main thread is
 * gradient-computer.ts.
 */

if (parentPort === null) throw new LockstepError("usage", "gradient-thread is the entry of a worker thread; use startGradientComputer");
const port = parentPort;
/** what came while the first command was being carried out */
const early: ThreadCommand[] = [];
let obey: ((command: ThreadCommand) => void) | null = null;
port.on("message", (command: ThreadCommand) => {
  if (command.kind === "start") void serve(port, command);
  else if (obey === null) early.push(command);
  else obey(command);
});
preload();

/** What every backend needs. If it cannot be loaded, choosing a backend will tell why. */
function preload(): void {
  try {
    loadTensorFlow();
  } catch {
    return;
  }
}

async function serve(port: MessagePort, { settings, workerName, data, replay }: ThreadStart): Promise<void> {
  const reply = (message: ThreadReply): void => port.postMessage(message);
  const fail = (id: number, thrown: unknown): void => {
    const { code, message } = LockstepError.from(thrown);
    reply({ kind: "failed", id, code, message });
  };

  try {
    const backend = await selectBackend(settings.backend);
    reply({ kind: "starting", doing: `building the model of the recipe ${settings.recipe} and trying its gradient` });
    const { context: tape, layout, topologyJson, augmentation, ownCode } = await loadModel(settings, data, backend);
    if (replay && ownCode !== null) reply({ kind: "replay", notice: { level: "warn", text: `gradients are not replayed: ${ownCode}` } });
    const replayed = replay && ownCode === null;
    const context = { ...tape, replay: replayed ? startReplay(tape, (notice) => reply({ kind: "replay", notice })) : null };
    const parameters = sharedVectors(2, layout.length) as [Float32Array, Float32Array];
    const gradient = new StepGradient({ settings, data, workerName, parameterCount: layout.length, context, augmentation });
    let roots: readonly SubtreeRoot[] = [];

    const carryOut = (command: ThreadCommand): void => {
      switch (command.kind) {
        case "load":
          gradient.loadShard(command.shard, command.train, command.test, command.validation);
          return reply({ kind: "loaded", id: command.id });
        case "assign":
          roots = command.roots;
          return;
        case "prepare":
          return gradient.prepare(command.step, roots);
        case "compute":
          return reply({
            kind: "computed",
            id: command.id,
            result: gradient.compute(command.step, parameters[command.step & 1] as Float32Array, roots),
            tensors: backend.tf.memory().numTensors,
          });
        case "close":
          port.close();
          return;
        case "start":
          throw new LockstepError("invariant", "gradient thread: started twice");
        default:
          command satisfies never;
      }
    };
    obey = (command) => {
      try {
        carryOut(command);
      } catch (error) {
        fail("id" in command ? command.id : 0, error);
      }
    };
    reply({
      kind: "ready",
      description: {
        layout,
        layoutJson: layoutJson(layout),
        topologyJson,
        backend: backend.name,
        backendVersion: backend.version,
        backendReason: backend.reason,
        backendWarnings: backend.warnings,
      },
      parameters,
    });
    for (const command of early.splice(0)) obey(command);
  } catch (error) {
    fail(0, error);
  }
}
