import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { runProgram } from "./child-program.mjs";
import { firstLine, SetupFailure, unsuitable } from "./setup-failure.mjs";

/** A slow line takes minutes; pip itself gives up on one that is silent. */
const downloadTimeoutMs = 60 * 60_000;
const pipStartTimeoutMs = 60_000;
const python = "python3";

/** @throws SetupFailure where pip cannot be started */
export async function requirePip(signal) {
  const advice = `install Python 3 with pip (Debian: apt install python3-pip), or download the wheel elsewhere and pass --wheel FILE`;
  let result;
  try {
    result = await runProgram(python, ["-m", "pip", "--version"], { signal, timeoutMs: pipStartTimeoutMs });
  } catch (error) {
    if (error.code === "ENOENT") throw unsuitable(`TensorFlow's wheel is downloaded with pip, and ${python} is not there: ${advice}`);
    throw error;
  }
  if (result.code !== 0) throw unsuitable(`TensorFlow's wheel is downloaded with pip, which ${python} does not have: ${advice}`);
}

/** Downloads the wheel into `folder` and returns its path; pip compares the hash. */
export async function downloadWheel(wheel, folder, signal) {
  const requirements = path.join(folder, "requirements.txt");
  await writeFile(requirements, `${wheel.distribution}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
  const programArguments = pipArguments(wheel, requirements, folder);
  const { code, stderr } = await runProgram(python, programArguments, { signal, timeoutMs: downloadTimeoutMs });
  if (code !== 0) throw new SetupFailure(explainPip(stderr, wheel), { details: stderr });
  return path.join(folder, wheel.fileName);
}

/** Asks for one fixed tag, so that the Python of this machine does not matter. */
function pipArguments({ fileName }, requirements, folder) {
  const [pythonTag, , platformTag] = fileName
    .replace(/\.whl$/, "")
    .split("-")
    .slice(-3);
  const target = ["--implementation", "cp", "--python-version", pythonTag.replace(/^cp(\d)/, "$1."), "--platform", platformTag];
  const fixed = ["--no-deps", "--only-binary=:all:", "--require-hashes", "--no-cache-dir", "--retries", "2", "--disable-pip-version-check"];
  return ["-m", "pip", "download", "--quiet", ...fixed, ...target, "--dest", folder, "--requirement", requirements];
}

/** One sentence for what pip wrote to stderr. @param {string} stderr */
export function explainPip(stderr, { distribution, version }) {
  const what = `${distribution} ${version} was not downloaded`;
  if (/No space left on device|Disk quota exceeded/.test(stderr)) {
    return `${what}: the disk is full; make room, or let LOCKSTEP_CACHE (and pip's TMPDIR) name a folder on another disk`;
  }
  if (/DO NOT MATCH THE HASHES/i.test(stderr)) return `${what}: the package index gave another file than the known one (its hash differs)`;
  const unreachable =
    /ConnectionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError|Temporary failure in name resolution|timed out|Retrying/;
  if (unreachable.test(stderr)) {
    return `${what}: the package index cannot be reached; check the network and pip's settings, or download the wheel elsewhere and pass --wheel FILE`;
  }
  if (/No matching distribution found/.test(stderr)) {
    return `${what}: the package index does not have it for x86-64 Linux; pass --wheel FILE if you have it`;
  }
  const lines = stderr.split("\n").filter((line) => line.startsWith("ERROR:"));
  return `${what}: pip failed${lines.length > 0 ? ` (${firstLine(lines.at(-1)).slice("ERROR: ".length)})` : ""}`;
}

/** @throws SetupFailure if the file is not the pinned wheel, for example because it is cut short */
export async function requirePinnedWheel(file, { fileName, sha256, bytes }, signal) {
  const hash = createHash("sha256");
  let found = 0;
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20, signal })) {
      hash.update(chunk);
      found += chunk.length;
    }
  } catch (error) {
    if (error.code === "ENOENT" || error.code === "EISDIR") throw unsuitable(`--wheel ${file}: there is no such file`);
    throw error;
  }
  if (found === bytes && hash.digest("hex") === sha256) return;
  const what = found === bytes ? "its contents are not what they must be" : `it has ${found} bytes instead of ${bytes}`;
  throw unsuitable(`--wheel ${file} is not an undamaged ${fileName}: ${what}; download it again`);
}
