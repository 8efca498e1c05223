import { listRecipes } from "@lockstep/recipes";
import { defaultRecipe } from "../configuration/run-settings.ts";

/** `lockstep recipes`: what can be trained without writing a recipe. */
export function recipes(): number {
  for (const { name, description, defaults, options = {} } of listRecipes()) {
    const { batchSize, shards, epochs, optimizer } = defaults;
    process.stdout.write(`${name}${name === defaultRecipe ? " (default)" : ""}\n  ${description}\n`);
    process.stdout.write(`  batch ${batchSize}, ${shards} shards, ${epochs} epochs, ${optimizer.name} ${optimizer.learningRate}\n`);
    for (const [option, details] of Object.entries(options)) {
      process.stdout.write(`  --set ${option}=…  ${details.description} (default: ${String(details.default)})\n`);
    }
  }
  return 0;
}
