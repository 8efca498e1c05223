import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { whoLeaves } from "./who-leaves.ts";

const ranks = ["worker-0", "worker-1", "worker-2", "worker-3"];
const link = (reporter: string, peer: string) => ({ reporter, peer });
const judge = (links: readonly { reporter: string; peer: string }[], eligible: readonly string[] = ranks) =>
  whoLeaves({ links, ranks, eligible }).result;

describe("whoLeaves", () => {
  it("takes the worker that has the most dead links", () => {
    expect(judge([link("worker-0", "worker-1"), link("worker-1", "worker-2"), link("worker-3", "worker-1")]).workers).toEqual(["worker-1"]);
  });

  it("counts a link to a parameter server before any number of others", () => {
    const links = [
      link("worker-1", "worker-0"),
      link("worker-1", "worker-2"),
      link("worker-1", "worker-3"),
      link("parameter-server-0", "worker-3"),
    ];
    expect(judge(links).workers).toEqual(["worker-3", "worker-1"]);
  });

  it("takes the higher rank of two, and a link reported from both ends counts once", () => {
    expect(judge([link("worker-0", "worker-2"), link("worker-2", "worker-0")]).workers).toEqual(["worker-2"]);
    expect(judge([link("worker-0", "worker-1"), link("worker-1", "worker-0"), link("worker-2", "worker-0")]).workers).toEqual(["worker-0"]);
  });

  it("takes nobody when nobody would be left, and names both ends", () => {
    const { workers, alarm } = judge([link("worker-0", "parameter-server-0")], ["worker-0"]);
    expect(workers).toEqual([]);
    expect(alarm).toContain("parameter-server-0 - worker-0");
  });

  it("leaves nobody out for links among parameter servers", () => {
    expect(judge([link("parameter-server-0", "parameter-server-1")])).toEqual({ workers: [], alarm: null });
  });

  it("covers every dead link of a worker, whatever was reported in whatever order", () => {
    const name = fc.constantFrom(...ranks, "parameter-server-0", "parameter-server-1");
    fc.assert(
      fc.property(fc.array(fc.record({ reporter: name, peer: name }), { maxLength: 12 }), fc.integer(), (links, seed) => {
        const eligible = [...ranks, "worker-9"];
        const { workers } = judge(links, eligible);
        for (const { reporter, peer } of links) {
          if (reporter === peer || (!ranks.includes(reporter) && !ranks.includes(peer))) continue;
          expect(workers.includes(reporter) || workers.includes(peer)).toBe(true);
        }
        const shuffled = links.toSorted((a, b) => `${a.reporter}${a.peer}${seed}`.length - `${b.reporter}${b.peer}`.length).toReversed();
        expect(judge(shuffled, eligible).workers).toEqual(workers);
      }),
    );
  });
});
