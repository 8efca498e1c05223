import { describe, expect, it } from "vitest";
import { runStatus, summary } from "./run-status.test.fixture.ts";
import { statusLines } from "./status-lines.ts";
import { createBlockView, createJsonStatusView, createLogView } from "./status-view.ts";

function recorder(): { text: string; columns: number; write(text: string): void } {
  return {
    text: "",
    columns: 40,
    write(text) {
      this.text += text;
    },
  };
}

const escape = "\u001B";
const controls = new RegExp(`${escape}\\[[?\\d]*[A-Za-z]|\r`, "g");

describe("the views of a status", () => {
  it("draw it in place on a terminal, no line wider than it, and leave the result", () => {
    const output = recorder();
    const view = createBlockView(output);
    view.show(runStatus());
    const lines = statusLines(runStatus(), 40);
    const drawn = output.text.split("\n").slice(0, lines.length);
    expect(drawn.map((line) => line.replace(controls, ""))).toEqual(lines.map((line) => line.slice(0, 39)));
    output.text = "";
    view.show(runStatus({ state: "finished", summary }));
    expect(output.text).toContain(`\u001B[${lines.length}A`);
    output.text = "";
    view.note("the end");
    expect(output.text).not.toMatch(new RegExp(`${escape}\\[\\d+A`));
  });

  it("take a terminal that does not tell its width for one of 80 columns", () => {
    const output = { ...recorder(), columns: 0 };
    createBlockView(output).show(runStatus());
    expect(output.text).toContain("1,234 samples/s");
  });

  it("write lines for a file: all of it first and last, news at once, progress every 5 s", () => {
    const output = recorder();
    let nowMs = 0;
    const view = createLogView(output, () => nowMs);
    const first = runStatus({ epochs: { "0": { epoch: 0, trainLoss: 1, trainAccuracy: 1, testLoss: 1, testAccuracy: 1 } } });
    const written = (): string => {
      const { text } = output;
      output.text = "";
      return text;
    };
    view.show(first);
    expect(written()).toBe(`${statusLines(first, 80).join("\n")}\n`);
    nowMs = 4999;
    view.show({ ...first, uptimeSeconds: 80 });
    expect(written()).toBe("");
    const second = {
      ...first,
      generation: 3,
      reason: "worker-1 left",
      epochs: { ...first.epochs, "1": { epoch: 1, trainLoss: 0.5, trainAccuracy: 1, testLoss: 0.25, testAccuracy: 0.9 } },
      alarms: { "1": { time: "", message: "no \u001B[31mlink", over: null } },
    };
    view.show(second);
    expect(written()).toBe(
      "generation 3: worker-1 left\n" +
        "epoch 2/4 done  train loss 0.5000  test loss 0.2500  test accuracy 90.00 %  1,234 samples/s\n" +
        "alarm: no [31mlink\n",
    );
    nowMs = 5000;
    view.show(second);
    expect(written()).toBe("epoch 2/4  step 31/64  loss 0.5000  accuracy 87.50 %  1,234 samples/s  ETA 1:01\n");
    const last = runStatus({ state: "finished", summary });
    view.show(last);
    expect(written()).toBe(`${statusLines(last, 80).join("\n")}\n`);
  });

  it("write one JSON object a line", () => {
    const output = recorder();
    const view = createJsonStatusView(output);
    view.show(runStatus());
    view.note("nothing for a program");
    view.show(runStatus({ generation: 3 }));
    expect(
      output.text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([runStatus(), runStatus({ generation: 3 })]);
  });
});
