import { expect, it } from "vitest";
import { chooseParts } from "./choose-parts.ts";
import type { Part } from "./part.ts";

const part = (name: string): Part => ({ name, title: name, run: () => Promise.resolve() });
const all = [part("exchange"), part("training"), part("start")];
const names = (only: string | undefined): readonly string[] => chooseParts(all, only).map(({ name }) => name);

it("takes all parts, or those that are named, in their own order", () => {
  expect(names(undefined)).toEqual(["exchange", "training", "start"]);
  expect(names("start, exchange")).toEqual(["exchange", "start"]);
});

it("names the parts that there are", () => {
  expect(() => chooseParts(all, "training,speed")).toThrow('there is no part "speed"; there are exchange, training, start');
  expect(() => chooseParts(all, "")).toThrow('there is no part ""');
});
