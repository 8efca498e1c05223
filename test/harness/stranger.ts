import { connect } from "node:http2";
import type { ClientHttp2Session, ClientHttp2Stream } from "node:http2";
import { connect as connectTcp } from "node:net";
import type { Socket } from "node:net";

// A gRPC peer that no library holds back: it says what it likes, and leaves out what it likes.

export interface CallOptions {
  readonly token?: string;
  readonly run?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How a call ended. */
export interface CallEnd {
  /** gRPC status; null: the call ended without one */
  readonly status: number | null;
  /** the status's sentence */
  readonly message: string;
  /** messages that came back */
  readonly messages: readonly Buffer[];
  readonly ms: number;
}

/** A call that is under way. */
export interface StrangerCall {
  readonly stream: ClientHttp2Stream;
  readonly end: Promise<CallEnd>;
}

/** A message with its five-byte prefix. */
export function framed(message: Uint8Array, options: { readonly compressed?: boolean; readonly claimedLength?: number } = {}): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt8(options.compressed ? 1 : 0);
  prefix.writeUInt32BE(options.claimedLength ?? message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** A connection to one process of a run. */
export class Stranger {
  readonly session: ClientHttp2Session;
  readonly #address: string;

  constructor(address: string) {
    this.#address = address;
    this.session = connect(`http://${address}`);
    this.session.on("error", () => {});
  }

  open(path: string, { token, run, headers = {} }: CallOptions = {}): StrangerCall {
    const startedMs = performance.now();
    const stream = this.session.request({
      ":method": "POST",
      ":path": path,
      "content-type": "application/grpc",
      te: "trailers",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(run !== undefined && { "lockstep-run": run }),
      ...headers,
    });
    const end = new Promise<CallEnd>((resolve) => {
      const messages: Buffer[] = [];
      let pending = Buffer.alloc(0);
      let status: string | undefined;
      let message = "";
      const take = (fields: Readonly<Record<string, unknown>>): void => {
        status ??= fields["grpc-status"] as string | undefined;
        message ||= decodeURIComponent((fields["grpc-message"] as string | undefined) ?? "");
      };
      stream.on("response", take);
      stream.on("trailers", take);
      stream.on("data", (bytes: Buffer) => {
        pending = Buffer.concat([pending, bytes]);
        while (pending.length >= 5 && pending.length >= 5 + pending.readUInt32BE(1)) {
          const length = pending.readUInt32BE(1);
          messages.push(pending.subarray(5, 5 + length));
          pending = pending.subarray(5 + length);
        }
      });
      stream.on("error", () => {});
      // The other side has ended the call, even if this side has not said all that it announced.
      const ended = (): void =>
        resolve({ status: status === undefined ? null : Number(status), message, messages, ms: performance.now() - startedMs });
      stream.on("end", ended);
      stream.on("close", ended);
    });
    return { stream, end };
  }

  /** One whole call: these messages and nothing more. */
  async call(path: string, messages: readonly Buffer[], options: CallOptions = {}): Promise<CallEnd> {
    const { stream, end } = this.open(path, options);
    for (const message of messages) stream.write(message);
    stream.end();
    return end;
  }

  /** Resolves when the other side has closed the connection; the time it took, ms. */
  async closed(): Promise<number> {
    const startedMs = performance.now();
    if (!this.session.closed) await new Promise<void>((resolve) => this.session.once("close", resolve));
    return performance.now() - startedMs;
  }

  close(): void {
    this.session.destroy();
  }

  get address(): string {
    return this.#address;
  }
}

/** A TCP connection on which these bytes were said, and whatever is said later. */
export function rawConnection(address: string, bytes: Buffer): { readonly socket: Socket; readonly closed: Promise<void> } {
  const [host = "", port = ""] = address.split(":");
  const socket = connectTcp(Number(port), host);
  socket.on("error", () => {});
  socket.resume();
  socket.write(bytes);
  return { socket, closed: new Promise((resolve) => socket.once("close", () => resolve())) };
}

export const http2Preface: Buffer = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

/** An HTTP/2 frame. */
export function http2Frame(type: number, flags: number, streamId: number, payload: Uint8Array = new Uint8Array()): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(streamId, 5);
  return Buffer.concat([head, payload]);
}

type FieldValue = number | string | Uint8Array;

/** A protobuf message of these fields: numbers as varints, texts and bytes with their length. */
export function protobuf(...fields: readonly (readonly [field: number, value: FieldValue])[]): Buffer {
  return Buffer.concat(
    fields.map(([field, value]) => {
      if (typeof value === "number") return Buffer.concat([varint(field * 8), varint(value)]);
      const bytes = typeof value === "string" ? Buffer.from(value) : value;
      return Buffer.concat([varint(field * 8 + 2), varint(bytes.length), bytes]);
    }),
  );
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return Buffer.from(bytes);
}
