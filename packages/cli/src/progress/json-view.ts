import type { ProgressView, TextOutput } from "./progress-view.ts";

/** One JSON event a line and nothing else; the first is `started`. Numbers that JSON does not know are null. */
export function createJsonView(output: TextOutput): ProgressView {
  const emit = (event: object): void => void output.write(`${JSON.stringify(event)}\n`);
  return { introduce: (run) => emit({ type: "started", ...run }), show: emit, showStopping() {}, close() {} };
}
