import type { RunStatus } from "@lockstep/core";

/** What `GET /metrics` tells besides the run's status. */
export interface ProcessFigures {
  readonly feedClients: number;
  readonly residentBytes: number;
}

const states: readonly RunStatus["state"][] = ["waiting", "changing", "training", "finished"];

/** The status in Prometheus' text format, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). */
export function prometheusText(status: RunStatus, figures: ProcessFigures): string {
  const { progress, workers, parameterServers } = status;
  const lastEpoch = Object.values(status.epochs).at(-1);
  const ranks = Object.values(workers).filter((worker) => worker.rank !== null && worker.connected);
  const connectedServers = Object.values(parameterServers).filter((server) => server.connected);
  return [
    metric("run_info", "gauge", "The run that this coordinator serves.", labelled({ run_id: status.runId, recipe: status.recipe }, 1)),
    metric(
      "run_state",
      "gauge",
      "1 for the state that the run is in.",
      states.map((state) => labelled({ state }, state === status.state ? 1 : 0)).join("\n"),
    ),
    metric("generation", "gauge", "Number of the membership.", sample(status.generation)),
    metric("steps_committed", "gauge", "Steps committed; a generation that starts again earlier takes some back.", sample(progress.step)),
    metric("steps_planned", "gauge", "Steps of the whole run.", sample(progress.steps)),
    metric("epoch", "gauge", "Epoch of the next step, from 0.", sample(progress.epoch)),
    metric("epochs_planned", "gauge", "Epochs of the whole run.", sample(progress.epochs)),
    metric("train_loss", "gauge", "Mean training loss of the epoch so far.", sample(progress.loss)),
    metric(
      "train_accuracy_ratio",
      "gauge",
      "Mean training accuracy of the epoch so far; NaN without classes.",
      sample(progress.accuracy ?? Number.NaN),
    ),
    metric("test_loss", "gauge", "Test loss after the last epoch that ended; NaN before.", sample(lastEpoch?.testLoss ?? Number.NaN)),
    metric(
      "test_accuracy_ratio",
      "gauge",
      "Test accuracy after the last epoch that ended; NaN before, and without classes.",
      sample(lastEpoch?.testAccuracy ?? Number.NaN),
    ),
    metric("samples_per_second", "gauge", "Training samples a second over the last 5 s.", sample(progress.samplesPerSecond)),
    metric("eta_seconds", "gauge", "Seconds until the last step at this pace.", sample(progress.etaSeconds)),
    metric("workers", "gauge", "Ranks of the generation that have a session.", sample(ranks.length)),
    metric("parameter_servers", "gauge", "Parameter servers that have a session.", sample(connectedServers.length)),
    metric("alarms_total", "counter", "Alarms since the coordinator started.", sample(status.alarmCount)),
    metric("uptime_seconds", "gauge", "Since the coordinator started.", sample(status.uptimeSeconds)),
    metric("feed_clients", "gauge", "Open connections of the live feed.", sample(figures.feedClients)),
    "# HELP process_resident_memory_bytes Resident memory of the coordinator.",
    "# TYPE process_resident_memory_bytes gauge",
    `process_resident_memory_bytes ${number(figures.residentBytes)}`,
    "",
  ].join("\n");
}

/** @param samples each begins where the metric's name ends */
function metric(name: string, type: "gauge" | "counter", help: string, samples: string): string {
  const lines = samples.split("\n").map((line) => `lockstep_${name}${line}`);
  return [`# HELP lockstep_${name} ${help}`, `# TYPE lockstep_${name} ${type}`, ...lines].join("\n");
}

const sample = (value: number): string => ` ${number(value)}`;

function labelled(labels: Readonly<Record<string, string>>, value: number): string {
  const pairs = Object.entries(labels).map(([name, text]) => `${name}="${escaped(text)}"`);
  return `{${pairs.join(",")}}${sample(value)}`;
}

const escaped = (text: string): string => text.replace(/[\\"]/g, String.raw`\$&`).replaceAll("\n", String.raw`\n`);

function number(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
}
