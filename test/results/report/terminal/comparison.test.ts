import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { compare } from "../../../../results/compare/index.ts";
import { comparisonTable } from "../../../../results/report/index.ts";
import {
  aCell,
  aLatency,
  aResult,
  aWanOutputs,
  anEndpoint,
  anEndpointWithTrips,
  anOutputs,
} from "../../../helpers/builders.ts";

function example() {
  const before = aResult({ endpoints: [anEndpointWithTrips("GET /", 10, 0)] });
  const after = aResult({
    overall: anEndpoint({ latencyMs: aLatency(310) }),
    endpoints: [anEndpointWithTrips("GET /", 310, 5)],
  });
  const reasons = [{ code: "generator-limited", message: "generator at 98 % of a core" }];
  const b = aWanOutputs({
    load: [
      aCell({ runId: "run-b", result: after }),
      aCell({ runId: "run-b", level: "high", result: { ...after, status: "invalid", reasons } }),
    ],
  });
  const a = anOutputs({ load: [aCell({ result: before }), aCell({ level: "high", result: before })] });
  return compare(a, b);
}

function repeated() {
  const repeats = (stack: string, factor: number) => {
    const load = [1, 1.01, 0.99].map((noise, index) => {
      const overall = anEndpoint({ latencyMs: aLatency(10 * noise * factor) });
      return aCell({ repeat: index + 1, result: aResult({ overall }) });
    });
    return anOutputs({ stack, load });
  };
  return compare(repeats("a", 1), repeats("b", 2));
}

const line = (text: string, start: string) => text.split("\n").find((row) => row.trimStart().startsWith(start));

describe("the comparison on a terminal", () => {
  it("a comparison shows values, absolute and relative change, and an arrow", () => {
    assert.match(
      line(comparisonTable(example()), "avg") ?? "",
      / 10 ms +310 ms +\+300 ms +× 31 +× 1\d\.\d to × \d+\.\d +▲ worse$/,
    );
  });

  it("a comparison says the same with and without colour", () => {
    const coloured = comparisonTable(example(), { colour: true });
    assert.notEqual(coloured, comparisonTable(example()));
    assert.equal(stripVTControlCharacters(coloured), comparisonTable(example()));
  });

  it("the columns of a comparison are aligned", () => {
    const rows = comparisonTable(example()).split("\n");
    const ends = rows.flatMap((row) => /^ +\S+ +\S+ ms/.exec(row)?.[0].length ?? []);
    assert.ok(ends.length >= 10);
    assert.equal(new Set(ends).size, 1);
  });

  it("a comparison shows each cell's validity, with reasons", () => {
    const text = comparisonTable(example());
    assert.match(text, /^high +complete \| INVALID$/m);
    assert.match(text, /! local-wan: load-high-1 is invalid: generator at 98 % of a core/);
  });

  it("a comparison shows the reasons of missing values", () => {
    assert.match(
      comparisonTable(example()),
      /^– low, local-wan: no p99\.9 \(20000 samples are needed, there are 1000\)$/m,
    );
  });

  it("a comparison explains added latency by round trips", () => {
    assert.match(line(comparisonTable(example()), "GET /") ?? "", /0 → 5 +\+300 ms +\+300 ms +1$/);
  });

  it("a comparison shows infrastructure differences, and what a verdict on one run assumes", () => {
    const text = comparisonTable(example());
    assert.match(text, /placement +frontend +node-1 +node-2/);
    assert.match(text, /Verdict worse \(one run a side; run-to-run spread assumed 20 %\)/);
    const same = comparisonTable(compare(anOutputs(), anOutputs({ runId: "run-b" })));
    assert.match(same, /No infrastructure differences/);
  });

  it("a comparison begins with its headline", () => {
    const [first] = comparisonTable(example()).split("\n");
    assert.equal(first, example().headline.text);
  });

  it("levels that are not evidence are marked where links are said to explain a change", () => {
    const text = comparisonTable(example());
    const rows = text
      .slice(text.indexOf("observed / explained"))
      .split("\n")
      .filter((row) => /GET \//.test(row));
    assert.deepEqual(
      rows.map((row) => /GET \/ +(\(\w+\))?/.exec(row)![1]),
      [undefined, "(INVALID)"],
    );
  });

  it("a comparison over repeats shows intervals, and words only for verdicts", () => {
    const text = comparisonTable(repeated());
    assert.match(line(text, "p50") ?? "", /\+100\.?0? % +\+9\d\.\d % to \+10\d % +▲ worse$/);
    assert.match(line(text, "memory, all") ?? "", /=$/);
    assert.match(text, /Verdict worse: low p50 worse, low p95 worse\./);
  });

  it("a comparison shows the minimum detectable change and the repeats needed for each primary", () => {
    const row = line(comparisonTable(repeated()), "low p50") ?? "";
    assert.match(row, /\+100 % .* \(9\d(?:\.\d)? %\) +±5 % +< 0\.0001 +0\.100 +±\d\.\d\d % +\d+ to find ±5 % +worse$/);
  });

  it("hostile names cannot control the terminal in a comparison", () => {
    const evil = "\u001b[2J\u001b]0;owned\u0007GET /\r\nfake row";
    const endpoints = [anEndpointWithTrips(evil, 310, 5)];
    const reasons = [{ code: "x", message: evil }];
    const result = aResult({ endpoints, status: "partial", reasons });
    const b = aWanOutputs({ load: [aCell({ runId: "run-b", result, level: evil, cell: "load-evil-1" })] });
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(comparisonTable(compare(anOutputs(), b)), /[\u0000-\u0009\u000b-\u001f]/);
  });
});
