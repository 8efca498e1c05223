// Reads deploy/docker/Dockerfile, and carries out one of its stages without a container engine: every COPY and RUN in a folder that
// stands for the image's file system. Only what that file uses; anything else is an error.
//   node scripts/dockerfile.mjs                          the stages and their instructions as JSON
//   node scripts/dockerfile.mjs build STAGE FOLDER       carries out a stage on this machine's tools
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(fileURLToPath(new URL("..", import.meta.url)));
const dockerfile = path.join(root, "deploy/docker/Dockerfile");

/** `[{ name, base, instructions: [{ keyword, text }] }]`, continued lines joined and comments left out. */
export function readStages(source = readFileSync(dockerfile, "utf8")) {
  const lines = source
    .split("\n")
    .filter((line) => !/^\s*#/.test(line))
    .join("\n")
    .replaceAll(/\\\n\s*/g, " ")
    .split("\n")
    .filter((line) => line.trim() !== "");
  /** @type {{ name: string, base: string, instructions: { keyword: string, text: string }[] }[]} */
  const stages = [];
  for (const line of lines) {
    const [, keyword, text] = /^([A-Z]+)\s+(.+)$/.exec(line) ?? [];
    if (keyword === undefined) throw new Error(`not an instruction: ${line}`);
    if (keyword === "FROM") {
      const [, base, name] = /^(\S+) AS (\S+)$/.exec(text) ?? [];
      if (name === undefined) throw new Error(`a stage without a name: ${line}`);
      stages.push({ name, base, instructions: [] });
    } else if (stages.length === 0) throw new Error(`an instruction before the first stage: ${line}`);
    else stages.at(-1).instructions.push({ keyword, text });
  }
  return stages;
}

/** Whether `.dockerignore` keeps a path (relative to the root) out of the build. The last pattern that matches it or a folder above it decides. */
export function createIgnored(source = readFileSync(path.join(root, ".dockerignore"), "utf8")) {
  const rules = source
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const keeps = line.startsWith("!");
      const pattern = (keeps ? line.slice(1) : line).replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
      const expression = pattern.replaceAll(/\*\*\/|\*/g, (star) => (star === "*" ? "[^/]*" : "(?:.*/)?"));
      return { keeps, expression: new RegExp(`^${expression}(?:/.*)?$`) };
    });
  return (file) => rules.findLast((rule) => rule.expression.test(file))?.keeps === false;
}

/** Carries out stage `name` with `folder` as the root of its file system; its base must be this machine, more or less. */
export function carryOut(name, folder) {
  const stage = readStages().find((each) => each.name === name);
  if (stage === undefined) throw new Error(`there is no stage ${name}`);
  const ignored = createIgnored();
  const environment = { ...process.env };
  let workdir = "/";
  for (const { keyword, text } of stage.instructions) {
    const inside = path.join(folder, workdir);
    if (keyword === "WORKDIR") {
      workdir = path.posix.resolve(workdir, text);
      mkdirSync(path.join(folder, workdir), { recursive: true });
    } else if (keyword === "ENV") {
      const cut = text.indexOf("=");
      environment[text.slice(0, cut)] = text.slice(cut + 1);
    } else if (keyword === "COPY" && !text.startsWith("--")) copy(text.split(/\s+/), inside, ignored);
    else if (keyword === "RUN") {
      const { status } = spawnSync("sh", ["-c", text], { cwd: inside, env: environment, stdio: ["ignore", 2, 2] });
      if (status !== 0) throw new Error(`RUN ${text}: exit code ${status}`);
    } else throw new Error(`cannot carry out ${keyword} ${text}`);
  }
}

function copy(names, inside, ignored) {
  const target = path.join(inside, names.at(-1));
  for (const name of names.slice(0, -1)) {
    const source = path.join(root, name);
    const isFolder = statSync(source).isDirectory();
    if (!isFolder && ignored(name)) throw new Error(`COPY ${name}: .dockerignore keeps it out`);
    mkdirSync(target, { recursive: true });
    cpSync(source, isFolder ? target : path.join(target, path.basename(name)), {
      recursive: true,
      filter: (file) => file === source || !ignored(path.relative(root, file)),
    });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [command, stage, folder] = process.argv.slice(2);
  if (command === "build") carryOut(stage, path.resolve(folder));
  else process.stdout.write(`${JSON.stringify(readStages())}\n`);
}
