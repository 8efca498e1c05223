import type { InitializerSpec } from "@lockstep/core/local";

/** An initializer in a layer's configuration, as TensorFlow.js writes it. */
interface SerializedInitializer {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** TensorFlow.js writes its named initializers as variance scaling. */
const varianceScalings: Readonly<Record<string, InitializerSpec["kind"]>> = {
  "1 fanAvg uniform": "glorotUniform",
  "1 fanAvg normal": "glorotNormal",
  "2 fanIn uniform": "heUniform",
  "2 fanIn normal": "heNormal",
};

/** The core's initializer for the one in a layer's configuration; in words what it is if the core has none. */
export function initializerSpec(serialized: unknown): InitializerSpec | { readonly kind: "unsupported"; readonly what: string } {
  if (!isSerialized(serialized)) return { kind: "unsupported", what: "no initializer in the layer's configuration" };
  const { className, config } = serialized;
  const number = (name: string): number => Number(config[name]);
  switch (className) {
    case "Zeros":
      return { kind: "zeros" };
    case "Ones":
      return { kind: "ones" };
    case "Constant":
      return { kind: "constant", value: number("value") };
    case "RandomUniform":
      return { kind: "uniform", min: number("minval"), max: number("maxval") };
    case "RandomNormal":
      return { kind: "normal", mean: number("mean"), standardDeviation: number("stddev") };
    case "VarianceScaling": {
      const scaling = `${String(config["scale"])} ${String(config["mode"])} ${String(config["distribution"])}`;
      const kind = varianceScalings[scaling];
      return kind === undefined ? { kind: "unsupported", what: `variance scaling (${scaling})` } : ({ kind } as InitializerSpec);
    }
    default:
      return { kind: "unsupported", what: className };
  }
}

function isSerialized(value: unknown): value is SerializedInitializer {
  if (typeof value !== "object" || value === null) return false;
  const { className, config } = value as Partial<SerializedInitializer>;
  return typeof className === "string" && typeof config === "object" && config !== null;
}
