import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { promisify } from "node:util";
import { findRecipe } from "@lockstep/recipes";
import { describeBackends, measureGradient } from "@lockstep/worker";
import { defaultRecipe } from "../configuration/run-settings.ts";
import { checkBackends } from "../doctor/backend-checks.ts";
import { canTrain, checkLines } from "../doctor/check.ts";
import type { Check } from "../doctor/check.ts";
import { checkMemory, checkNode, checkPackageManager, checkProcessor } from "../doctor/machine-checks.ts";
import { checkData, checkPort, checkRunsFolder } from "../doctor/resource-checks.ts";
import { runsFolder } from "../run-folder/run-folder.ts";

const cannotTrain = 10;
const versionTimeoutMs = 15_000;

/** `lockstep doctor`: whether this machine can train. Returns 0 if it can, else 10; every check that fails says what to do. */
export async function doctor({ json }: { readonly json: boolean }): Promise<number> {
  const checks: readonly Check[] = [
    checkNode(process.versions.node),
    checkPackageManager("npm", await versionOf("npm")),
    checkPackageManager("pnpm", await versionOf("pnpm")),
    checkProcessor(availableParallelism()),
    checkMemory(process.availableMemory()),
    await checkPort("127.0.0.1"),
    await checkRunsFolder(runsFolder),
    await checkData(async () => (await findRecipe(defaultRecipe)).data.load()),
    ...(await checkBackends(await describeBackends(), measureGradient)),
  ];
  const possible = canTrain(checks);
  if (json) {
    process.stdout.write(`${JSON.stringify({ canTrain: possible, checks })}\n`);
  } else {
    process.stdout.write(
      checkLines(checks)
        .map((line) => `${line}\n`)
        .join(""),
    );
    if (possible) process.stdout.write("\nThis machine can train: npx lockstep train\n");
  }
  if (possible) return 0;
  const failed = checks.filter(({ state }) => state === "failed").map(({ name }) => name);
  process.stderr.write(`lockstep: this machine cannot train (${failed.join(", ")})\n`);
  return cannotTrain;
}

/** null if the program is not there or does not answer. */
async function versionOf(program: string): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(program, ["--version"], { timeout: versionTimeoutMs });
    return stdout.trim();
  } catch {
    return null;
  }
}
