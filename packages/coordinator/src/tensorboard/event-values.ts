import * as proto from "../../generated/tensorboard.js";
import type { EventValue } from "./event-file.ts";
import { valueHistogram } from "./value-histogram.ts";

const stringType = 7;
const floatType = 1;
const grey = 1;
const success = 1;

/** A point of a curve; null for a value that is no finite number, which TensorBoard does not draw. */
export function scalar(tag: string, value: number): EventValue | null {
  return Number.isFinite(value) ? { tag, simpleValue: value } : null;
}

/** How the values of a tensor are spread; null if none of them is finite. @param pieces its values, cut anywhere */
export function histogram(tag: string, pieces: readonly Float32Array[]): EventValue | null {
  const found = valueHistogram(pieces);
  if (found === null) return null;
  const { min, max, count, sum, sumOfSquares, limits, counts } = found;
  return { tag, histo: { min, max, num: count, sum, sumSquares: sumOfSquares, bucketLimit: [...limits], bucket: [...counts] } };
}

/** @param png a grey PNG file of this size */
export function picture(tag: string, width: number, height: number, png: Uint8Array): EventValue {
  return { tag, image: { width, height, colorspace: grey, encodedImageString: png } };
}

/** A text, which TensorBoard shows as Markdown (tensorboard/plugins/text/summary_v2.py). */
export function text(tag: string, markdown: string): EventValue {
  return {
    tag,
    tensor: { dtype: stringType, tensorShape: {}, stringVal: [Buffer.from(markdown, "utf8")] },
    metadata: { pluginData: { pluginName: "text" } },
  };
}

/** What a run was made with, for TensorBoard's table of hyper-parameters (tensorboard/plugins/hparams/summary.py). */
export function sessionStart(settings: Readonly<Record<string, string | number | boolean>>): EventValue {
  const hparams = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, hparam(value)]));
  return hparamsValue("_hparams_/session_start_info", { sessionStartInfo: { hparams, startTimeSecs: Date.now() / 1000 } });
}

/** The run came to its end. */
export function sessionEnd(): EventValue {
  return hparamsValue("_hparams_/session_end_info", { sessionEndInfo: { status: success, endTimeSecs: Date.now() / 1000 } });
}

/** The message is in the metadata; the tensor of one zero is there because a value needs one. */
function hparamsValue(tag: string, data: proto.HParamsPluginData.$Properties): EventValue {
  const content = proto.HParamsPluginData.encode(data).finish();
  return {
    tag,
    tensor: { dtype: floatType, tensorShape: { dim: [{ size: 1 }] }, floatVal: [0] },
    metadata: { pluginData: { pluginName: "hparams", content } },
  };
}

function hparam(value: string | number | boolean): proto.HParamValue.$Properties {
  if (typeof value === "number") return { numberValue: value };
  return typeof value === "boolean" ? { boolValue: value } : { stringValue: value };
}
