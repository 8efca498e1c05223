import type { Samples } from "@lockstep/core/local";
import { tapeGradient, type GradientOutput, type TapeContext } from "../tape-gradient.ts";
import type { Machine, ReplayProgram } from "./machine.ts";
import { makeProgram } from "./make-program.ts";
import type { KernelCall, Recording, RecordingOutcome } from "./recording.ts";
import { recordingDifference } from "./same-recording.ts";

/** What the user may want to know of it. */
export interface ReplayNotice {
  readonly level: "debug" | "warn";
  readonly text: string;
}

/** Gradients that must be bit-equal to the tape's, for each batch size, before the tape is left out. */
const provingGradients = 3;
/** Batch sizes that are remembered; a run has two or three. */
const batchSizes = 8;

interface Proving<Value> {
  readonly kind: "proving";
  readonly program: ReplayProgram<Value>;
  /** gradients that were bit-equal */
  readonly equal: number;
  /** versions of the parameters written before the first of them */
  readonly writes: number;
}

/** of the dropout layers */
type Masks = readonly Float32Array[];

/** How far a batch size has come. */
type Stage<Call extends KernelCall, Value> =
  | { readonly kind: "recorded"; readonly recording: Recording<Call> }
  | Proving<Value>
  | { readonly kind: "proved"; readonly program: ReplayProgram<Value> };

/**
 * Computes gradients by replaying recorded kernels, the way of CUDA graphs: what TensorFlow.js's engine and tape find out anew in every
 * gradient is found out once for each batch size. The first two gradients of a size are recorded from the tape and compared, the next ones
 * are computed both ways until enough were equal bit for bit, at more than one version of the parameters. Anything that speaks against it
 * ends replay for good, with its reason in a notice: the results are the tape's all the same.
 */
export class GradientReplay<Call extends KernelCall, Value> {
  readonly #machine: Machine<Call, Value>;
  readonly #context: TapeContext;
  readonly #notify: (notice: ReplayNotice) => void;
  /** by batch size, in the order in which they have come this far */
  readonly #stages = new Map<number, Stage<Call, Value>>();
  #isRefused = false;

  constructor(machine: Machine<Call, Value>, context: TapeContext, notify: (notice: ReplayNotice) => void) {
    this.#machine = machine;
    this.#context = context;
    this.#notify = notify;
  }

  /** The gradient of the loss summed over the samples at `positions`, which are not empty; see tapeGradient. */
  compute(samples: Samples, positions: Uint32Array, masks: Masks, output: GradientOutput): void {
    const batch = positions.length;
    const stage = this.#stages.get(batch);
    if (this.#isRefused) return tapeGradient(this.#context, samples, positions, masks, output);
    switch (stage?.kind) {
      case undefined: {
        const recording = this.#record(samples, positions, masks, output);
        return this.#settle(batch, () => (typeof recording === "string" ? recording : { kind: "recorded", recording }));
      }
      case "recorded": {
        const second = this.#record(samples, positions, masks, output);
        return this.#settle(batch, () => this.#begin(stage.recording, second, samples, positions, masks, output));
      }
      case "proving":
        tapeGradient(this.#context, samples, positions, masks, output);
        return this.#settle(batch, () => this.#prove(stage, samples, positions, masks, output));
      case "proved":
        return this.#replay(stage.program, samples, positions, masks, output);
    }
  }

  /** Gives the memory of all programs back. */
  close(): void {
    for (const stage of this.#stages.values()) closeProgram(stage);
    this.#stages.clear();
  }

  /** Computes with the tape and listens. */
  #record(samples: Samples, positions: Uint32Array, masks: Masks, output: GradientOutput): RecordingOutcome<Call> {
    let outcome: RecordingOutcome<Call> = "nothing was recorded";
    tapeGradient(this.#context, samples, positions, masks, output, (given) => {
      const recorder = this.#machine.record({ parameters: this.#context.parameters.variables, ...given });
      return { finish: (tensors) => (outcome = recorder.finish(tensors)), stop: () => recorder.stop() };
    });
    return outcome;
  }

  /** Both recordings of a batch size are there, and the tape's results of the second in `expected`. */
  #begin(
    first: Recording<Call>,
    second: RecordingOutcome<Call>,
    samples: Samples,
    positions: Uint32Array,
    masks: Masks,
    expected: GradientOutput,
  ): Stage<Call, Value> | string {
    if (typeof second === "string") return second;
    const difference = recordingDifference(first, second);
    if (difference !== null) return difference;
    const { variables, writes } = this.#context.parameters;
    const program = this.#machine.program(makeProgram(second, variables.length), this.#context.parameters);
    const stage = this.#prove({ kind: "proving", program, equal: 0, writes }, samples, positions, masks, expected);
    if (typeof stage === "string") program.close();
    return stage;
  }

