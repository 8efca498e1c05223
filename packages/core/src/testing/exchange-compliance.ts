import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { LockstepError } from "../errors.ts";
import { Phase } from "../exchange/exchange.ts";
import type { TensorExchange, Topic } from "../exchange/exchange.ts";
import type { ExchangeFixture } from "./exchange-fixture.ts";
import { VectorRecorder } from "./vector-recorder.ts";

/** One thing that every {@link TensorExchange} promises; `run` rejects if this one does not keep it. */
export interface ComplianceCase {
  readonly name: string;
  readonly run: (fixture: ExchangeFixture) => Promise<void>;
}

const topic: Topic = { phase: Phase.allGather, slice: 0, subtree: 0 };
const chunkBytes = 1000;

/** Bytes that tell the step and the place apart. */
export function patternBytes(step: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (step * 31 + index * 7 + (index >> 8)) & 255);
}

const patternHeader = (step: number): Uint8Array => Uint8Array.of(step & 255, 1, 2);

interface Pair {
  readonly sender: TensorExchange;
  readonly receiver: TensorExchange;
  readonly open: (generation: number, onDeadLink?: (peer: string) => void) => void;
}

async function pairOf(fixture: ExchangeFixture, bytes = chunkBytes): Promise<Pair> {
  const sender = await fixture.create("sender", bytes);
  const receiver = await fixture.create("receiver", bytes);
  return {
    sender,
    receiver,
    open: (generation, onDeadLink) => {
      sender.openGeneration(generation, new Map([["receiver", fixture.addressOf("receiver")]]));
      receiver.openGeneration(generation, new Map([["sender", fixture.addressOf("sender")]]), onDeadLink);
    },
  };
}

function assertVectors(recorder: VectorRecorder, firstStep: number, length: number): void {
  recorder.vectors.forEach(({ step, bytes, header }, index) => {
    assert.equal(step, firstStep + index, "steps arrive in order, each once");
    assert.deepEqual(bytes, patternBytes(step, length), `bytes of step ${step}`);
    assert.deepEqual(header, patternHeader(step), `header of step ${step}`);
  });
}

function publishWhole(exchange: TensorExchange, step: number, length: number, to: Topic = topic): void {
  exchange.publish(to, step, patternBytes(step, length)).complete(patternHeader(step));
}

/** Publishes steps one by one, each after the receiver has the one before, as lockstep training does. */
async function publishInStep(exchange: TensorExchange, recorder: VectorRecorder, steps: number, length: number): Promise<void> {
  for (let step = 0; step < steps; step += 1) {
    publishWhole(exchange, step, length);
    await recorder.whole(step + 1);
  }
}

const hasCode =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof LockstepError && error.code === code;

