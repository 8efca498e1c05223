// Turns proto/lockstep/v1/*.proto into packages/core/generated/messages.{js,d.ts} with protobufjs-cli.
// The output is committed; `--check` fails when it has drifted from the proto files.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const core = path.join(root, "packages/core");
const target = path.join(core, "generated");
const pbjs = path.join(path.dirname(createRequire(path.join(core, "package.json")).resolve("protobufjs-cli/package.json")), "bin/pbjs");
const protoFolder = path.join(root, "proto/lockstep/v1");
const protos = readdirSync(protoFolder)
  .filter((name) => name.endsWith(".proto"))
  .toSorted()
  .map((name) => path.join(protoFolder, name));

const scratch = mkdtempSync(path.join(tmpdir(), "lockstep-generate-"));
try {
  const output = path.join(scratch, "messages.js");
  execFileSync(
    process.execPath,
    [
      pbjs,
      "-t",
      "static-module",
      "-w",
      "esm",
      "--dts",
      "--no-service",
      "--no-delimited",
      "--no-verify",
      "--no-convert",
      "-o",
      output,
      "-p",
      path.join(root, "proto"),
      ...protos,
    ],
    { stdio: "inherit" },
  );
  const script = readFileSync(output, "utf8");
  const types = readFileSync(path.join(scratch, "messages.d.ts"), "utf8");
  // Short names beside the package's namespace: `import * as proto from "…/generated/messages.js"`, then `proto.Roster`.
  const names = protos
    .flatMap((file) => [...readFileSync(file, "utf8").matchAll(/^(?:message|enum) (\w+)/gm)].map((match) => match[1]))
    .toSorted();
  const made = {
    "messages.js": `${script}\nexport const { ${names.join(", ")} } = lockstep.v1;\n`,
    "messages.d.ts": `${types}\n${names.map((name) => `export import ${name} = lockstep.v1.${name};`).join("\n")}\n`,
  };
  const drifted = [];
  for (const [name, text] of Object.entries(made)) {
    const file = path.join(target, name);
    if (process.argv.includes("--check")) {
      let committed = "";
      try {
        committed = readFileSync(file, "utf8");
      } catch {
        /* missing: drifted */
      }
      if (committed !== text) drifted.push(path.relative(root, file));
    } else writeFileSync(file, text);
  }
  if (drifted.length > 0) {
    console.error(`generate: ${drifted.join(", ")} differ from what the .proto files give; run \`npm run generate\` and commit the result`);
    process.exit(1);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
