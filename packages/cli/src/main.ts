import { bindToLauncher } from "./process/launcher-link.ts";

bindToLauncher();
// Whoever read the output has gone (`lockstep train | head`): there is nobody left to tell.
process.stdout.on("error", () => process.exit(1));
const { runCommandLine } = await import("./program.ts");
process.exit(await runCommandLine(process.argv.slice(2)));
