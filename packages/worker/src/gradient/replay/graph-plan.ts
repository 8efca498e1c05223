import type { GraphOperation, GraphRun, GraphValue } from "../../backend/native-graph.ts";
import type { JavaScriptCall, NativeCall, OperationCall } from "./native-recorder.ts";
import type { Program } from "./make-program.ts";
import type { CallInstruction, Slot } from "./recording.ts";

/**
 * A run of the graph, or a kernel of JavaScript between two of them. What a run computes for a later one is kept in TensorFlow, also where
 * JavaScript sees it: a run's outputs are what is fetched, then what is kept.
 */
export type GraphStep =
  | { readonly kind: "graph"; readonly fed: readonly Slot[]; readonly fetched: readonly Slot[]; readonly kept: readonly Slot[] }
  | { readonly kind: "javascript"; readonly instruction: CallInstruction<JavaScriptCall> };

/** How the operations of a program become one graph. */
export interface GraphPlan {
  /** slots that JavaScript gives, in the order of the graph's inputs */
  readonly inputs: readonly Slot[];
  /** in the order of the graph's constants, which follow the inputs */
  readonly constants: readonly Slot[];
  readonly operations: readonly GraphOperation[];
  /** of the steps of kind "graph", in their order */
  readonly runs: readonly GraphRun[];
  readonly steps: readonly GraphStep[];
  /** what a run leaves in TensorFlow for later ones */
  readonly kept: ReadonlySet<Slot>;
}

/** With oneDNN, TensorFlow computes them by a kernel of its own where they run one by one, but not in a graph: the bits differ. */
const singleOperations: ReadonlySet<string> = new Set(["Softmax"]);
/** Attribute of an operation that takes a list of so many tensors, which the addon does not know. */
const listLength = "N";

/** Whether a graph computes the bits of a program's operations; if not, they have to run one by one. */
export function fitsGraph({ folded, steps }: Program<NativeCall>): boolean {
  return [...folded, ...steps.map(({ instruction }) => instruction)].every(
    ({ call }) =>
      call.kind === "javascript" || !(singleOperations.has(call.name) || call.attributes.some(({ name }) => name === listLength)),
  );
}

/**
 * Puts as many operations as possible into one run: a new one begins only after a kernel of JavaScript, which reads what was computed before it.
 * What JavaScript wants to see (inputs of its kernels, the program's outputs) is fetched into arrays; what passes from one run to another stays
 * in TensorFlow.
 */
export function planGraph(program: Program<NativeCall>): GraphPlan {
  const constants = program.constants.map(({ output }) => output);
  const calls = [...program.folded, ...program.steps.map(({ instruction }) => instruction)];
  const groups = groupCalls(calls);
  const seenByJavaScript = new Set<Slot>([
    ...program.outputs,
    ...groups.flatMap((group) => (group.kind === "javascript" ? group.instruction.inputs : [])),
  ]);
  const ofJavaScript = groups.flatMap((group) => (group.kind === "javascript" ? group.instruction.outputs : []));
  const operations = groups.flatMap((group) => (group.kind === "graph" ? group.calls : []));
  const taken = new Set(operations.flatMap(({ inputs }) => inputs));
  const given = Array.from({ length: program.inputCount }, (_, slot) => slot);
  const inputs = [...given, ...ofJavaScript].filter((slot) => taken.has(slot));

  const values = new Map<Slot, GraphValue>();
  for (const slot of [...inputs, ...constants, ...operations.flatMap(({ outputs }) => outputs)]) values.set(slot, values.size);
  const valueOf = (slot: Slot): GraphValue => values.get(slot) as GraphValue;

  const graphGroups = groups.filter((group) => group.kind === "graph");
  const madeIn = new Map(
    graphGroups.flatMap(({ calls: made }, index) => made.flatMap(({ outputs }) => outputs.map((slot) => [slot, index] as const))),
  );
  const isInput = new Set(inputs);
  const passing = graphGroups.map(({ calls: made }, index) => {
    const used = [...new Set(made.flatMap((call) => call.inputs))];
    return used.filter((slot) => isInput.has(slot) || (madeIn.get(slot) ?? index) < index);
  });
  const lastUse = new Map(passing.flatMap((slots, index) => slots.map((slot) => [slot, index] as const)));
  const kept = new Set([...lastUse.keys()].filter((slot) => madeIn.has(slot)));
  const fetched = graphGroups.map(({ calls: made }) => made.flatMap(({ outputs }) => outputs).filter((slot) => seenByJavaScript.has(slot)));
  const left = graphGroups.map(({ calls: made }) => made.flatMap(({ outputs }) => outputs).filter((slot) => kept.has(slot)));
  let run = 0;
  return {
    inputs,
    constants,
    operations: operations.map(({ call: { name, attributes, outputCount }, inputs: used }) => ({
      name,
      attributes,
      inputs: used.map(valueOf),
      outputCount,
    })),
    runs: graphGroups.map((_, index) => ({
      fed: (passing[index] ?? []).map(valueOf),
      fetched: [...(fetched[index] ?? []), ...(left[index] ?? [])].map(valueOf),
      freed: [...kept].filter((slot) => lastUse.get(slot) === index).map(valueOf),
    })),
    steps: groups.map((group): GraphStep => {
      if (group.kind === "javascript") return { kind: "javascript", instruction: group.instruction };
      const index = run++;
      return { kind: "graph", fed: passing[index] ?? [], fetched: fetched[index] ?? [], kept: left[index] ?? [] };
    }),
    kept,
  };
}

type Group =
  | { readonly kind: "graph"; readonly calls: CallInstruction<OperationCall>[] }
  | { readonly kind: "javascript"; readonly instruction: CallInstruction<JavaScriptCall> };

function groupCalls(calls: readonly CallInstruction<NativeCall>[]): readonly Group[] {
  const groups: Group[] = [];
  for (const instruction of calls) {
    const { call } = instruction;
    if (call.kind === "javascript") {
      groups.push({ kind: "javascript", instruction: { ...instruction, call } });
      continue;
    }
    const last = groups.at(-1);
    const operation = { ...instruction, call };
    if (last?.kind === "graph") last.calls.push(operation);
    else groups.push({ kind: "graph", calls: [operation] });
  }
  return groups;
}
