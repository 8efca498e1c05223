/**
 * What limits a step's mean gradient before the optimizer sees it. "value": every element to [-limit, limit], as torch's
 * clip_grad_value_. "norm": the whole gradient is scaled so that its Euclidean norm is at most the limit, as torch's clip_grad_norm_.
 */
export interface ClipSettings {
  readonly by: "norm" | "value";
  readonly limit: number;
}

/**
 * Reads {@link ClipSettings} from a value of unknown origin.
 * @param complain names the field, what was expected and what was found, and throws
 */
export function checkClip(value: unknown, complain: (field: string, expected: string, found: unknown) => never): ClipSettings {
  const fields = typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  const { by, limit } = fields;
  if (by !== "norm" && by !== "value") return complain("clip.by", '"norm" or "value"', by);
  if (typeof limit !== "number" || !(Math.fround(limit) > 0 && Number.isFinite(Math.fround(limit))))
    return complain("clip.limit", "a positive number that float32 can hold", limit);
  return { by, limit };
}
