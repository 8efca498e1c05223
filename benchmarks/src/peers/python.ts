import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { LockstepError } from "@lockstep/core";
import { Session } from "../process/session.ts";

/** A Python that can run the peers. */
export interface Python {
  readonly program: string;
  /** "torch 2.15.0, numpy 2.4.6, Python 3.11.7" */
  readonly version: string;
}

export type PythonSearch = { readonly python: Python; readonly reason: null } | { readonly python: null; readonly reason: string };

const pythonVariable = "LOCKSTEP_BENCH_PYTHON";
const probeTimeoutMs = 120_000;
const probe =
  "import platform, torch, numpy; print(f'torch {torch.__version__}, numpy {numpy.__version__}, Python {platform.python_version()}')";

/**
 * The Python that was named, by flag or variable, else python3 of the PATH. One without torch is none.
 * @throws LockstepError "configuration" if one was named that cannot be run at all
 */
export async function findPython(named: string | undefined, environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<PythonSearch> {
  const asked = named ?? (environment[pythonVariable] || undefined);
  const program = asked ?? "python3";
  try {
    const { stdout } = await promisify(execFile)(program, ["-c", probe], { timeout: probeTimeoutMs, signal });
    return { python: { program, version: stdout.trim() }, reason: null };
  } catch (error) {
    signal.throwIfAborted();
    const { code, stderr = "" } = error as { readonly code?: number | string; readonly stderr?: string };
    if (typeof code === "string" && asked !== undefined) {
      const where = named === undefined ? pythonVariable : "--python";
      throw new LockstepError("configuration", `${asked} cannot be run (${code}); name a Python with torch and numpy by ${where}`, {
        cause: error,
      });
    }
    const found = typeof code === "string" ? "there is no python3 here" : (stderr.trim().split("\n").at(-1) ?? "it failed");
    return { python: null, reason: `no PyTorch to compare with: ${program}: ${found} (--python names another)` };
  }
}

/** A program of benchmarks/peers; gloo is told to stay on this machine, and every process to compute with one thread. */
export function startPythonSession(python: Python, what: string, script: string, argument: object, signal: AbortSignal): Session {
  const file = fileURLToPath(new URL(`../../peers/${script}`, import.meta.url));
  return new Session({
    what,
    program: python.program,
    arguments: [file, JSON.stringify(argument)],
    environment: { ...process.env, GLOO_SOCKET_IFNAME: "lo", OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1", PYTHONDONTWRITEBYTECODE: "1" },
    signal,
  });
}