export const exchangeCompliance: readonly ComplianceCase[] = [
  ...[0, 1, 3, 997, 1000, 1001, 2000, 4099].map((length) => ({
    name: `delivers every step of ${length} bytes in order, once, with its header`,
    run: async (fixture: ExchangeFixture) => {
      const { sender, receiver, open } = await pairOf(fixture);
      open(1);
      const recorder = new VectorRecorder(length);
      receiver.subscribe(topic, "sender", 0, recorder);
      await publishInStep(sender, recorder, 5, length);
      await sleep(20);
      assert.equal(recorder.vectors.length, 5);
      assertVectors(recorder, 0, length);
      assert.equal(receiver.counters.vectors, 5);
      assert.equal(receiver.counters.bytesReceived, 5 * length);
      assert.equal(recorder.progress.length, 5 * Math.max(1, Math.ceil(length / chunkBytes)));
    },
  })),
  {
    name: "carries a vector of several MiB in shared memory and a header longer than a message has room for",
    run: async (fixture) => {
      const { sender, receiver, open } = await pairOf(fixture, 1 << 20);
      open(1);
      const length = (5 << 19) + 3;
      const shared = new Uint8Array(new SharedArrayBuffer(length));
      shared.set(patternBytes(9, length));
      const header = patternBytes(4, 300_000);
      const recorder = new VectorRecorder(length);
      receiver.subscribe(topic, "sender", 9, recorder);
      sender.publish(topic, 9, shared).complete(header);
      const [vector] = await recorder.whole(1);
      assert.ok(vector && Buffer.from(vector.bytes).equals(Buffer.from(shared)), "bytes");
      assert.ok(Buffer.from(vector.header).equals(Buffer.from(header)), "header");
    },
  },
  {
    name: "renews grants by itself over hundreds of steps",
    run: async (fixture) => {
      const { sender, receiver, open } = await pairOf(fixture);
      open(1);
      const recorder = new VectorRecorder(10);
      receiver.subscribe(topic, "sender", 0, recorder);
      await publishInStep(sender, recorder, 300, 10);
      assertVectors(recorder, 0, 10);
      assert.equal(receiver.counters.dropped, 0);
    },
  },
  {
    name: "sends whole chunks as they become ready, and the last one only when the vector is complete",
    run: async (fixture) => {
      const { sender, receiver, open } = await pairOf(fixture);
      open(1);
      const bytes = new Uint8Array(3000);
      const recorder = new VectorRecorder(3000);
      receiver.subscribe(topic, "sender", 0, recorder);
      const publication = sender.publish(topic, 0, bytes);
      const pattern = patternBytes(0, 3000);
      bytes.set(pattern.subarray(0, 1999));
      publication.advance(1999);
      await recorder.until("the first chunk", () => recorder.progress.length === 1);
      bytes.set(pattern.subarray(0, 2999));
      publication.advance(3000);
      await recorder.until("the second chunk", () => recorder.progress.length === 2);
      await sleep(30);
      assert.equal(recorder.progress.at(-1)?.receivedBytes, 2000);
      assert.equal(recorder.vectors.length, 0);
      bytes.set(pattern);
      publication.complete(patternHeader(0));
      await recorder.whole(1);
      assertVectors(recorder, 0, 3000);
    },
  },
  {
    name: "reads the bytes when they are sent, not when they are published",
    run: async (fixture) => {
      const { sender, receiver, open } = await pairOf(fixture);
      open(1);
      const bytes = new Uint8Array(1500);
      sender.publish(topic, 0, bytes).complete(patternHeader(0));
      bytes.set(patternBytes(0, 1500));
      const recorder = new VectorRecorder(1500);
      receiver.subscribe(topic, "sender", 0, recorder);
      await recorder.whole(1);
      assertVectors(recorder, 0, 1500);
    },
  },
  {
    name: "gives a late subscriber the latest two steps",
    run: async (fixture) => {
      const { sender, receiver, open } = await pairOf(fixture);
      open(1);
      for (let step = 0; step < 5; step += 1) publishWhole(sender, step, 1200);
      const recorder = new VectorRecorder(1200);
      receiver.subscribe(topic, "sender", 3, recorder);
      await recorder.whole(2);
      publishWhole(sender, 5, 1200);
      await recorder.whole(3);
      assertVectors(recorder, 3, 1200);
    },
  },
  {
    name: "delivers nothing beyond lastStep and nothing after cancel",
    run: async (fixture) => {
      const { sender, receiver, open } = await pairOf(fixture);
      open(1);
      const other: Topic = { ...topic, slice: 1 };
      const bounded = new VectorRecorder(10);
      const cancelled = new VectorRecorder(10);
      receiver.subscribe(topic, "sender", 0, bounded, { lastStep: 1 });
      const subscription = receiver.subscribe(other, "sender", 0, cancelled);
      for (let step = 0; step < 2; step += 1) {
        publishWhole(sender, step, 10);
        publishWhole(sender, step, 10, other);
        await bounded.whole(step + 1);
        await cancelled.whole(step + 1);
      }
      subscription.cancel();
      publishWhole(sender, 2, 10);
      publishWhole(sender, 2, 10, other);
      await sleep(30);
      assert.equal(bounded.vectors.length, 2);
      assert.equal(cancelled.vectors.length, 2);
      // Both topics are free again, and go on where the new subscriptions want them to.
      for (const free of [topic, other]) {
        const again = new VectorRecorder(10);
        receiver.subscribe(free, "sender", 2, again);
        await again.whole(1);
        assertVectors(again, 2, 10);
      }
    },
  },
  {
    name: "serves several subscribers and several topics of one pair",
    run: async (fixture) => {
      const names = ["a", "b", "c"];
      const exchanges = await Promise.all(names.map((name) => fixture.create(name, chunkBytes)));
      for (const exchange of exchanges) exchange.openGeneration(1, new Map(names.map((name) => [name, fixture.addressOf(name)])));
      const recorders: VectorRecorder[] = [];
      for (const receiver of exchanges) {
        for (const [index] of names.entries()) {
          for (const phase of [Phase.reduceScatter, Phase.gradient]) {
            const recorder = new VectorRecorder(2345);
            recorders.push(recorder);
            // A process may also subscribe to itself.
            receiver.subscribe({ phase, slice: index, subtree: 5 }, names[index] ?? "", 0, recorder);
          }
        }
      }
      for (let step = 0; step < 3; step += 1) {
        for (const [slice, sender] of exchanges.entries()) {
          for (const phase of [Phase.reduceScatter, Phase.gradient]) publishWhole(sender, step, 2345, { phase, slice, subtree: 5 });
        }
        for (const recorder of recorders) await recorder.whole(step + 1);
      }
      for (const recorder of recorders) assertVectors(recorder, 0, 2345);
    },
  },
  {
    name: "lets nothing cross generations",
    run: async (fixture) => {
      const { sender, receiver, open } = await pairOf(fixture);
      open(1);
      const old = new VectorRecorder(3000);
      receiver.subscribe(topic, "sender", 0, old);
      const publication = sender.publish(topic, 0, patternBytes(0, 3000));
      publication.advance(1500);
      await old.until("a first chunk of the old generation", () => old.progress.length === 1);
      open(2);
      publication.advance(2500);
      publication.complete();
      const fresh = new VectorRecorder(3000);
      receiver.subscribe(topic, "sender", 0, fresh);
      await sleep(30);
      assert.equal(fresh.progress.length, 0);
      publishWhole(sender, 0, 3000);
      await fresh.whole(1);
      assertVectors(fresh, 0, 3000);
      assert.equal(old.progress.length, 1);
      assert.equal(old.vectors.length, 0);
    },
  },
  {
    name: "keeps a pull of a newer generation until that generation is opened",
    run: async (fixture) => {
      const { sender, receiver, open } = await pairOf(fixture);
      open(1);
      publishWhole(sender, 4, 1100);
      receiver.openGeneration(3, new Map([["sender", fixture.addressOf("sender")]]));
      const recorder = new VectorRecorder(1100);
      receiver.subscribe(topic, "sender", 4, recorder);
      await sleep(50);
      assert.equal(recorder.progress.length, 0);
      sender.openGeneration(3, new Map());
      publishWhole(sender, 4, 1100);
      await recorder.whole(1);
      assertVectors(recorder, 4, 1100);
    },
  },
  {
    name: "serves no generation that is over, and cannot open one",
    run: async (fixture) => {
      const { sender, receiver, open } = await pairOf(fixture);
      open(1);
      publishWhole(sender, 0, 10);
      sender.closeGeneration(4);
      assert.equal(sender.generation, 0);
      assert.throws(() => sender.publish(topic, 1, new Uint8Array(1)), hasCode("generation-ended"));
      assert.throws(() => sender.subscribe(topic, "receiver", 0, new VectorRecorder(1)), hasCode("generation-ended"));
      receiver.openGeneration(4, new Map([["sender", fixture.addressOf("sender")]]));
      const recorder = new VectorRecorder(10);
      receiver.subscribe(topic, "sender", 0, recorder);
      await sleep(50);
      assert.throws(() => sender.openGeneration(4, new Map()), hasCode("invariant"));
      sender.openGeneration(5, new Map());
      publishWhole(sender, 0, 10);
      await sleep(50);
      assert.equal(recorder.vectors.length, 0);
    },
  },
  {
    name: "refuses a vector of another length, and keeps the link",
    run: async (fixture) => {
      const { sender, receiver, open } = await pairOf(fixture);
      open(1);
      const good: Topic = { ...topic, slice: 1 };
      const wrong = new VectorRecorder(1999);
      const right = new VectorRecorder(2000);
      receiver.subscribe(topic, "sender", 0, wrong);
      receiver.subscribe(good, "sender", 0, right);
      publishWhole(sender, 0, 2000);
      publishWhole(sender, 0, 2000, good);
      await right.whole(1);
      assertVectors(right, 0, 2000);
      assert.equal(wrong.progress.length, 0);
      assert.ok(receiver.counters.refused >= 1);
    },
  },
  {
    name: "says what is wrong with a subscription or publication that cannot be",
    run: async (fixture) => {
      const { sender, receiver, open } = await pairOf(fixture);
      const recorder = new VectorRecorder(10);
      assert.throws(() => receiver.subscribe(topic, "sender", 0, recorder), hasCode("generation-ended"));
      open(1);
      assert.throws(() => receiver.subscribe(topic, "nobody", 0, recorder), hasCode("invariant"));
      receiver.subscribe(topic, "sender", 0, recorder);
      assert.throws(() => receiver.subscribe(topic, "sender", 0, recorder), hasCode("invariant"));
      assert.throws(() => sender.publish({ ...topic, slice: 2 ** 24 }, 0, new Uint8Array(1)), hasCode("invariant"));
      const publication = sender.publish(topic, 3, new Uint8Array(10));
      assert.throws(() => sender.publish(topic, 3, new Uint8Array(10)), hasCode("invariant"));
      assert.throws(() => publication.advance(11), hasCode("invariant"));
      publication.complete();
      assert.throws(() => publication.complete(), hasCode("invariant"));
    },
  },
  {
    name: "delivers every vector once and unharmed while connections break all the time",
    run: async (fixture) => {
      const names = ["a", "b"];
      const exchanges = await Promise.all(names.map((name) => fixture.create(name, chunkBytes)));
      for (const exchange of exchanges) exchange.openGeneration(1, new Map(names.map((name) => [name, fixture.addressOf(name)])));
      const lengths = [0, 777, 25_000];
      const recorders = lengths.map((length, slice) => {
        const recorder = new VectorRecorder(length);
        exchanges[1]?.subscribe({ ...topic, slice }, "a", 0, recorder);
        return recorder;
      });
      const cutting = { cuts: 0 };
      let timer: NodeJS.Timeout | undefined;
      const cutAgain = (): void => {
        // Gaps from 5 to 54 ms: shorter and longer than it takes to connect.
        const gapMs = 5 + ((cutting.cuts * 37) % 50);
        timer = setTimeout(() => {
          cutting.cuts += 1;
          fixture.cut();
          cutAgain();
        }, gapMs);
      };
      cutAgain();
      let steps = 0;
      try {
        for (; steps < 60 || cutting.cuts < 20; steps += 1) {
          const step = steps;
          lengths.forEach((length, slice) => {
            const publication = exchanges[0]?.publish({ ...topic, slice }, step, patternBytes(step, length));
            publication?.advance(length >> 1);
            setImmediate(() => publication?.complete(patternHeader(step)));
          });
          for (const recorder of recorders) await recorder.whole(step + 1);
          await sleep(2);
        }
      } finally {
        clearTimeout(timer);
      }
      recorders.forEach((recorder, index) => {
        assert.equal(recorder.vectors.length, steps);
        assertVectors(recorder, 0, lengths[index] ?? 0);
      });
    },
  },
  {
    name: "reports a silent peer once a second, and goes on where it stopped when the peer is back",
    run: async (fixture) => {
      const reports: { peer: string; atMs: number }[] = [];
      const { sender, receiver, open } = await pairOf(fixture);
      open(1, (peer) => reports.push({ peer, atMs: performance.now() }));
      const recorder = new VectorRecorder(1500);
      receiver.subscribe(topic, "sender", 0, recorder);
      publishWhole(sender, 0, 1500);
      await recorder.whole(1);
      // Beats alone keep an idle link alive.
      await sleep(2500);
      assert.equal(reports.length, 0, "an idle link is not reported");
      const frozenAtMs = performance.now();
      const thaw = fixture.freeze("sender");
      publishWhole(sender, 1, 1500);
      await recorder.until("two reports", () => reports.length === 2);
      const [first, second] = reports.map((report) => report.atMs - frozenAtMs);
      assert.ok(first !== undefined && first > 1700 && first < 3000, `first report after ${first} ms`);
      assert.ok(second !== undefined && second - first > 900 && second - first < 1600, `second report ${second} ms after the freeze`);
      assert.equal(reports[0]?.peer, "sender");
      thaw();
      await recorder.whole(2);
      assertVectors(recorder, 0, 1500);
      const reported = reports.length;
      await sleep(1100);
      assert.equal(reports.length, reported, "a link that is alive again is not reported");
    },
  },
  {
    name: "finds a peer that comes up later than the subscription, also in another process's place",
    run: async (fixture) => {
      const { sender, receiver, open } = await pairOf(fixture);
      open(1);
      const recorder = new VectorRecorder(100);
      receiver.subscribe(topic, "sender", 0, recorder);
      publishWhole(sender, 0, 100);
      await recorder.whole(1);
      const before = receiver.counters.bytesReceived;
      const successor = await fixture.create("successor", chunkBytes);
      receiver.openGeneration(2, new Map([["sender", fixture.addressOf("successor")]]));
      await sender.close();
      const next = new VectorRecorder(100);
      receiver.subscribe(topic, "sender", 0, next);
      successor.openGeneration(2, new Map());
      publishWhole(successor, 0, 100);
      await next.whole(1);
      assertVectors(next, 0, 100);
      assert.equal(receiver.counters.bytesReceived - before, 100);
    },
  },
];
