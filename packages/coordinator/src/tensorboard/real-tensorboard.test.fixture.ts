import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";

/** A Python with the package `tensorboard`; null: there is none here. */
export const tensorBoardPython: string | null = findPython();

export const skippedWithout: string =
  tensorBoardPython === null ? " (skipped: no Python with the package tensorboard; name one in LOCKSTEP_TEST_PYTHON)" : "";

/** What TensorBoard finds in a folder. */
export interface TensorBoardRun {
  /** [step, value] by tag */
  readonly scalars: Readonly<Record<string, readonly (readonly [number, number])[]>>;
  readonly histograms: Readonly<
    Record<string, readonly { readonly step: number; readonly num: number; readonly sum: number; readonly counts: number }[]>
  >;
  readonly images: Readonly<
    Record<string, readonly { readonly step: number; readonly width: number; readonly height: number; readonly png: string }[]>
  >;
  readonly texts: Readonly<Record<string, readonly (readonly [number, string])[]>>;
  readonly hparams: Readonly<Record<string, string | number | boolean>> | null;
  readonly ended: boolean;
}

const script = `
import json, sys
from tensorboard.backend.event_processing import event_accumulator
from tensorboard.plugins.hparams import plugin_data_pb2
everything = {kind: 0 for kind in (event_accumulator.SCALARS, event_accumulator.HISTOGRAMS, event_accumulator.IMAGES, event_accumulator.TENSORS)}
run = event_accumulator.EventAccumulator(sys.argv[1], size_guidance=everything).Reload()
tags = run.Tags()
def hparams(tag):
  try:
    content = run.SummaryMetadata(tag).plugin_data.content
  except KeyError:
    return None
  return plugin_data_pb2.HParamsPluginData.FromString(content)
start, end = hparams("_hparams_/session_start_info"), hparams("_hparams_/session_end_info")
value = lambda v: getattr(v, v.WhichOneof("kind"))
json.dump({
  "scalars": {tag: [(e.step, e.value) for e in run.Scalars(tag)] for tag in tags["scalars"]},
  "histograms": {tag: [{"step": e.step, "num": e.histogram_value.num, "sum": e.histogram_value.sum, "counts": sum(e.histogram_value.bucket)}
    for e in run.Histograms(tag)] for tag in tags["histograms"]},
  "images": {tag: [{"step": e.step, "width": e.width, "height": e.height, "png": e.encoded_image_string.hex()} for e in run.Images(tag)]
    for tag in tags["images"]},
  "texts": {tag: [(e.step, e.tensor_proto.string_val[0].decode()) for e in run.Tensors(tag)]
    for tag in run.PluginTagToContent("text")} if "text" in run._plugin_to_tag_to_content else {},
  "hparams": None if start is None else {name: value(v) for name, v in start.session_start_info.hparams.items()},
  "ended": end is not None and end.session_end_info.status == 1,
}, sys.stdout)
`;

/** Reads the event files of a folder with TensorBoard's own reader. */
export async function readWithTensorBoard(folder: string): Promise<TensorBoardRun> {
  const { stdout } = await promisify(execFile)(tensorBoardPython ?? "", ["-c", script, folder], { maxBuffer: 64 << 20 });
  return JSON.parse(stdout) as TensorBoardRun;
}

function findPython(): string | null {
  for (const python of [process.env["LOCKSTEP_TEST_PYTHON"], "python3"]) {
    if (python === undefined) continue;
    try {
      execFileSync(python, ["-c", "import tensorboard"], { stdio: "ignore" });
      return python;
    } catch {
      // not this one
    }
  }
  return null;
}
