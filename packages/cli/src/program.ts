import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";

// Every command loads its own modules when it is called: `--help` waits for none of them.

const usageExitCode = 2;

/** Runs the command line; returns the exit code. Every failure is one line on stderr (and a stack trace with LOCKSTEP_DEBUG=1). */
export async function runCommandLine(commandArguments: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = createProgram((code) => (exitCode = code));
  try {
    await program.parseAsync(commandArguments, { from: "user" });
    return exitCode;
  } catch (error) {
    return await report(error);
  }
}

async function report(error: unknown): Promise<number> {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    // commander prints the help itself when there is no command
    if (error.code !== "commander.help") printFailure(`${error.message.replace(/^error: /, "").replace(/\.$/, "")}; see lockstep --help`);
    return usageExitCode;
  }
  const { LockstepError, exitCodeOf } = await import("@lockstep/core");
  const failure = LockstepError.from(error, "io");
  printFailure(failure.message);
  if (process.env["LOCKSTEP_DEBUG"] === "1")
    process.stderr.write(`${failure.cause instanceof Error ? failure.cause.stack : failure.stack}\n`);
  return exitCodeOf(failure);
}

function printFailure(message: string): void {
  process.stderr.write(`lockstep: ${message.replace(/\s*\n\s*/g, " ")}\n`);
}

function version(): string {
  const { version: text } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { readonly version: string };
  return text;
}

function createProgram(exit: (code: number) => void): Command {
  const program = new Command("lockstep")
    .description("Synchronous data-parallel training with the same weights, bit for bit, for any number of workers.")
    .version(version())
    .configureOutput({ outputError: () => {} })
    .exitOverride();
  addTrain(program, exit);
  addStatus(program, exit);
  addVerify(program, exit);
  addEvaluate(program, exit);
  addPredict(program, exit);
  addExport(program, exit);
  addRecipes(program, exit);
  addDoctor(program, exit);
  addBench(program, exit);
  addProcesses(program, exit);
  return program;
}

const collect = (value: string, values: readonly string[] | undefined): readonly string[] => [...(values ?? []), value];

const sharedMemory = [
  "--shared-memory <choice>",
  "auto: vectors go by shared memory between processes of one machine; off: by the network; the same weights (default: auto)",
] as const;

const noReplay = "compute every gradient with TensorFlow.js's tape; the same weights, only slower";

/** The settings of a run, as flags of every command that can define one. */
function addRunOptions(command: Command): Command {
  return command
    .option("--parameter-servers <count>", "processes that hold a range of the parameters each (default: 1)")
    .option("--shards <count>", "fixed parts of the data and of each step's gradient; the recipe's default")
    .option("--batch-size <samples>", "samples a step over all shards, a multiple of --shards; the recipe's default")
    .option("--epochs <count>", "passes over the training data; the recipe's default")
    .option("--seed <number>", "0 to 2^32 - 1 (default: 0)")
    .option("--learning-rate <rate>", "the recipe's default")
    .option("--optimizer <name>", "sgd, momentum, rmsprop, adam or adamw; the recipe's default")
    .option(
      "--schedule <schedule>",
      "how the learning rate moves: constant, step:every=2epochs,factor=0.1, cosine:min=0 or one-cycle; but for one-cycle with warmup=500steps or warmup=1epoch (default: the recipe's, else constant; see docs/optimization.md)",
    )
    .option("--weight-decay <factor>", "decoupled for adamw, L2 regularisation for the others; the recipe's default")
    .option("--clip-norm <limit>", "scale a step's gradient so that its norm over all parameters is at most this")
    .option("--clip-value <limit>", "limit every element of a step's gradient to this, up and down")
    .option("--accumulate <count>", "batches of --batch-size that an update is the sum of, computed one after the other (default: 1)")
    .option("--backend <name>", "auto, tfjs-node-gpu, tfjs-node, wasm or cpu (default: auto)")
    .option("--allow-mixed-backends", "let workers with different backends take part; the weights are then no longer reproducible")
    .option("--non-finite <policy>", "a step whose loss or gradient is NaN or infinite: stop the run, or skip the step (default: stop)")
    .option("--data <folder>", "four IDX files instead of the recipe's own data")
    .option("--from <path>", "a run's folder, a model's, or a .safetensors file: tensors of the same name and shape begin with its values")
    .option(
      "--freeze <layers>",
      "layers that keep their first values: names with commas between them, * for any characters; may be repeated",
      collect,
    )
    .option(
      "--validation <fraction>",
      "part of the training samples that is held back and evaluated every epoch; the recipe's default, else 0",
    )
    .option(
      "--early-stop <epochs>",
      "end after so many epochs in a row without a better validation loss; needs --validation; 0: never (default: the recipe's, else 0)",
    )
    .option("--early-stop-delta <loss>", "by more than this a validation loss must be lower to be better; the recipe's default, else 0")
    .option("--set <key=value>", "changes an option of the recipe; may be repeated", collect)
    .option("--min-workers <count>", "workers that must be ready before training begins or goes on (default: 1)")
    .option("--snapshot-every <steps>", "steps from one snapshot to the next (default: an epoch)");
}

