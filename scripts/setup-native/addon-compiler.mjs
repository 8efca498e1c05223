import path from "node:path";
import { runProgram } from "./child-program.mjs";
import { SetupFailure, unsuitable } from "./setup-failure.mjs";

const compileTimeoutMs = 15 * 60_000;
const stripTimeoutMs = 5 * 60_000;
const versionTimeoutMs = 30_000;

/** The Node-API version that the package is built for: one addon serves every Node from 12.22 on. */
export const nodeApiVersion = 8;

/** The first compiler that starts: CXX, or g++, c++, clang++. @throws SetupFailure if there is none */
export async function findCompiler(signal) {
  const candidates = process.env.CXX ? [process.env.CXX] : ["g++", "c++", "clang++"];
  for (const candidate of candidates) {
    try {
      const { code } = await runProgram(candidate, ["--version"], { signal, timeoutMs: versionTimeoutMs });
      if (code === 0) return candidate;
    } catch (error) {
      if (error.code !== "ENOENT" && error.code !== "EACCES") throw error;
    }
  }
  throw unsuitable(`no C++ compiler (tried ${candidates.join(", ")}): install one (Debian: apt install g++), or let CXX name it`);
}

/** Of the package's addon, below its folder. */
export const packageSources = ["binding/tfjs_backend.cc", "binding/tfjs_binding.cc"];

/**
 * @param {readonly string[]} sources
 * @param {{ headers: string, tensorflow: string, output: string }} folders headers: of Node-API; tensorflow: with include/ and lib/;
 *   output: the addon to make
 */
export function compilerArguments(sources, { headers, tensorflow, output }) {
  const kind = ["-std=c++17", "-O2", "-shared", "-fPIC", "-fvisibility=hidden", "-s"];
  const include = [
    `-DNAPI_VERSION=${nodeApiVersion}`,
    "-DBUILDING_NODE_EXTENSION",
    `-I${headers}`,
    `-I${path.join(tensorflow, "include")}`,
  ];
  const libraries = [`-L${path.join(tensorflow, "lib")}`, "-l:libtensorflow_cc.so.2", "-l:libtensorflow_framework.so.2"];
  // Found from the place of the addon in the package: lib/napi-v8/ beside deps/.
  return [...kind, ...include, ...sources, "-o", output, "-Wl,--as-needed", ...libraries, "-Wl,-rpath,$ORIGIN/../../deps/lib"];
}

/** Compiles an addon from sources below `folder`. @throws SetupFailure with what the compiler printed */
export async function compileAddon(compiler, folder, sources, folders, signal) {
  const { code, killedBy, stderr } = await runProgram(compiler, compilerArguments(sources, folders), {
    signal,
    cwd: folder,
    timeoutMs: compileTimeoutMs,
  });
  if (code === 0) return;
  if (/No space left on device/.test(stderr)) throw Object.assign(new Error("no space"), { code: "ENOSPC", path: folders.output });
  const reason = killedBy === null ? "see above" : `it was ended by ${killedBy}, perhaps for lack of memory`;
  throw new SetupFailure(`${compiler} could not compile the addon: ${reason}`, { details: stderr });
}

/** Takes the symbol tables (220 MB) off a library; without binutils it stays as it is. @returns {Promise<boolean>} whether it was done */
export async function stripLibrary(file, signal) {
  try {
    return (await runProgram("strip", ["--strip-unneeded", file], { signal, timeoutMs: stripTimeoutMs })).code === 0;
  } catch (error) {
    if (error.code === "ENOENT") return false;
    throw error;
  }
}
