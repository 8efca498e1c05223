import { describe, expect, it } from "vitest";
import { address, addressOrOff, keyValues, names, oneOf, parseHostPort, positiveNumber, text, trueOrFalse, wholeNumber } from "./values.ts";
import type { Setting } from "./values.ts";

function read({ expected, parse }: Setting<unknown>, input: unknown): unknown {
  const value = parse(input);
  return value === undefined ? `refused: must be ${expected}` : value;
}

describe("values of settings", () => {
  it("takes whole numbers as text or number, inside their range only", () => {
    const workers = wholeNumber(1, 256);
    expect(read(workers, "4")).toBe(4);
    expect(read(workers, 4)).toBe(4);
    expect(read(workers, "1e2")).toBe(100);
    for (const wrong of ["0", "257", "-1", "1.5", "x", "", " 3", "0x10", "NaN", "Infinity", true, null, [1]]) {
      expect(read(workers, wrong)).toBe("refused: must be a whole number from 1 to 256");
    }
    expect(read(wholeNumber(0), "9007199254740993")).toMatch(/^refused/);
  });

  it("takes numbers above 0", () => {
    expect(read(positiveNumber(), "1e-3")).toBe(0.001);
    expect(read(positiveNumber(), ".5")).toBe(0.5);
    for (const wrong of ["0", "-1", "1e999", "fast", Number.NaN])
      expect(read(positiveNumber(), wrong)).toMatch(/^refused: must be a number above 0/);
  });

  it("takes one of some names, switches and text", () => {
    expect(read(oneOf("adam", "sgd"), "sgd")).toBe("sgd");
    expect(read(oneOf("adam", "sgd"), "Adam")).toBe("refused: must be one of adam, sgd");
    expect(read(trueOrFalse(), "true")).toBe(true);
    expect(read(trueOrFalse(), false)).toBe(false);
    expect(read(trueOrFalse(), "yes")).toMatch(/^refused/);
    expect(read(text(), "")).toMatch(/^refused/);
  });

  it("takes addresses with a port", () => {
    expect(parseHostPort("127.0.0.1:0")).toEqual({ host: "127.0.0.1", port: 0 });
    expect(parseHostPort("[::1]:80")).toEqual({ host: "::1", port: 80 });
    for (const wrong of ["localhost", "::1:80", "a:65536", "a:-1", "a b:1", ":80"]) expect(parseHostPort(wrong)).toBeUndefined();
    expect(read(address(), "coordinator:7000")).toBe("coordinator:7000");
    expect(read(address(), "off")).toMatch(/^refused/);
    expect(read(addressOrOff(), "off")).toBe("off");
  });

  it("takes names with commas between them, or a list", () => {
    expect(read(names(), "conv*, norm")).toEqual(["conv*", "norm"]);
    expect(read(names(), ["conv*", "norm"])).toEqual(["conv*", "norm"]);
    expect(read(names(), ["conv*,norm", "logits"])).toEqual(["conv*", "norm", "logits"]);
    for (const wrong of ["", "a,", [], ["a", 1], 3]) expect(read(names(), wrong)).toMatch(/^refused: must be names/);
  });

  it("takes key=value from flags, environment and file", () => {
    const expected = { standardize: "true", width: "64" };
    expect(read(keyValues(), ["standardize=true", "width=64"])).toEqual(expected);
    expect(read(keyValues(), "standardize=true,width=64")).toEqual(expected);
    expect(read(keyValues(), { standardize: true, width: 64 })).toEqual(expected);
    expect(read(keyValues(), ["a=b=c"])).toEqual({ a: "b=c" });
    for (const wrong of [["standardize"], ["=x"], ["__proto__=x"], { a: [] }, 3])
      expect(read(keyValues(), wrong)).toMatch(/^refused: must be key=value/);
  });
});