function addTrain(program: Command, exit: (code: number) => void): void {
  const command = program
    .command("train")
    .description("Trains on this machine: starts a coordinator, parameter servers and workers as processes and shows their progress.")
    .argument("[recipe]", "name of a recipe (see lockstep recipes) or a .js or .mjs file that exports one (default: mnist-mlp-128)")
    .option("--workers <count>", "worker processes, at most one a shard (default: 2)");
  addRunOptions(command)
    .option("--run <folder>", "new folder for everything the run leaves (default: runs/<recipe>-<time>)")
    .option("--resume", "go on with the run in --run, else with the newest in runs/")
    .option("--json", "one JSON event a line on stdout and nothing else")
    .option("--no-dashboard", "serve no status page")
    .option("--port <port>", "port of the status page on 127.0.0.1 (default: any free one)")
    .option(
      "--max-restarts <count>",
      "how often a process that crashes is started again without a step committed in between, before the run fails (default: 5)",
    )
    .option("--no-replay", noReplay)
    .option(
      "--bind-to <cores>",
      '"cores": each worker keeps to processor cores of its own, where there are enough (Linux, by taskset); "none": the system decides (default: cores)',
    )
    .option(...sharedMemory)
    .option(
      "--chaos <faults>",
      'breaks processes on purpose while it trains: "random", "random:SEED", or faults such as "kill worker-1 at step 100" (docs/faults.md)',
    )
    .action(async (recipe: string | undefined, options: Record<string, unknown>) => {
      const { train } = await import("./commands/train.ts");
      exit(await train({ ...options, recipe }));
    });
}

function addStatus(program: Command, exit: (code: number) => void): void {
  program
    .command("status")
    .description("Tells where a run stands: its members, progress, results. Exit code 10: there is nothing to ask.")
    .argument("[run]", "a run's folder, or the URL of its status page (default: the newest run in runs/)")
    .option("--follow", "go on telling until the run is finished")
    .option("--json", "one JSON object on stdout; with --follow one a line")
    .action(async (run: string | undefined, options: { readonly follow?: boolean; readonly json?: boolean }) => {
      const { status } = await import("./commands/status.ts");
      exit(await status(run, options));
    });
}

function addVerify(program: Command, exit: (code: number) => void): void {
  program
    .command("verify")
    .description("Proves from a run's ledger that every sample was applied exactly once an epoch. Exit code 1: it does not.")
    .argument("<folder>", "the run's folder")
    .action(async (folder: string) => {
      const { verify } = await import("./commands/verify.ts");
      exit(await verify(folder));
    });
}

function addEvaluate(program: Command, exit: (code: number) => void): void {
  program
    .command("evaluate")
    .description("Tests a trained model: accuracy, loss, and how well each class is recognised.")
    .argument("[folder]", "a run's folder, or one with a model.json (default: the newest run in runs/)")
    .option("--data <folder>", "four IDX files instead of the run's own data; the test set is used")
    .option("--backend <name>", "auto, tfjs-node-gpu, tfjs-node, wasm or cpu (default: the one that trained the model)")
    .option("--json", "one JSON object on stdout, with the confusion matrix")
    .action(async (folder: string | undefined, options: Record<string, unknown>) => {
      const { evaluate } = await import("./commands/evaluate.ts");
      exit(await evaluate({ ...options, folder }));
    });
}

function addPredict(program: Command, exit: (code: number) => void): void {
  program
    .command("predict")
    .description("Says which digit each image shows: PNG files of any size and colour, dark on bright or bright on dark.")
    .argument("<files...>", "PNG files with one digit each")
    .option("--run <folder>", "a run's folder, or one with a model.json (default: the newest run in runs/)")
    .option("--backend <name>", "auto, tfjs-node-gpu, tfjs-node, wasm or cpu (default: the one that trained the model)")
    .option("--json", "one JSON object a file, with the three likeliest digits")
    .action(async (files: readonly string[], options: Record<string, unknown>) => {
      const { predict } = await import("./commands/predict.ts");
      exit(await predict(files, options));
    });
}

function addExport(program: Command, exit: (code: number) => void): void {
  program
    .command("export")
    .description("Writes the parameters of a trained model to a file that other programs read.")
    .argument("[folder]", "a run's folder, or one with a model.json (default: the newest run in runs/)")
    .option("--format <name>", "safetensors (default)")
    .option("--out <file>", "the file to write (default: model.safetensors beside model.json)")
    .action(async (folder: string | undefined, options: Record<string, unknown>) => {
      const { exportModel } = await import("./commands/export.ts");
      exit(await exportModel({ ...options, folder }));
    });
}

