import { LockstepError } from "@lockstep/core";
import { describe, expect, it } from "vitest";
import { parseYamlMapping } from "./configuration-file.ts";
import { readConfiguration } from "./layers.ts";
import type { ConfigurationSources } from "./layers.ts";
import { coordinatorShape, trainShape } from "./shapes.ts";

function failure(sources: ConfigurationSources): LockstepError {
  try {
    readConfiguration(coordinatorShape, sources);
  } catch (error) {
    if (error instanceof LockstepError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

const file = (values: Record<string, unknown>): NonNullable<ConfigurationSources["file"]> => ({ name: "run.yaml", values });

describe("readConfiguration", () => {
  it("prefers flags to the environment to the file", () => {
    const sources = {
      file: file({ epochs: 1, seed: 1, shards: 2 }),
      environment: { LOCKSTEP_EPOCHS: "2", LOCKSTEP_SEED: "2" },
      flags: { epochs: "3" },
    };
    expect(readConfiguration(coordinatorShape, sources)).toEqual({ epochs: 3, seed: 2, shards: 2 });
  });

  it("names settings of two words as each source writes them", () => {
    expect(readConfiguration(coordinatorShape, { environment: { LOCKSTEP_BATCH_SIZE: "64" }, flags: {} })).toEqual({ batchSize: 64 });
    expect(failure({ flags: { batchSize: "0" } }).message).toBe('--batch-size must be a whole number from 1 to 4294967295, not "0"');
    expect(failure({ environment: { LOCKSTEP_BATCH_SIZE: "0" }, flags: {} }).message).toMatch(/^LOCKSTEP_BATCH_SIZE must be/);
    expect(failure({ file: file({ batchSize: 0 }), flags: {} }).message).toMatch(/^run\.yaml: batchSize must be/);
  });

  it("blames the command line for flags only", () => {
    expect(failure({ flags: { epochs: "x" } }).code).toBe("usage");
    expect(failure({ environment: { LOCKSTEP_EPOCHS: "x" }, flags: {} }).code).toBe("configuration");
    expect(failure({ file: file({ epochs: "x" }), flags: {} }).code).toBe("configuration");
  });

  it("tells what a setting says of a value that does not fit", () => {
    const problem = 'schedule.name: expected one of constant, step, cosine, one-cycle, found "cosinus"';
    expect(failure({ flags: { schedule: "cosinus" } })).toMatchObject({ code: "usage", message: `--schedule: ${problem}` });
    const fromFile = failure({ file: file({ schedule: "cosinus" }), flags: {} });
    expect(fromFile).toMatchObject({ code: "configuration", message: `run.yaml: schedule: ${problem}` });
  });

  it("refuses unknown names in the file, ignores unknown variables, empty variables and empty entries", () => {
    expect(failure({ file: file({ batchsize: 64 }), flags: {} }).message).toMatch(
      /^run\.yaml: there is no setting "batchsize"; known are recipe, set,/,
    );
    const environment = { LOCKSTEP_COORDINATOR_PORT: "tcp://10.0.0.1:7000", LOCKSTEP_EPOCHS: "" };
    expect(readConfiguration(coordinatorShape, { environment, file: file({ seed: null }), flags: {} })).toEqual({});
  });

  it("takes the flags of train as commander gives them", () => {
    const flags = { workers: "3", set: ["standardize=true"], dashboard: true, json: true, recipe: undefined };
    expect(readConfiguration(trainShape, { flags })).toEqual({ workers: 3, set: { standardize: "true" }, dashboard: true, json: true });
  });
});

describe("parseYamlMapping", () => {
  it("reads a mapping, and nothing as an empty one", () => {
    expect(parseYamlMapping("epochs: 3\nset: {standardize: true}\n", "f")).toEqual({ epochs: 3, set: { standardize: true } });
    expect(parseYamlMapping("", "f")).toEqual({});
  });

  it("names the file of what is no mapping", () => {
    for (const wrong of ["- a\n", "text", "a: [", "a: 1\na: 2\n"]) {
      expect(() => parseYamlMapping(wrong, "run.yaml")).toThrow(/^run\.yaml (is no valid YAML|must be a YAML mapping)/);
    }
  });

  it("takes no aliases, which make a small file a huge value", () => {
    const refused = expect.objectContaining({
      code: "configuration",
      message: expect.stringMatching(/^run\.yaml cannot be used: .*[Aa]lias/) as string,
    });
    expect(() => parseYamlMapping("a: &x [1]\nb: *x\n", "run.yaml")).toThrow(refused);
  });
});
