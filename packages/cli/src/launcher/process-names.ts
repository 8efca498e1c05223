export const coordinatorName = "coordinator";

export function parameterServerName(range: number): string {
  return `parameter-server-${range}`;
}

export function workerName(number: number): string {
  return `worker-${number}`;
}

export function workerNumber(name: string): number {
  return Number(name.slice(workerName(0).length - 1));
}

export function isParameterServer(name: string): boolean {
  return name.startsWith("parameter-server-");
}

export function isWorker(name: string): boolean {
  return name.startsWith("worker-");
}
