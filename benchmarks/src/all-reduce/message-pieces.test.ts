import { ChunkFrame } from "@lockstep/core/parts";
import type { Chunk } from "@lockstep/core/parts";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { MessagePieces, prefixBytes } from "./message-pieces.ts";

function message(fields: Partial<Chunk>): Buffer {
  const data = Buffer.from(fields.data ?? []);
  const head = new ChunkFrame({ ...fields, data: new Uint8Array(0) });
  const bytes = Buffer.alloc(prefixBytes + head.byteLength);
  bytes.writeUInt32BE(head.byteLength, 0);
  bytes.writeUInt32BE(data.length, 4);
  head.copy(bytes, prefixBytes);
  return Buffer.concat([bytes, data]);
}

it("puts vectors together again, wherever the stream is cut", () => {
  const data = Uint8Array.from({ length: 300 }, (_, i) => i & 255);
  const header = Uint8Array.of(7, 8, 9);
  const stream = Buffer.concat([
    message({ beat: true }),
    message({ generation: 1, phase: 1, step: 4, offset: 0, total: 500, data: data.subarray(0, 200) }),
    message({ generation: 1, phase: 1, step: 4, offset: 200, total: 500, data }),
    message({ generation: 1, phase: 2, step: 4, total: 0, header }),
    message({ generation: 1, phase: 1, step: 5, offset: 0, total: 300, data, header }),
  ]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: stream.length - 1 }), { maxLength: 40 }), (cuts) => {
      const received = new Uint8Array(500);
      const headers: [number, number[]][] = [];
      let beats = 0;
      let nextOffset = 0;
      const pieces = new MessagePieces((chunk) => {
        if (chunk.beat) beats += 1;
        if (chunk.header.length > 0) headers.push([chunk.step, [...chunk.header]]);
        if (chunk.phase !== 1) return;
        expect(chunk.offset).toBe(nextOffset);
        received.set(chunk.data, chunk.offset);
        nextOffset = chunk.offset + chunk.data.length;
        if (nextOffset === chunk.total) nextOffset = 0;
        // Before the last piece a header is refused by the receiver.
        expect(chunk.header.length === 0 || nextOffset === 0).toBe(true);
      });
      let from = 0;
      for (const cut of [...new Set(cuts)].toSorted((a, b) => a - b).concat(stream.length)) {
        pieces.push(stream.subarray(from, cut));
        from = cut;
      }
      expect(beats).toBe(1);
      expect(headers).toEqual([
        [4, [7, 8, 9]],
        [5, [7, 8, 9]],
      ]);
      expect([...received.subarray(0, 300)]).toEqual([...data]);
      expect([...received.subarray(300)]).toEqual([...data.subarray(100)]);
    }),
  );
});
