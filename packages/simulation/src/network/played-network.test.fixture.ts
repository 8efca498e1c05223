import { SimulatedWorld } from "../engine/simulated-world.ts";
import type { Process } from "../engine/process.ts";
import { SimulatedNetwork } from "./simulated-network.ts";
import type { StreamEnd, StreamHandlers } from "./simulated-stream.ts";

/** What happened at one end of a stream: "opened", numbers that came, "drained", codes of losses. */
export type Story = (string | number)[];

/** Two processes of a world and a stream between them. Numbers of one byte are the messages. */
export interface Played {
  readonly world: SimulatedWorld;
  readonly network: SimulatedNetwork;
  readonly client: Process;
  readonly server: Process;
  readonly atClient: Story;
  readonly atServer: Story;
  readonly clientEnd: StreamEnd;
  /** the end that the server has accepted; it fails before that */
  readonly serverEnd: () => StreamEnd;
  /** Does something later, as nobody: a fault, say. */
  readonly at: (ms: number, act: () => void) => void;
}

/** Long enough for any handshake and first message. */
export const connectedMs = 2000;

/** Runs a world of this seed: the stream is dialled at 0, `act` says what else happens. */
export async function play(seed: number, untilMs: number, act: (played: Played) => void): Promise<Played> {
  const failures: unknown[] = [];
  const world = new SimulatedWorld({ seed, onCrash: (_, error) => failures.push(error) });
  const network = new SimulatedNetwork(world);
  const client = world.process("client");
  const server = world.process("server");
  const atClient: Story = [];
  const atServer: Story = [];
  let accepted: StreamEnd | null = null;
  network.listen(server, "server:1", "exchange", (end) => {
    accepted = end;
    atServer.push("accepted");
    return handlersOf(atServer);
  });
  const clientEnd = network.dial(client, "server:1", "exchange", handlersOf(atClient));
  const played: Played = {
    world,
    network,
    client,
    server,
    atClient,
    atServer,
    clientEnd,
    serverEnd: () => {
      if (accepted === null) throw new Error("the server has not accepted");
      return accepted;
    },
    at: (ms, doIt) => void world.after(ms, doIt),
  };
  act(played);
  const end = await world.run(untilMs);
  if (failures.length > 0) throw failures[0];
  if (end === "failed") throw new Error(world.problem ?? "");
  return played;
}

export function handlersOf(story: Story): StreamHandlers {
  return {
    opened: () => story.push("opened"),
    message: ([number = -1]) => story.push(number),
    drained: () => story.push("drained"),
    lost: (reason) => story.push(reason.code),
  };
}

export const numbersOf = (story: Story): number[] => story.filter((entry) => typeof entry === "number");

/** Seeds 1 to `count`. */
export const seeds = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
