import type { DataType, TypedArray } from "@tensorflow/tfjs";
import type { GraphArray, NativeGraph, NativeGraphs } from "../../backend/native-graph.ts";
import type { ModelParameters } from "../../model/model-parameters.ts";
import { planGraph, type GraphPlan, type GraphStep } from "./graph-plan.ts";
import type { ReplayProgram } from "./machine.ts";
import type { Program } from "./make-program.ts";
import type { NativeValue } from "./native-machine.ts";
import type { JavaScriptCall, NativeCall } from "./native-recorder.ts";
import type { CallInstruction, Slot } from "./recording.ts";

/** What a graph needs of the machine whose values it takes. */
export interface GraphMachine {
  dataType(dtype: DataType): number;
  prepareJavaScript(instruction: CallInstruction<JavaScriptCall>): (values: NativeValue[]) => void;
}

type PreparedStep =
  | (Extract<GraphStep, { kind: "graph" }> & { readonly run: number })
  | { readonly kind: "javascript"; readonly run: (values: NativeValue[]) => void };

/** A program as a graph of TensorFlow: a call for each stretch of operations between two kernels of JavaScript. */
export class GraphProgram implements ReplayProgram<NativeValue> {
  readonly #graphs: NativeGraphs;
  readonly #machine: GraphMachine;
  readonly #program: Program<NativeCall>;
  readonly #parameters: ModelParameters;
  readonly #plan: GraphPlan;
  readonly #steps: readonly PreparedStep[];
  /** constants, and buffers for what kernels of JavaScript read and is no output, by slot: the same in every run */
  readonly #lasting: ReadonlyMap<Slot, NativeValue>;
  /** slots whose array is where the program's output goes: the position of that output */
  readonly #outputOf: ReadonlyMap<Slot, number>;
  /** made when the shapes of the first batch are known */
  #graph: NativeGraph | null = null;

  constructor(graphs: NativeGraphs, machine: GraphMachine, program: Program<NativeCall>, parameters: ModelParameters) {
    this.#graphs = graphs;
    this.#machine = machine;
    this.#program = program;
    this.#parameters = parameters;
    this.#plan = planGraph(program);
    let run = 0;
    this.#steps = this.#plan.steps.map((step): PreparedStep =>
      step.kind === "graph" ? { ...step, run: run++ } : { kind: "javascript", run: machine.prepareJavaScript(step.instruction) },
    );
    const computed = new Set(this.#plan.steps.flatMap((step) => (step.kind === "graph" ? step.fetched : [])));
    // Of two equal outputs the later one; the others are copies.
    this.#outputOf = new Map(program.outputs.flatMap((slot, index) => (computed.has(slot) ? [[slot, index] as const] : [])));
    this.#lasting = new Map([
      ...program.constants.map(({ output, values, shape, dtype }) => [output, this.#value(values, shape, dtype)] as const),
      ...this.#plan.steps.flatMap((step) => (step.kind === "javascript" ? this.#readBuffers(step.instruction, computed) : [])),
    ]);
  }

  get calls(): number {
    return this.#plan.steps.length;
  }

  run(given: readonly NativeValue[], targets: readonly Float32Array[]): void {
    const values = this.#valuesOf(given, targets);
    const graph = (this.#graph ??= this.#create(values));
    const { kept } = this.#plan;
    const arrayOf = (slot: Slot): GraphArray | null => values[slot]?.values ?? null;
    for (const step of this.#steps) {
      if (step.kind === "javascript") {
        step.run(values as NativeValue[]);
        continue;
      }
      // Null for what stays in TensorFlow.
      const fed = step.fed.map((slot) => (kept.has(slot) ? null : arrayOf(slot)));
      this.#graphs.run(graph, step.run, fed, [...step.fetched.map(arrayOf), ...step.kept.map(() => null)]);
    }
    for (const [index, slot] of this.#program.outputs.entries()) {
      if (this.#outputOf.get(slot) !== index) targets[index]?.set(arrayOf(slot) as Float32Array);
    }
  }

  close(): void {
    // TensorFlow's memory goes with the object.
    this.#graph = null;
  }

  /** By slot, with the arrays for what the graph computes. */
  #valuesOf(given: readonly NativeValue[], targets: readonly Float32Array[]): (NativeValue | undefined)[] {
    const { segments } = this.#parameters;
    const values: (NativeValue | undefined)[] = Array.from({ length: this.#program.slotCount });
    for (const [slot, { values: elements, shape }] of segments.entries()) values[slot] = this.#value(elements, shape);
    for (const [index, value] of given.entries()) values[segments.length + index] = value;
    for (const [slot, value] of this.#lasting) values[slot] = value;
    for (const [slot, index] of this.#outputOf) values[slot] = this.#value(targets[index] as Float32Array, []);
    return values;
  }

  /** For inputs of a kernel that the graph computes. */
  #readBuffers({ call, inputs }: CallInstruction<JavaScriptCall>, computed: ReadonlySet<Slot>): (readonly [Slot, NativeValue])[] {
    return inputs.flatMap((slot, index) => {
      const { shape = [], dtype = "float32" } = call.inputs[index] ?? {};
      const length = shape.reduce((product, size) => product * size, 1);
      const isBuffer = computed.has(slot) && !this.#outputOf.has(slot);
      return isBuffer
        ? [[slot, this.#value(dtype === "float32" ? new Float32Array(length) : new Int32Array(length), shape, dtype)] as const]
        : [];
    });
  }

  #value(values: TypedArray, shape: readonly number[], dtype: DataType = "float32"): NativeValue {
    return { id: null, values, shape, dataType: this.#machine.dataType(dtype) };
  }

  #create(values: readonly (NativeValue | undefined)[]): NativeGraph {
    const { inputs, constants, operations, runs, steps } = this.#plan;
    const made = new Map(
      steps.flatMap((step) => {
        if (step.kind === "graph") return [];
        const { call, outputs } = step.instruction;
        return call.outputs.map(
          ({ shape, dtype }, index) => [outputs[index] as Slot, { shape, dataType: this.#machine.dataType(dtype) }] as const,
        );
      }),
    );
    const valueOf = (slot: Slot): NativeValue => values[slot] as NativeValue;
    const tensorOf = (slot: Slot): { dataType: number; shape: readonly number[] } => {
      const { dataType, shape }: Pick<NativeValue, "dataType" | "shape"> = made.get(slot) ?? valueOf(slot);
      return { dataType, shape };
    };
    return this.#graphs.create({
      inputs: inputs.map(tensorOf),
      constants: constants.map((slot) => ({ ...tensorOf(slot), values: values[slot]?.values as GraphArray })),
      operations,
      runs,
    });
  }
}
