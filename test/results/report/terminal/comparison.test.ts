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

function repeats(stack: string, factor: number, runId = "run-a") {
  const load = [1, 1.01, 0.99].map((noise, index) => {
    const overall = anEndpoint({ latencyMs: aLatency(10 * noise * factor) });
    return aCell({ runId, repeat: index + 1, result: aResult({ overall }) });
  });
  return anOutputs({ stack, runId, load });
}

const repeated = () => compare(repeats("a", 1), repeats("b", 2));

const line = (text: string, start: string) => text.split("\n").find((row) => row.trimStart().startsWith(start));

const ALL = { all: true };

describe("the comparison on a terminal", () => {
  it("a comparison begins with its headline", () => {
    const [first] = comparisonTable(example()).split("\n");
    assert.equal(first, example().headline.text);
  });

  it("a comparison shows values, change, interval and verdict", () => {
    assert.match(
      line(comparisonTable(example()), "p50") ?? "",
      / 8 ms +248 ms +× 31 +× 1\d\.\d to × \d+\.\d +▲ worse$/,
    );
  });

  it("failures that are a primary are called none where no request of either side failed", () => {
    const against = (failures: number) => {
      const b = repeats("b", 1);
      const load = b.load.map((cell) => ({
        ...cell,
        result: { ...cell.result, overall: { ...cell.result.overall, failures } },
      }));
      const compared = compare(repeats("a", 1), { ...b, load }, { primary: ["failures"] });
      return line(comparisonTable(compared), "failures") ?? "";
    };
    assert.match(against(0), / no failures$/);
    assert.match(against(20), / 0 % +2 % +\+2 pp +\S+ to \S+ pp +▲ worse$/);
  });

  it("a comparison shows six metrics of each level, and all of them on request, with the difference in their unit", () => {
    const rows = (text: string) => text.split("\n").filter((row) => /^ {2}\S.* (–|\d.*) /.test(row));
    const [six, all] = [comparisonTable(example()), comparisonTable(example(), ALL)];
    assert.equal(rows(six.slice(0, six.indexOf("\n\nthe stacks"))).length, 12);
    assert.ok(line(all, "avg")?.includes("+300 ms"));
    assert.equal(line(six, "avg"), undefined);
    assert.match(six, /--all shows all 19 metrics/);
  });

  it("a comparison says the same with and without colour", () => {
    const coloured = comparisonTable(example(), { colour: true });
    assert.notEqual(coloured, comparisonTable(example()));
    assert.equal(stripVTControlCharacters(coloured), comparisonTable(example()));
  });

  it("the columns of a comparison are aligned", () => {
    const rows = comparisonTable(example(), ALL).split("\n");
    const ends = rows.flatMap((row) => /^ +\S+ +\S+ ms/.exec(row)?.[0].length ?? []);
    assert.ok(ends.length >= 10);
    assert.equal(new Set(ends).size, 1);
  });

  it("each line of a comparison fits the terminal, also with long names of stacks", () => {
    const named = (stack: string, factor: number) => repeats(stack, factor, `${stack}-20261129T192347Z-bf28b9`);
    const long = compare(named("single-azure-westeu1", 1), named("multi-azure-gcp-eu-1", 1.02));
    for (const comparison of [example(), repeated(), long])
      for (const widthChars of [40, 80, 120])
        for (const row of comparisonTable(comparison, { widthChars }).split("\n"))
          assert.ok(row.length <= widthChars || !row.trim().includes(" "), row);
    assert.match(comparisonTable(long, { widthChars: 80 }), /^ +A +B +change +interval +verdict$/m);
  });

  it("a narrow terminal loses intervals before values, and never changes and verdicts", () => {
    assert.match(comparisonTable(repeated(), { widthChars: 60 }), /^ +a +b +change +verdict$/m);
    assert.match(comparisonTable(repeated(), { widthChars: 36 }), /^ +change +verdict$/m);
    assert.match(comparisonTable(repeated(), { widthChars: 80 }), /^ +a +b +change +interval +verdict$/m);
  });

  it("a level on which a side is no evidence is marked, with reasons below", () => {
    const text = comparisonTable(example());
    assert.match(text, /^high, 10 users {2}local-wan INVALID$/m);
    assert.match(text, /! local-wan: load-high-1 is invalid: generator at 98 % of a core/);
  });

  it("a comparison of everything shows the reasons of missing values, and its rows have none without a value", () => {
    const text = comparisonTable(example(), ALL);
    assert.match(text, /^– low, local-wan: no p99\.9 \(20000 samples are needed, there are 1000\)$/m);
    assert.equal(line(text, "p99.9"), undefined);
  });

  it("a comparison says in a line a level how much of the added latency links explain", () => {
    const [a, b] = [0, 5].map((count) => {
      const overall = anEndpointWithTrips("*", 10 + 60 * count, count);
      return aResult({ overall, endpoints: [{ ...overall, name: "GET /" }] });
    });
    const text = comparisonTable(
      compare(
        anOutputs({ load: [aCell({ result: a })] }),
        aWanOutputs({ load: [aCell({ runId: "run-b", result: b })] }),
      ),
    );
    assert.match(text, /^ {2}mean: 0 → 5 round trips\/request explain \+300 of \+300 ms \(100 %\)$/m);
  });

  it("a comparison of everything explains added latency by round trips of each endpoint", () => {
    assert.match(line(comparisonTable(example(), ALL), "GET /") ?? "", /0 → 5 +\+300 ms +\+300 ms +1$/);
  });

  it("differences of the infrastructure are named in a line, and each shown on request", () => {
    assert.match(comparisonTable(example()), /^the stacks differ in nodes \(1\), links \(1\), .*placement \(1\)$/m);
    const text = comparisonTable(example(), ALL);
    assert.match(text, /placement +frontend +node-1 +node-2/);
    assert.match(text, /Verdict worse \(one run a side; run-to-run spread assumed 20 %\)/);
    const same = comparisonTable(compare(anOutputs(), anOutputs({ runId: "run-b" })), ALL);
    assert.match(same, /No infrastructure differences/);
  });

  it("notes are counted, and shown on request after everything else", () => {
    const noted = compare(anOutputs(), aWanOutputs({ notes: ["levels last 12 s"] }));
    assert.match(comparisonTable(noted), /and how the verdict was reached; 1 note$/m);
    assert.match(comparisonTable(noted, ALL), /\n\nnote: local-wan: levels last 12 s\n$/);
  });

  it("levels that are not evidence are marked where links are said to explain a change", () => {
    const text = comparisonTable(example(), ALL);
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
    const text = comparisonTable(repeated(), ALL);
    assert.match(line(text, "p50") ?? "", /\+100\.?0? % +\+9\d\.\d to \+10\d % +▲ worse$/);
    assert.match(line(text, "memory, all") ?? "", / 0 % +0 to 0 %$/);
    assert.match(text, /Verdict worse: low p50 worse, low p95 worse\./);
  });

  it("a comparison of everything shows the minimum detectable change and the repeats needed for each primary", () => {
    const row = line(comparisonTable(repeated(), ALL), "low p50") ?? "";
    assert.match(row, /\+100 % .* \(9\d(?:\.\d)? %\) +±5 % +< 0\.0001 +0\.100 +±\d\.\d\d % +\d+ to find ±5 % +worse$/);
  });

  it("hostile names cannot control the terminal in a comparison", () => {
    const evil = "\u001b[2J\u001b]0;owned\u0007GET /\r\nfake row";
    const endpoints = [anEndpointWithTrips(evil, 310, 5)];
    const reasons = [{ code: "x", message: evil }];
    const result = aResult({ endpoints, status: "partial", reasons });
    const b = aWanOutputs({
      load: [aCell({ runId: "run-b", result, level: evil, cell: "load-evil-1" })],
      notes: [evil],
    });
    for (const all of [false, true])
      // eslint-disable-next-line no-control-regex
      assert.doesNotMatch(comparisonTable(compare(anOutputs(), b), { all }), /[\u0000-\u0009\u000b-\u001f]/);
  });
});
