import { machineLine, tableLines } from "../report/markdown.ts";
import type { Column, Table } from "../report/table.ts";
import { meanDeviationOf } from "../statistics/mean-deviation.ts";
import type { AccuracyRecord, AccuracyResult } from "./accuracy-results.ts";
import type { AccuracyRow } from "./accuracy-rows.ts";
import { judgeClaims, judgeRow } from "./judge-row.ts";
import type { JudgedClaim } from "./judge-row.ts";
import type { FailedTraining } from "./train-row.ts";

const notMeasured = "–";

/** The whole report, for people, with what is needed to judge it. @param rows of the plan, whether they have results or not */
export function accuracyMarkdown(
  { machine, plan, results }: AccuracyRecord,
  rows: readonly AccuracyRow[],
  failed: readonly FailedTraining[],
): string {
  const planned = rows.length * plan.seeds;
  const claims = plan.quick ? [] : judgeClaims(rows, results);
  const lines = [
    `# Accuracy of ${machine.time}`,
    "",
    ...(plan.quick ? ["**Quick:** a few steps each, to see that everything runs. The figures say nothing.", ""] : []),
    ...(results.length < planned ? [`**Not complete:** ${results.length} of ${planned} trainings.`, ""] : []),
    `- command: \`${machine.commandLine}\``,
    machineLine(machine),
    ...origins(results),
    "",
    "Test accuracy after the last epoch, of the 10,000 test images of MNIST or of the recipe's own test samples; sd is that of a sample (n - 1).",
    "A row is met if the mean over at least three seeds reaches what it must and the training loss falls. Told: what the sources print.",
    "Parameters: with the statistics of batch normalization, which no gradient changes.",
    ...tableLines(mainTable(rows, results, plan.quick)),
    ...tableLines(detailTable(rows, results)),
    ...(claims.length === 0 ? [] : ["", "### What the sources tell", "", ...claims.map(claimLine)]),
    ...(failed.length === 0 ? [] : ["", "### Failed", "", ...failed.map(({ row, seed, problem }) => `- ${row}, seed ${seed}: ${problem}`)]),
  ];
  return `${lines.join("\n")}\n`;
}

/** One item for each commit, Node and backend that trained, in the order of appearance. */
function origins(results: readonly AccuracyResult[]): readonly string[] {
  const texts = results.map(({ commit, node, backend }) => `commit ${commit}, node ${node}, ${backend}`);
  return [...new Set(texts)].map((text) => {
    const count = texts.filter((other) => other === text).length;
    return `- trained by: ${text} (${count === 1 ? "1 training" : `${count} trainings`})`;
  });
}

function mainTable(rows: readonly AccuracyRow[], results: readonly AccuracyResult[], quick: boolean): Table {
  const columns = [
    column("recipe"),
    column("parameters"),
    column("epochs"),
    column("told", "%"),
    column("to reach", "%"),
    column("mean", "%"),
    column("sd", "points"),
    column("each seed", "%"),
    column("verdict"),
    column("training, mean", "s"),
  ];
  return {
    title: "Accuracy",
    columns,
    rows: rows.map((row) => {
      const own = resultsOf(row, results);
      const [first] = own;
      const plain = [row.name, first?.parameters ?? null, first?.epochs ?? null, row.toldPercents.join(", ") || notMeasured];
      if (first === undefined) return [...plain, String(row.toReachPercent), null, null, null, "not trained yet", null];
      const { mean, deviation } = meanDeviationOf(own.map(({ testAccuracy }) => testAccuracy));
      return [
        ...plain,
        String(row.toReachPercent),
        percent(mean),
        deviation === null ? null : percent(deviation),
        own.map(({ testAccuracy }) => percent(testAccuracy)).join(", "),
        quick ? null : judgeRow(row, own).reason,
        meanDeviationOf(own.map(({ trainSeconds }) => trainSeconds)).mean.toFixed(1),
      ];
    }),
  };
}

function detailTable(rows: readonly AccuracyRow[], results: readonly AccuracyResult[]): Table {
  const columns = [
    column("recipe"),
    column("best epoch by test, each seed", "%"),
    column("precision, recall, F1", "%"),
    column("train loss, first and last epoch"),
    column("weights, seed 0"),
    column("command"),
  ];
  return {
    title: "In detail (means over the seeds; the best epoch is chosen by the test samples and so no result)",
    columns,
    rows: rows.map((row) => {
      const own = resultsOf(row, results);
      const command = `\`lockstep train ${[row.recipe, ...row.flags].join(" ")}\``;
      if (own.length === 0) return [row.name, null, null, null, null, command];
      const mean = (figure: (result: AccuracyResult) => number): number => meanDeviationOf(own.map(figure)).mean;
      const scores = [mean(({ macro }) => macro.precision), mean(({ macro }) => macro.recall), mean(({ macro }) => macro.f1)];
      const losses = [mean(({ trainLoss }) => trainLoss.first ?? Number.NaN), mean(({ trainLoss }) => trainLoss.last ?? Number.NaN)];
      return [
        row.name,
        own.map(({ best }) => `${percent(best.testAccuracy)} (${best.epoch + 1})`).join(", "),
        scores.map(percent).join(", "),
        losses.map((loss) => loss.toFixed(4)).join(", "),
        own.find(({ seed }) => seed === 0)?.weightsHash.slice(0, 12) ?? null,
        command,
      ];
    }),
  };
}

function claimLine({ model, toldPercent, reached, measured }: JudgedClaim): string {
  const figures = measured.map(
    ({ row, percent, seeds }) => `${percent.toFixed(2)} % (${row}, ${seeds === 1 ? "1 seed" : `mean of ${seeds} seeds`})`,
  );
  return `- ${toldPercent} % for ${model}: ${reached ? "reached" : "**not reached**"}; measured ${figures.join(", ")}`;
}

function resultsOf({ name }: AccuracyRow, results: readonly AccuracyResult[]): readonly AccuracyResult[] {
  return results.filter(({ row }) => row === name).toSorted((a, b) => a.seed - b.seed);
}

function column(title: string, unit = ""): Column {
  return { title, unit };
}

/** Two digits after the point: one image of 10,000. */
function percent(fraction: number): string {
  return (100 * fraction).toFixed(2);
}