  /** Computes once more by replay what the tape has given in `expected`. */
  #prove(
    { program, equal, writes }: Proving<Value>,
    samples: Samples,
    positions: Uint32Array,
    masks: Masks,
    expected: GradientOutput,
  ): Stage<Call, Value> | string {
    const replayed = {
      loss_1: new Float32Array(1),
      logits_BC: new Float32Array(expected.logits_BC.length),
      gradient_P: new Float32Array(expected.gradient_P.length),
    };
    const before = this.#machine.held();
    this.#replay(program, samples, positions, masks, replayed);
    const lost = this.#machine.held() - before;
    if (lost !== 0) return `replayed kernels do not free what they make (${lost} tensors in one gradient)`;
    const different = (["loss_1", "logits_BC", "gradient_P"] as const).find((what) => !sameBits(replayed[what], expected[what]));
    if (different !== undefined) return `replayed ${resultNames[different]} differ from the tape's in a batch of ${positions.length}`;

    const enough = equal + 1 >= provingGradients && writes !== this.#context.parameters.writes;
    if (!enough) return { kind: "proving", program, equal: equal + 1, writes };
    const text = `replay of batches of ${positions.length}: ${program.calls} kernel calls, ${equal + 1} gradients bit-equal to the tape's`;
    this.#notify({ level: "debug", text });
    return { kind: "proved", program };
  }

  /** Takes a batch size's next stage over, or the reason that ends replay. The results of this gradient are the tape's already. */
  #settle(batch: number, next: () => Stage<Call, Value> | string): void {
    let stage: Stage<Call, Value> | string;
    try {
      stage = next();
    } catch (error) {
      stage = error instanceof Error ? error.message : String(error);
    }
    if (typeof stage === "string") {
      this.close();
      this.#isRefused = true;
      this.#notify({ level: "warn", text: `gradients are computed without replay, which is slower: ${stage}` });
      return;
    }
    this.#keep(batch, stage);
  }

  #keep(batch: number, stage: Stage<Call, Value>): void {
    this.#stages.delete(batch);
    this.#stages.set(batch, stage);
    if (this.#stages.size <= batchSizes) return;
    const [oldest] = this.#stages;
    if (oldest === undefined) return;
    closeProgram(oldest[1]);
    this.#stages.delete(oldest[0]);
  }

  #replay(program: ReplayProgram<Value>, samples: Samples, positions: Uint32Array, masks: Masks, output: GradientOutput): void {
    const { batches, layers, parameters } = this.#context;
    const machine = this.#machine;
    const targets = [output.loss_1, output.logits_BC, ...parameters.gradientSegments(output.gradient_P)];
    const { values, shape, dtype } = batches.labels(samples, positions);
    const shapes = layers.maskShapes(positions.length);
    const maskValues = masks.map((mask, index) => machine.upload(mask, shapes[index]?.shape ?? [], "float32"));
    const features = machine.uploadFloats(batches.shape(positions.length), (view) => batches.fill(samples, positions, view));
    const labels = machine.upload(values, shape, dtype);
    program.run([...maskValues, features, labels], targets);
  }
}

const resultNames = { loss_1: "losses", logits_BC: "logits", gradient_P: "gradients" } as const;

function closeProgram<Call extends KernelCall, Value>(stage: Stage<Call, Value>): void {
  if (stage.kind !== "recorded") stage.program.close();
}

function sameBits(a: Float32Array, b: Float32Array): boolean {
  return Buffer.compare(Buffer.from(a.buffer, a.byteOffset, a.byteLength), Buffer.from(b.buffer, b.byteOffset, b.byteLength)) === 0;
}
