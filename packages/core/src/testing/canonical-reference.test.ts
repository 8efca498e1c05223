import { expect, it } from "vitest";
import { awkwardVector, canonicalReference } from "./canonical-reference.ts";

it("the awkward vectors tell the canonical order of additions from the sequential one", () => {
  const vectors = Array.from({ length: 4 }, (_, rank) => awkwardVector(rank, 0, 997));
  const sequential = vectors.reduce((sum, vector) => sum.map((value, index) => Math.fround(value + (vector[index] ?? 0))));
  expect(Buffer.compare(Buffer.from(canonicalReference(vectors).buffer), Buffer.from(sequential.buffer))).not.toBe(0);
});
