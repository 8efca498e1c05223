import { findRecipe, listRecipes, recipeOptions } from "@lockstep/recipes";
import { expect, it } from "vitest";
import { accuracyRows, chooseRows } from "./accuracy-rows.ts";

const rows = accuracyRows(null);

it("has a row with the defaults of every built-in recipe", () => {
  const plain = rows.filter(({ flags }) => flags.length === 0).map(({ name }) => name);
  expect(plain.toSorted()).toEqual(
    listRecipes()
      .map(({ name }) => name)
      .toSorted(),
  );
});

it("has names that tell rows apart", () => {
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
});

it.each(rows.filter(({ flags }) => flags.includes("--set")))("sets what $recipe has as an option: $flags", async ({ recipe, flags }) => {
  const [key = "", value = ""] = flags[flags.indexOf("--set") + 1]?.split("=") ?? [];
  expect(recipeOptions(await findRecipe(recipe), { [key]: value })).toMatchObject({ [key]: true });
});

it("has a row for Fashion-MNIST where its folder is known", () => {
  const fashion = accuracyRows("/data/fashion");
  expect(fashion.slice(0, -1)).toEqual(rows);
  expect(fashion.at(-1)).toMatchObject({ name: "mnist-mlp-128, Fashion-MNIST", flags: ["--data", "/data/fashion"], toReachPercent: 87 });
});

it("chooses by recipe, in the table's order, and names the recipes that there are", () => {
  expect(chooseRows(rows, null)).toBe(rows);
  const chosen = chooseRows(rows, ["toy-sigmoid", "mnist-mlp-256x2"]).map(({ name }) => name);
  expect(chosen).toEqual(["mnist-mlp-256x2", "mnist-mlp-256x2, cosine", "mnist-mlp-256x2, augmented, cosine, 60 epochs", "toy-sigmoid"]);
  expect(() => chooseRows(rows, ["mnist-mlp-129"])).toThrow(
    'there is no row of a recipe "mnist-mlp-129"; there are mnist-mlp-128, mnist-mlp-64x2',
  );
});
