import { beforeAll, describe, expect, it, vi } from "vitest";
import { checkGradients } from "../backend/check-gradients.ts";
import { findNativeAddon } from "../backend/native-addon.ts";
import { selectBackend } from "../backend/select-backend.ts";
import type { Backend } from "../backend/tensorflow.ts";
import { loadModel, type LoadedModel } from "./load-model.ts";
import { mnistRun, type MnistRun } from "./mnist-run.test.fixture.ts";
import { anonymous, initial, step, worker } from "./split-step.test.fixture.ts";

const isBuilt = findNativeAddon("tfjs-node").state === "found";
const recipes = [
  ["mnist-mlp-128", 4],
  ["mnist-mlp-128", 6],
  ["mnist-cnn", 4],
] as const;

async function small(recipe: string, shards: number): Promise<MnistRun> {
  return mnistRun({ recipe, shards, batchSize: shards * 8 });
}

/** The gradient sum of step 1 over all shards, on one worker. */
function gradientOf(run: MnistRun, model: LoadedModel): Float32Array {
  const { gradient, roots } = worker(
    run,
    model,
    "alone",
    Array.from({ length: run.settings.shards }, (_, shard) => shard),
  );
  gradient.compute(1, initial(run, model), roots);
  return roots[0]?.vector_P ?? new Float32Array(0);
}

/** What tfjs-node's kernel backend has beyond the common interface. */
interface NativeKernels {
  executeSingleOutput(operation: string, ...rest: unknown[]): unknown;
  executeMultipleOutputs(operation: string, ...rest: unknown[]): unknown;
  getNumOfTFTensors(): number;
}

function kernelsOf({ tf }: Backend): NativeKernels {
  return tf.backend() as unknown as NativeKernels;
}

/** Names of all TensorFlow operations that `work` runs. */
function operationsOf(backend: Backend, work: () => void): readonly string[] {
  const spies = (["executeSingleOutput", "executeMultipleOutputs"] as const).map((name) => vi.spyOn(kernelsOf(backend), name));
  try {
    work();
    return spies.flatMap(({ mock }) => mock.calls.map(([operation]) => operation));
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe.skipIf(!isBuilt)("the gradient on native TensorFlow (built by npm run setup:native)", () => {
  const expected = new Map<string, Float32Array>();
  let backend: Backend;

  beforeAll(async () => {
    const cpu = await selectBackend("cpu");
    for (const [recipe, shards] of recipes) {
      const run = await small(recipe, shards);
      expected.set(`${recipe} ${shards}`, gradientOf(run, await loadModel(run.settings, run.data, cpu)));
    }
    backend = await selectBackend("tfjs-node");
  }, 60_000);

  it("comes from a checked backend that says which TensorFlow it is", () => {
    expect(backend).toMatchObject({ name: "tfjs-node", usesGpu: false, warnings: [], copiesUploads: false });
    expect(backend.version).toMatch(/^4\.22\.0\+tensorflow-\d+\.\d+\.\d+\+kernels-1\+onednn\+(avx512|avx2|avx|sse)-\d+K-\d+K$/);
    expect(backend.reason).toBe(`tfjs-node ${backend.version}: chosen`);
    expect(process.env).toMatchObject({ TF_NUM_INTRAOP_THREADS: "1", TF_ENABLE_ONEDNN_OPTS: "1", TF_FORCE_GPU_ALLOW_GROWTH: "true" });
  });

  it("passes the check of the backends and leaves no tensor behind", () => {
    const before = backend.tf.memory().numTensors;
    expect(checkGradients({ ...backend, tfBackendName: "tensorflow" })).toBeNull();
    expect(backend.tf.memory().numTensors).toBe(before);
  });

  describe.each(recipes)("of %s in %d shards", (recipe, shards) => {
    let run: MnistRun;
    let model: LoadedModel;
    const all = Array.from({ length: shards }, (_, shard) => shard);

    beforeAll(async () => {
      run = await small(recipe, shards);
      model = await loadModel(run.settings, run.data, backend);
    });

    it("is the cpu backend's, to the rounding of float32", () => {
      const reference = expected.get(`${recipe} ${shards}`) ?? new Float32Array(0);
      const computed = gradientOf(run, model);
      expect(computed.length).toBe(reference.length);
      let largest = 0;
      let difference = 0;
      for (const [i, value] of reference.entries()) {
        largest = Math.max(largest, Math.abs(value));
        difference = Math.max(difference, Math.abs(value - (computed[i] as number)));
      }
      expect(largest).toBeGreaterThan(0);
      expect(difference / largest).toBeLessThan(1e-5);
    });

    it("has the same bits for any split of the shards over workers, and again", () => {
      const alone = step(run, model, [all], 1);
      const splits = [
        [all],
        all.map((shard) => [shard]),
        [all.slice(0, 1), all.slice(1)],
        [all.filter((shard) => shard % 2 === 0), all.filter((shard) => shard % 2 === 1)],
      ];
      for (const split of splits) {
        const together = step(run, model, split, 1);
        expect(together.sum).toBe(alone.sum);
        expect(anonymous(together.contributions)).toEqual(anonymous(alone.contributions));
      }
    });

    it("never uses TensorFlow's plain MatMul, during which a signal corrupts the heap", () => {
      const operations = operationsOf(backend, () => gradientOf(run, model));
      expect(operations).toContain("BatchMatMulV2");
      expect(operations).not.toContain("MatMul");
      expect(operations).not.toContain("_FusedMatMul");
    });

    it("takes TensorFlow's gradient of relu instead of composing it", () => {
      const operations = operationsOf(backend, () => gradientOf(run, model));
      expect(operations).toContain("ReluGrad");
      expect(operations).not.toContain("Greater");
    });

    it("leaves no tensor behind", () => {
      gradientOf(run, model);
      const before = kernelsOf(backend).getNumOfTFTensors();
      gradientOf(run, model);
      expect(kernelsOf(backend).getNumOfTFTensors()).toBe(before);
    });
  });
});
