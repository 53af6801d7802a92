/** What a headline says of links between nodes. */
import assert from "node:assert/strict";
import { compare, type Comparison } from "../../../results/compare/index.ts";
import type { StackOutputs } from "../../../results/schema/outputs.ts";
import { aWanOutputs } from "../../helpers/builders.ts";
import { overLink, repeats, textOf } from "./repeats.ts";

/** One node against two with a link, on which requests take so many round trips. */
function linked(
  trips: [number, number],
  addedMs: number,
  [a, b]: Partial<StackOutputs>["placement"][] = [],
): Comparison {
  return compare(
    { ...overLink("local", trips[0], 100), ...(a && { placement: a }) },
    { ...overLink("local-wan", trips[1], 100 + addedMs), ...(b && { placement: b }) },
  );
}

describe("the cause in a headline", () => {
  it("the headline names effect, size, cause and confidence, in this order", () => {
    const { headline } = linked([0, 11.6], 701);
    assert.equal(
      headline.text,
      "local-wan is slower: median (p50) +701 ms (+701 %) at 10 users (level low). The mean rises by 701 ms: 11.6 sequential round trips per request, 60 ms each, over the link explain 99 % of that. One run a side: × 3.85 to × 16.7 at 99 % confidence, if runs vary by 20 %.",
    );
    assert.deepEqual([headline.outcome, headline.effect!.metric, headline.effect!.level], ["worse", "p50", "low"]);
    assert.ok(headline.cause?.kind === "round trips" && Math.abs(headline.cause.explainedMs - 696) < 1e-9);
  });

  it("the headline says how much of an effect links explain", () => {
    assert.match(
      textOf(linked([0, 5], 300)),
      /The mean rises by 300 ms: 5 sequential round trips per request, 60 ms each, over the link explain all of that\./,
    );
    assert.match(textOf(linked([0, 1], 300)), /explain only 20 % of that\./);
    assert.match(textOf(linked([0, 12], 300)), /rises by 300 ms: 12 .* would account for \+720 ms\./);
    assert.match(
      textOf(linked([3, 8], 300)),
      /: 5 more sequential round trips per request, 60 ms each, between nodes explain all of that\./,
    );
    assert.match(
      textOf(linked([5, 0], -80)),
      /Cannot tell|is faster: median \(p50\) −80 ms .*The mean falls by 80 ms: 5 fewer sequential round trips/,
    );
  });

  it("the headline names the services that were moved away from the others", () => {
    const at = (frontend: string) => [
      { service: "frontend", replica: 0, node: frontend },
      ...["cart", "catalog"].map((service) => ({ service, replica: 0, node: "near" })),
    ];
    assert.match(
      textOf(linked([0, 5], 300, [at("near"), at("far")])),
      /5 sequential round trips per request, 60 ms each, between frontend and the other services explain all of that\./,
    );
  });

  it("the headline says that the cause is unknown where no response reports its round trips", () => {
    const [slow] = repeats({ stack: "b", p50: [900] }).load;
    const wan = aWanOutputs({ runId: "run-a" });
    const load = wan.load.map((cell) => ({ ...cell, result: slow!.result }));
    const { headline } = compare(repeats({ stack: "a", p50: [100] }), { ...wan, load });
    assert.equal(headline.cause?.kind, "unknown");
    assert.match(headline.text, /\. How much of it links explain is unknown: no response of local-wan reported/);
  });
});
