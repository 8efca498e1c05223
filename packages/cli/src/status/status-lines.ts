import type { ParameterServerStatus, RunStatus, WorkerStatus } from "@lockstep/core";
import { bar, count, duration, epochLine, percent, progressLine } from "../progress/format.ts";

const absent = "-";
const shownAlarms = 3;
/** A member that has been silent for so long is worth a word; its lease is 2 s. */
const silentSeconds = 1;
/** So is one that has been at one thing for so long. */
const longSeconds = 5;

/** A run's status for people: the run, its members, the last results. No line holds anything that a terminal would obey. */
export function statusLines(status: RunStatus, columns: number): readonly string[] {
  const { progress } = status;
  const lines = [
    headLine(status),
    ...(status.waitingFor === "" || status.state === "finished" ? [] : [`waiting: ${status.waitingFor}`]),
    progressLine({ ...progress, workers: [] }, status.classes > 0),
    `${bar(progress.step / progress.steps, Math.max(10, Math.min(50, columns - 12)))} ${percent(progress.step / progress.steps)}`,
    ...memberTables(status),
    ...lastEpoch(status),
    ...lastAlarms(status),
    ...result(status),
  ];
  return lines.map((line) => line.replace(/[\p{Cc}\p{Cf}]/gu, "").trimEnd());
}

function headLine({ runId, recipe, state, generation, start, reason, uptimeSeconds }: RunStatus): string {
  const membership = generation === 0 ? "no generation yet" : `generation ${generation}${start === null ? "" : ` from step ${start}`}`;
  return [`run ${runId}`, recipe, state, `${membership}${reason === "" ? "" : ` (${reason})`}`, `up ${duration(uptimeSeconds)}`].join("  ");
}

type Row = readonly string[];

function memberTables({ workers, parameterServers }: RunStatus): readonly string[] {
  const byRank = Object.entries(workers).toSorted(([, a], [, b]) => (a.rank ?? Infinity) - (b.rank ?? Infinity));
  const byRange = Object.entries(parameterServers).toSorted(([, a], [, b]) => a.range - b.range);
  return [
    ...table(
      ["worker", "rank", "shards", "step", "samples", "phase"],
      byRank.map(([name, worker]) => [
        name,
        String(worker.rank ?? absent),
        worker.shards.join(",") || absent,
        stepOf(worker),
        count(worker.samples),
        phaseOf(worker),
      ]),
    ),
    ...table(
      ["parameter server", "range", "snapshots", "step", "phase"],
      byRange.map(([name, server]) => [name, String(server.range), server.snapshots.join(",") || absent, stepOf(server), phaseOf(server)]),
    ),
  ];
}

const stepOf = ({ connected, version }: WorkerStatus | ParameterServerStatus): string => (connected ? String(version) : absent);

function phaseOf(member: WorkerStatus | ParameterServerStatus): string {
  const silent = member.connected && member.silentSeconds >= silentSeconds ? ` (silent for ${member.silentSeconds} s)` : "";
  if (!member.connected) return `${member.phase}${awayFor(member)}`;
  if (member.phaseSeconds < longSeconds) return `${member.phase}${silent}`;
  const awaited = member.waitingFor.length === 0 ? "" : `, waiting for ${member.waitingFor.join(", ")}`;
  return `${member.phase} for ${duration(member.phaseSeconds)}${awaited}${silent}`;
}

function awayFor({ phaseSeconds, version }: WorkerStatus | ParameterServerStatus): string {
  return phaseSeconds === 0 ? "" : ` for ${duration(phaseSeconds)}, last seen at step ${version}`;
}

/** Columns as wide as their widest cell, after an empty line; nothing without rows. */
function table(head: Row, rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return [];
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  return ["", ...[head, ...rows].map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "))];
}

function lastEpoch({ epochs, progress, classes }: RunStatus): readonly string[] {
  const last = Object.values(epochs)
    .toSorted((a, b) => a.epoch - b.epoch)
    .at(-1);
  return last === undefined ? [] : ["", epochLine(last, progress.epochs, progress.samplesPerSecond, classes > 0)];
}

function lastAlarms({ alarms, alarmCount }: RunStatus): readonly string[] {
  const latest = Object.entries(alarms)
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .slice(-shownAlarms);
  if (latest.length === 0) return [];
  const more = alarmCount > latest.length ? [`(${count(alarmCount)} alarms, the latest:)`] : [];
  return [
    "",
    ...more,
    ...latest.map(([, { time, message, over }]) => `alarm ${time}${over === null ? "" : ` (over since ${over})`}: ${message}`),
  ];
}

function result({ summary, classes }: RunStatus): readonly string[] {
  if (summary === null) return [];
  return [
    "",
    ...(classes > 0 ? [`test accuracy   ${percent(summary.testAccuracy)}`] : []),
    `weightsHash     ${summary.weightsHash}`,
    `ledgerOk: ${summary.ledgerOk}  ${count(summary.samplesApplied)} samples applied`,
  ];
}
