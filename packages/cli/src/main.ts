import { bindToLauncher } from "./process/launcher-link.ts";
import { guardEnd } from "./process/guard-end.ts";

bindToLauncher();
const finished = guardEnd();
const { runCommandLine } = await import("./program.ts");
const exitCode = await runCommandLine(process.argv.slice(2));
await finished();
process.exit(exitCode);