function addDoctor(program: Command, exit: (code: number) => void): void {
  program
    .command("doctor")
    .description("Checks whether this machine can train, and says what to do where it cannot. Exit code 10: it cannot.")
    .option("--json", "one JSON object on stdout")
    .action(async (options: { readonly json?: boolean }) => {
      const { doctor } = await import("./commands/doctor.ts");
      exit(await doctor({ json: options.json === true }));
    });
}

function addBench(program: Command, exit: (code: number) => void): void {
  program
    .command("bench")
    .description("Measures exchange, gradients and whole trainings on this machine, beside PyTorch where it is there. In a clone only.")
    .option("--only <parts>", "with commas between them: all-reduce, exchange, gradient, training, step, start, scaling (default: all)")
    .option("--quick", "small counts: shows in less than a minute that everything runs, and nothing of how fast it is")
    .option("--repeat <count>", "turns of each contender (default: 5; with --quick 1)")
    .option("--python <program>", "a Python with torch and numpy (default: LOCKSTEP_BENCH_PYTHON, else python3)")
    .option("--out <folder>", "where the report goes (default: benchmarks/results)")
    .option("--json", "one JSON event a line on stdout and nothing else")
    .action(async (options: Record<string, unknown>) => {
      const { bench } = await import("./commands/bench.ts");
      exit(await bench(options));
    });
}

function addRecipes(program: Command, exit: (code: number) => void): void {
  program
    .command("recipes")
    .description("Lists the recipes that can be trained.")
    .action(async () => {
      const { recipes } = await import("./commands/recipes.ts");
      exit(recipes());
    });
}

function addProcesses(program: Command, exit: (code: number) => void): void {
  const coordinator = program
    .command("coordinator")
    .description("Runs the coordinator of a run. Settings come from --config, then LOCKSTEP_* variables, then flags.")
    .option("--run <folder>", "folder of the run; one that holds no run yet gets the run of these settings")
    .option("--run-id <id>", "id of a new run (default: random)")
    .option("--recipe <recipe>", "name of a recipe or a .js or .mjs file (default: mnist-mlp-128)")
    .option("--expected-workers <count>", "the first generation waits for so many workers, 10 s at most (default: 0)")
    .option("--http <host:port>", 'address of the status page, or "off" (default: off)')
    .option("--http-hosts <names>", "further names, with commas, under which browsers may reach the status page")
    .option("--stay", "answer late members and the status page after the end of the run, until SIGTERM");
  addMemberOptions(addRunOptions(coordinator)).action(async (options: Record<string, unknown>) => {
    const { coordinator: run } = await import("./commands/coordinator.ts");
    exit(await run(options));
  });

  const parameterServer = program
    .command("parameter-server")
    .description("Runs one parameter server. Settings come from --config, then LOCKSTEP_* variables, then flags.")
    .option("--coordinator <host:port>", "address of the coordinator")
    .option("--run-id <id>", "the run to belong to (default: the coordinator's)")
    .option("--range <number>", "which range of the parameters it holds, from 0")
    .option("--run <folder>", "folder for its snapshots and its ledger")
    .option("--stay", "live on after the end of the run, until SIGTERM")
    .option(...sharedMemory);
  addMemberOptions(parameterServer).action(async (options: Record<string, unknown>) => {
    const { parameterServer: run } = await import("./commands/parameter-server.ts");
    exit(await run(options));
  });

  const worker = program
    .command("worker")
    .description("Runs one worker. Settings come from --config, then LOCKSTEP_* variables, then flags.")
    .option("--coordinator <host:port>", "address of the coordinator")
    .option("--run-id <id>", "the run to belong to (default: the coordinator's)")
    .option("--name <name>", "unique in the run (default: worker-<host name>)")
    .option("--coordinator-timeout <seconds>", "how long to go on without a coordinator before giving up with exit code 12 (default: 60)")
    .option(
      "--leave-timeout <seconds>",
      "how long to work on after SIGTERM while nobody can take over; a second SIGTERM ends at once (default: 20)",
    )
    .option("--no-replay", noReplay)
    .option(...sharedMemory);
  addMemberOptions(worker).action(async ({ replay, ...options }: Record<string, unknown>) => {
    const { worker: run } = await import("./commands/worker.ts");
    // The command line knows it as true when it was not given, which would hide file and environment.
    exit(await run(replay === false ? { ...options, replay } : options));
  });
}

function addMemberOptions(command: Command): Command {
  return command
    .option("--listen <host:port>", "address to serve on; port 0: any free one (default: 127.0.0.1:0)")
    .option("--token-file <file>", "file with the run's secret (default: LOCKSTEP_TOKEN)")
    .option("--config <file>", "YAML file with settings: the flags' names in camelCase");
}
