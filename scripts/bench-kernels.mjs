import { parseArgs } from "node:util";
import { allocateVectors, runKernel } from "../packages/core/dist/kernels/run-kernel.js";
import { updateRule } from "../packages/core/dist/optimizer/create-optimizer.js";
import { addInJavaScript, addVectors } from "../packages/core/dist/reduce/add-vectors.js";

/*
 * Times of sums and optimizers in JavaScript, by kernels on copies of ordinary vectors, and by kernels in place, as a Markdown table:
 * the shortest of many, in milliseconds a million (2^20) elements. Needs a build.
 *
 *     node scripts/bench-kernels.mjs --sizes 16384,101770,1048576 --seconds 1
 */

const { values } = parseArgs({
  options: { sizes: { type: "string", default: "16384,101770,1048576,8388608" }, seconds: { type: "string", default: "1" } },
});

function shortestMs(work) {
  const endMs = performance.now() + Number(values.seconds) * 1000;
  let shortest = Infinity;
  for (let startMs = performance.now(); startMs < endMs; startMs = performance.now()) {
    work();
    shortest = Math.min(shortest, performance.now() - startMs);
  }
  return shortest;
}

const ordinaryVectors = (count, length) => Array.from({ length: count }, () => new Float32Array(length));

function addition(length) {
  const add = (allocate) => {
    const [sum, addend] = allocate(2, length);
    addend.fill(0.001);
    return () => addVectors(sum, sum, addend, length);
  };
  const [sum, addend] = ordinaryVectors(2, length);
  return [() => addInJavaScript(sum, sum, addend, length), add(ordinaryVectors), add(allocateVectors)];
}

function optimizer(name, length) {
  const rule = updateRule({ name, learningRate: 0.01 });
  const state = 1 + rule.slots.length;
  const vectorsOf = (allocate) => {
    const vectors = allocate(2 * state + 1, length);
    for (const vector of vectors) vector.fill(0.1);
    return { inputs: vectors.slice(0, state + 1), outputs: vectors.slice(state + 1) };
  };
  const byKernel = (allocate) => {
    const { inputs, outputs } = vectorsOf(allocate);
    return () => runKernel(rule.kernel, inputs, outputs, rule.scalars(3), 0, length);
  };
  const { inputs, outputs } = vectorsOf(ordinaryVectors);
  const byJavaScript = () => rule.apply(3, inputs[0], inputs.slice(1, state), inputs[state], outputs[0], outputs.slice(1), 0, length);
  return [byJavaScript, byKernel(ordinaryVectors), byKernel(allocateVectors)];
}

console.log("| what | elements | JavaScript | kernel on copies | kernel in place |");
console.log("| ---- | -------- | ---------- | ---------------- | --------------- |");
for (const length of values.sizes.split(",").map(Number)) {
  for (const name of ["add", "sgd", "momentum", "rmsprop", "adam"]) {
    const forms = name === "add" ? addition(length) : optimizer(name, length);
    const times = forms.map((work) => ((shortestMs(work) * 2 ** 20) / length).toFixed(2));
    console.log(`| ${[name, length, ...times].join(" | ")} |`);
  }
}
