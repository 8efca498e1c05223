// Turns proto/lockstep/v1/*.proto into packages/core/generated/messages.{js,d.ts}, and proto/tensorboard/*.proto into
// packages/coordinator/generated/tensorboard.{js,d.ts}, with protobufjs-cli.
// The output is committed; `--check` fails when it has drifted from the proto files.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const core = path.join(root, "packages/core");
const pbjs = path.join(path.dirname(createRequire(path.join(core, "package.json")).resolve("protobufjs-cli/package.json")), "bin/pbjs");
const modules = [
  { protoFolder: "proto/lockstep/v1", target: path.join(core, "generated"), name: "messages", namespace: "lockstep.v1" },
  {
    protoFolder: "proto/tensorboard",
    target: path.join(root, "packages/coordinator/generated"),
    name: "tensorboard",
    namespace: "tensorboard",
  },
];

const drifted = modules.flatMap(generate);
if (drifted.length > 0) {
  console.error(`generate: ${drifted.join(", ")} differ from what the .proto files give; run \`npm run generate\` and commit the result`);
  process.exit(1);
}

/** Writes a module, or with `--check` returns which of its files differ from what it would write. */
function generate({ protoFolder, target, name, namespace }) {
  const protos = readdirSync(path.join(root, protoFolder))
    .filter((file) => file.endsWith(".proto"))
    .toSorted()
    .map((file) => path.join(root, protoFolder, file));
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
      [`${name}.js`]: `${script}\nexport const { ${names.join(", ")} } = ${namespace};\n`,
      [`${name}.d.ts`]: `${types}\n${names.map((each) => `export import ${each} = ${namespace}.${each};`).join("\n")}\n`,
    };
    if (!process.argv.includes("--check")) {
      mkdirSync(target, { recursive: true });
      for (const [file, text] of Object.entries(made)) writeFileSync(path.join(target, file), text);
      return [];
    }
    return Object.entries(made)
      .map(([file, text]) => [path.join(target, file), text])
      .filter(([file, text]) => !existsSync(file) || readFileSync(file, "utf8") !== text)
      .map(([file]) => path.relative(root, file));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
