import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findRecipe, listRecipes } from "./registry.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "lockstep recipes-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function moduleFile(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
}

function refusal(sentence: string): unknown {
  return expect.objectContaining({ name: "LockstepError", code: "configuration", message: expect.stringContaining(sentence) as string });
}

const good = {
  name: '"mine"',
  description: '"one of my own"',
  data: '{ name: "mine", identity: "1", load: async () => { throw new Error("not needed"); } }',
  input: "{ scale: 1, offset: 0 }",
  model: "() => { throw new Error(); }",
  loss: '"sparse-categorical-cross-entropy"',
  defaults: '{ batchSize: 8, shards: 2, epochs: 1, optimizer: { name: "adam", learningRate: 0.1 } }',
};

type Changes = Partial<Record<keyof typeof good | "options" | "augmentation" | "labelSmothing", string>>;

function source(changes: Changes): string {
  const fields = Object.entries({ ...good, ...changes }).map(([name, text]) => `${name}: ${text}`);
  return `export default { ${fields.join(",\n")} };`;
}

describe("findRecipe", () => {
  it("knows the built-in recipes by name", async () => {
    expect(listRecipes().map(({ name }) => name)).toEqual([
      "mnist-mlp-128",
      "mnist-mlp-64x2",
      "mnist-mlp-256",
      "mnist-mlp-256x2",
      "mnist-cnn",
      "mnist-lenet",
      "mnist-cnn-bn",
      "toy-sigmoid",
      "binary-mlp",
    ]);
    for (const recipe of listRecipes()) expect(await findRecipe(recipe.name)).toBe(recipe);
  });

  it("names the nearest and all others for an unknown name", async () => {
    const names =
      "There are mnist-mlp-128, mnist-mlp-64x2, mnist-mlp-256, mnist-mlp-256x2, mnist-cnn, mnist-lenet, mnist-cnn-bn, toy-sigmoid, binary-mlp";
    await expect(findRecipe("mnist-mlp-182")).rejects.toThrow(refusal('no recipe "mnist-mlp-182"; did you mean mnist-mlp-128?'));
    await expect(findRecipe("imagenet")).rejects.toThrow(refusal(`no recipe "imagenet". ${names}`));
  });

  it("loads a module, absolute or relative to the working folder", async () => {
    const file = await moduleFile("mine.mjs", source({}));
    expect(await findRecipe(file)).toMatchObject({ name: "mine", defaults: { batchSize: 8 } });
    expect(await findRecipe(path.relative(process.cwd(), file))).toMatchObject({ name: "mine" });
  });

  it.each<[string, Changes, string]>([
    ["name", { name: '"My Recipe"' }, 'name: expected lower-case letters, digits and hyphens, found "My Recipe"'],
    ["description", { description: "1" }, "description: expected a text, found 1"],
    ["data", { data: "null" }, "data: expected a data source, found null"],
    ["data.name", { data: "{}" }, "data.name: expected a text, found undefined"],
    ["data.identity", { data: '{ name: "x" }' }, "data.identity: expected a text"],
    ["data.load", { data: '{ name: "x", identity: "y", load: 1 }' }, "data.load: expected a function, found 1"],
    ["options", { options: "[]" }, "options: expected an object, found a list"],
    ["an option", { options: "{ a: 1 }" }, "options.a: expected an object, found 1"],
    ["an option's description", { options: "{ a: {} }" }, "options.a.description: expected a text, found undefined"],
    [
      "an option's default",
      { options: '{ a: { description: "", default: {} } }' },
      "options.a.default: expected a finite number, text or boolean, found an object",
    ],
    ["an option's number", { options: '{ a: { description: "", default: NaN } }' }, "options.a.default: expected a finite number"],
    ["an option's parse", { options: '{ a: { description: "", default: 1 } }' }, "options.a.parse: expected a function"],
    ["input", { input: "3" }, "input: expected an object or a function that returns one, found 3"],
    ["input.scale", { input: "{ scale: NaN, offset: 0 }" }, "input.scale: expected a finite number, found NaN"],
    ["augmentation", { augmentation: "3" }, "augmentation: expected an object, null, or a function that returns one, found 3"],
    [
      "kind of augmentation",
      { augmentation: "{ shift: 2 }" },
      'augmentation: there is no field "shift"; there are shiftPixels, rotationDegrees, scale, elastic',
    ],
    ["augmentation.scale", { augmentation: "{ scale: 1 }" }, "augmentation.scale: expected a number from 0 to 0.99, found 1"],
    ["augmentation.elastic", { augmentation: "{ elastic: { alpha: 3 } }" }, "augmentation.elastic.sigma: expected a number from 1 to 1024"],
    ["field's name", { labelSmothing: "0.1" }, 'there is no field "labelSmothing"; did you mean labelSmoothing?'],
    [
      "default's name",
      { defaults: good.defaults.replace("{", "{ shedule: {},") },
      'defaults: there is no field "shedule"; did you mean schedule?',
    ],
    ["batchSize's name", { defaults: "{ batchsize: 8 }" }, 'defaults: there is no field "batchsize"; did you mean batchSize?'],
    [
      "optimizer's field name",
      { defaults: good.defaults.replace("learningRate", "learning_rate") },
      'defaults.optimizer: there is no field "learning_rate"; did you mean learningRate?',
    ],
    [
      "schedule's field name",
      { defaults: good.defaults.replace("{", "{ schedule: { name: 'cosine', warmpu: { epochs: 1 } },") },
      'defaults.schedule: there is no field "warmpu"; did you mean warmup?',
    ],
    [
      "clip's field name",
      { defaults: good.defaults.replace("{", "{ clip: { by: 'norm', limit: 1, limt: 2 },") },
      'defaults.clip: there is no field "limt"; did you mean limit?',
    ],
    [
      "earlyStop's field name",
      { defaults: good.defaults.replace("{", "{ earlyStop: { patience: 1, mindelta: 1 },") },
      'defaults.earlyStop: there is no field "mindelta"; did you mean minDelta?',
    ],
    ["input's field name", { input: "{ scale: 1, ofset: 0 }" }, 'input: there is no field "ofset"; did you mean offset?'],
    [
      "elastic's field name",
      { augmentation: "{ elastic: { alpha: 1, sigma: 2, sigmas: 3 } }" },
      'augmentation.elastic: there is no field "sigmas"; did you mean sigma?',
    ],
    ["data source's field name", { data: '{ name: "x", idenity: "y" }' }, 'data: there is no field "idenity"; did you mean identity?'],
    [
      "option's field name",
      { options: '{ a: { description: "", default: 1, prse: Number } }' },
      'options.a: there is no field "prse"; did you mean parse?',
    ],
    ["model", { model: '"mlp"' }, 'model: expected a function, found "mlp"'],
    [
      "loss",
      { loss: '"mse"' },
      'loss: expected "sparse-categorical-cross-entropy" or "categorical-cross-entropy" or "binary-cross-entropy" or "mean-squared-error", found "mse"',
    ],
    ["defaults", { defaults: "undefined" }, "defaults: expected an object, found undefined"],
    ["defaults.shards", { defaults: "{ batchSize: 8, shards: 0 }" }, "defaults.shards: expected a positive integer, found 0"],
    ["defaults.optimizer", { defaults: "{ batchSize: 8, shards: 1, epochs: 1 }" }, "defaults.optimizer: expected an object"],
    [
      "defaults.optimizer.name",
      { defaults: "{ batchSize: 8, shards: 1, epochs: 1, optimizer: {} }" },
      "defaults.optimizer.name: expected a text, found undefined",
    ],
    [
      "defaults.earlyStop.patience",
      { defaults: "{ batchSize: 8, shards: 1, epochs: 1, earlyStop: { patience: 0 } }" },
      "defaults.earlyStop.patience: expected a positive integer, of epochs, found 0",
    ],
    [
      "defaults.schedule.name",
      { defaults: "{ batchSize: 8, shards: 1, epochs: 1, schedule: { name: 'cos' } }" },
      'defaults.schedule.name: expected one of constant, step, cosine, one-cycle, found "cos"',
    ],
    [
      "defaults.clip.limit",
      { defaults: "{ batchSize: 8, shards: 1, epochs: 1, clip: { by: 'norm', limit: -1 } }" },
      "defaults.clip.limit: expected a positive number that float32 can hold, found -1",
    ],
    [
      "defaults.optimizer.learningRate",
      { defaults: '{ batchSize: 8, shards: 1, epochs: 1, optimizer: { name: "adam", learningRate: "1" } }' },
      'defaults.optimizer.learningRate: expected a number, found "1"',
    ],
  ])("refuses a module whose %s is wrong", async (what, changes, sentence) => {
    const file = await moduleFile(`wrong-${what.replaceAll(/\W/g, "-")}.mjs`, source(changes));
    await expect(findRecipe(file)).rejects.toThrow(refusal(`recipe ${file}: ${sentence}`));
  });

  it("refuses what is no module with a recipe", async () => {
    await expect(findRecipe("./nowhere.mjs")).rejects.toThrow(refusal(`recipe ${path.resolve("nowhere.mjs")}: no such file`));
    await expect(findRecipe("./mine.ts")).rejects.toThrow(refusal("expected a .js or .mjs module"));
    await expect(findRecipe(await moduleFile("empty.mjs", ""))).rejects.toThrow(refusal("it has no default export"));
    await expect(findRecipe(await moduleFile("number.mjs", "export default 3"))).rejects.toThrow(
      refusal("the recipe: expected an object, found 3"),
    );
    await expect(findRecipe(await moduleFile("throws.mjs", 'throw new Error("no luck")'))).rejects.toThrow(
      refusal("the module cannot be loaded: no luck"),
    );
  });

  it("says of a module that refuses its own recipe what is wrong, and not that it cannot be loaded", async () => {
    const library = new URL("./index.ts", import.meta.url).href;
    const defined = (changes: Changes): string =>
      source(changes).replace(
        /^export default (.*);$/s,
        (_, recipe: string) => `import { csv, defineRecipe } from ${JSON.stringify(library)};\nexport default defineRecipe(${recipe});`,
      );
    const misspelt = await moduleFile("misspelt.mjs", defined({ labelSmothing: "0.1" }));
    await expect(findRecipe(misspelt)).rejects.toThrow(
      refusal(`${misspelt}: recipe mine: there is no field "labelSmothing"; did you mean labelSmoothing?`),
    );
    const ownSource = await moduleFile("misspelt-csv.mjs", defined({ data: 'csv({ file: "a.csv", label: "y", testShare: 0.5 })' }));
    await expect(findRecipe(ownSource)).rejects.toThrow(
      refusal(`${ownSource}: csv(): there is no field "testShare"; there are file, label, targets, features, testFraction, seed, sha256`),
    );
  });
});
