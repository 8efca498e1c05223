import { describe, expect, it } from "vitest";
import { schedule } from "./schedule-text.ts";

const { parse } = schedule();

describe("a schedule on the command line", () => {
  it.each([
    ["constant", { name: "constant" }],
    ["constant:warmup=500steps", { name: "constant", warmup: { steps: 500 } }],
    ["step:every=2epochs", { name: "step", every: { epochs: 2 } }],
    ["step:every=1step,factor=0.999,warmup=1epoch", { name: "step", every: { steps: 1 }, factor: 0.999, warmup: { epochs: 1 } }],
    ["cosine:min=1e-5,warmup=.5epochs,length=20epochs", { name: "cosine", min: 1e-5, warmup: { epochs: 0.5 }, length: { epochs: 20 } }],
    ["one-cycle:rise=0.4,start=10,end=100", { name: "one-cycle", rise: 0.4, startDivisor: 10, endDivisor: 100 }],
  ])("%s", (text, expected) => {
    expect(parse(text)).toEqual(expected);
    expect(parse(expected)).toEqual(expected);
  });

  it.each([
    ["cosinus", /^schedule.name: expected one of constant, step, cosine, one-cycle, found "cosinus"/],
    ["cosine:", /"": expected one of warmup, every,/],
    ["cosine:toString=1", /"toString=1": expected one of warmup/],
    ["cosine:warmup=500", /warmup=500: expected a number with its unit, such as 500steps or 2epochs/],
    ["cosine:warmup=-1epochs", /warmup=-1epochs: expected a number/],
    ["cosine:warmup=1.5steps", /schedule.warmup: expected a positive number of epochs, or a positive integer of steps/],
    ["cosine:min=low", /min=low: expected a number/],
    ["cosine:min=1,min=2", /min is given twice/],
    ["cosine:min=1=2", /"min=1=2": expected one of/],
    ["step", /schedule.every: expected a span/],
    ["one-cycle:warmup=1epoch", /schedule.warmup: expected only rise, startDivisor, endDivisor, length with one-cycle/],
    [7, /^schedule: expected an object/],
  ])("refuses %j", (input, message) => {
    expect(() => parse(input)).toThrow(
      expect.objectContaining({ code: "configuration", message: expect.stringMatching(message) as unknown }),
    );
  });
});
