import { expect, it } from "vitest";
import { className } from "./class-name.ts";

it.each<[number, readonly string[] | undefined, string]>([
  [1, ["setosa", "virginica"], "1 virginica"],
  [7, undefined, "7"],
  [0, ["\u001B[31mred\n"], "0 [31mred"],
  [0, ["\u0007"], "0"],
  [0, ["a".repeat(24)], `0 ${"a".repeat(24)}`],
  [0, ["😀".repeat(13)], `0 ${"😀".repeat(11)}…`],
])("class %i of %j is %j", (number, names, text) => {
  expect(className(number, names)).toBe(text);
});
