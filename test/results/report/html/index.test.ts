import assert from "node:assert/strict";
import { compare, compareAll } from "../../../../results/compare/index.ts";
import { renderReport } from "../../../../results/report/index.ts";
import { aLocalRun, aWanRun, anArchivedCell, anArchivedRun } from "../../../helpers/archived-runs.ts";
import { aCell, aLatency, aResult, anEndpoint, anOutputs } from "../../../helpers/builders.ts";
import { sectionText } from "./section-text.ts";

describe("the text of the HTML report", () => {
  it("the report of the same runs is always the same", () => {
    const make = () => {
      const [a, b] = [aLocalRun(), aWanRun()];
      return renderReport([a, b], compare(a.outputs!, b.outputs!));
    };
    assert.equal(make(), make());
  });

  it("the summary shows each stack with its provenance, nodes, services and links", () => {
    const section = sectionText(renderReport([aLocalRun(), aWanRun()]), "summary");
    assert.match(section, /local emulated run run-a, 2026-03-01 10:00 UTC node-1 \(server, 2 CPUs\)/);
    assert.match(section, /local-wan emulated run run-b/);
    assert.match(section, /30 ms one way .* node-2 agent, 2 CPUs frontend/);
  });

  it("the results show each stack at each level, with its status and six metrics", () => {
    const section = sectionText(renderReport([aLocalRun(), aWanRun()]), "results");
    assert.match(section, /low 10 users medium 50 users high 200 users local local-wan/);
    assert.match(section, /cells complete complete/);
    assert.match(section, /rate 40 req\/s 40 req\/s 200 req\/s/);
    assert.deepEqual(
      [...renderReport([aLocalRun(), aWanRun()]).matchAll(/class="main unfolds">\s*<th scope="row">([^<]*)</g)].map(
        ([, metric]) => metric,
      ),
      ["failures", "p50", "p99", "CPU/request"],
    );
  });

  it("without a percentile or CPU, the next metric of its kind takes its place", () => {
    const { result } = aCell();
    const latencyMs = { ...result.overall.latencyMs, p99: null };
    const load = [aCell({ metrics: null, result: { ...result, overall: { ...result.overall, latencyMs } } })];
    const section = sectionText(renderReport([anArchivedRun(anOutputs({ load }))]), "results");
    assert.match(section, / max 100 ms /);
    assert.doesNotMatch(section, / p99 | CPU\/request /);
  });

  it("a comparison in the report shows changes, round trips and infrastructure differences, and its verdict rests on an assumption with one run", () => {
    const [a, b] = [aLocalRun(), aWanRun()];
    const page = renderReport([a, b], compare(a.outputs!, b.outputs!));
    const section = sectionText(page, "comparison-0");
    assert.match(section, /Verdict worse \(one run a side; run-to-run spread assumed 20 %\)/);
    assert.match(sectionText(page, "results"), /p50 7\.92 ms 296 ms × 37\.4 ▲ worse/);
    assert.match(sectionText(page, "results"), /interval × 1\d\.\d to × \d+\.\d/);
    assert.match(sectionText(page, "summary"), /low p50 7\.92 → 296 ms × 37\.4 ▲ worse/);
    assert.match(
      sectionText(page, "summary"),
      /low local 9\.90 ms low \+ links \+360 ms low \+ rest 0 ms low = local-wan 370 ms/,
    );
    assert.match(section, /GET \/ 0 → 2 \+120 ms \+120 ms 1/);
    assert.match(section, /node-2 nodes – agent/);
  });

  it("a comparison of repeats shows its verdict, primaries, guards, and endpoints of primaries that changed", () => {
    const [a, b] = [aLocalRun({ repeats: 4 }), aWanRun({ repeats: 4 })];
    const page = renderReport([a, b], compare(a.outputs!, b.outputs!));
    assert.match(sectionText(page, "results"), /cells 4 complete 4 complete .* repeats 40 to 40 req\/s/);
    const section = sectionText(page, "comparison-0");
    assert.match(section, /Primary metrics: worse .* low p50 × 37\.4 .* worse/);
    assert.match(section, /Endpoints of primary metrics that changed .* low GET \/ p50 5\.28 ms 101 ms .* worse/);
    assert.match(
      section,
      /failed and dropped requests at low: none failed and .* at high: not worse beyond the margin/,
    );
  });

  it("the report has one section per comparison with the baseline", () => {
    const outputs = [aLocalRun(), aWanRun(), aLocalRun()].map(({ outputs }) => outputs!);
    const others = [outputs[1]!, { ...outputs[2]!, stack: "third", runId: "run-a" }];
    const page = renderReport([aLocalRun(), aWanRun()], compareAll(outputs[0]!, others));
    assert.match(page, /<section id="comparison-1"/);
    assert.match(page, /Verdict on third/);
  });

  it("a run that was interrupted is shown with its cells, what is missing and what to do next", () => {
    const { output, ...left } = aWanRun().cells[0]!;
    const { level, repeat, order, runId, machines, provenance } = output!;
    const begun = {
      ...{ kind: "stackmark-cell-begun" as const, schemaVersion: 1 as const, begunAt: "2026-03-01T10:00:00.000Z" },
      ...{ cell: left.cell, level, repeat, order, runId, machines, provenance },
      ...{ environment: anOutputs().environment, spec: { users: 77 } },
    };
    const cell = { ...left, output: null, missing: "interrupted", begun };
    const problems = ["load-low-1: interrupted"];
    const status = "interrupted" as const;
    const run = { ...anArchivedRun(anOutputs()), status, outputs: null, cells: [cell], problems };
    const page = renderReport([run]);
    assert.match(sectionText(page, "results"), /low 77 users cells interrupted/);
    assert.match(page, /not valid<\/b> <span>0 of 1 cell valid<\/span>/);
    assert.match(sectionText(page, "setting"), new RegExp(`kernel ${begun.environment!.kernel}`));
    assert.match(sectionText(page, "not-covered"), /whole run load-low-1: interrupted/);
    assert.match(page, /<li>local is interrupted: .*stackmark up local/);
    assert.match(page, /data-chart="level-0-p50"/);
  });

  it("a run without series is shown as tables, and the missing charts are listed", () => {
    const page = renderReport([anArchivedRun(anOutputs())]);
    assert.match(sectionText(page, "over-time"), /No series were archived/);
    assert.match(sectionText(page, "not-covered"), /charts over time no series was archived/);
  });

  it("a run that is not compared is headed by the same means of its valid repeats as the results show", () => {
    const repeat = (number: number, p50: number, status: "complete" | "invalid" = "complete") =>
      aCell({
        repeat: number,
        result: aResult({ status, overall: anEndpoint({ latencyMs: aLatency(100, { p50 }) }) }),
      });
    const load = [repeat(1, 100), repeat(2, 400), repeat(3, 9000, "invalid")];
    const page = renderReport([anArchivedRun(anOutputs({ load }))]);
    assert.match(page, /<b>local at [^<]*, p50 200\sms, /);
    assert.match(sectionText(page, "results"), / p50 200 ms /);
  });

  it("a run without nodes, such as that of a URL, is shown with its target, scenario and length", () => {
    const page = renderReport([anArchivedRun(anOutputs({ nodes: [], placement: [] }))]);
    assert.match(
      sectionText(page, "summary"),
      / http:\/\/127\.0\.0\.1:8080, boutique, closed model, 1 cell of 18 s\. Its nodes were not recorded\. /,
    );
  });

  it("an imported run is shown with what its file does not contain", () => {
    const imported = {
      tool: "locust" as const,
      format: "Locust CSV",
      files: [],
      importedAt: "2026-03-01T10:00:00.000Z",
      absent: [{ what: "distribution", reason: "Locust writes none" }],
    };
    const result = {
      ...aResult(),
      target: null,
      startedAt: null,
      endedAt: null,
      measuredMs: null,
      accounting: null,
      generator: null,
      segments: [],
    };
    const outputs = anOutputs({
      provenance: "imported",
      topologyDigest: null,
      environment: null,
      nodes: [],
      placement: [],
      load: [
        aCell({
          provenance: "imported",
          imported,
          metrics: null,
          result: { ...result, overall: { ...result.overall, bytes: null } },
        }),
      ],
    });
    const page = renderReport([anArchivedRun(outputs)]);
    assert.match(sectionText(page, "summary"), /local imported .* boutique, closed model, 1 cell\. Its nodes were not/);
    assert.match(page, /local at 10 users \(level low\): 50\u00a0req\/s, p50 8\u00a0ms/);
    assert.match(sectionText(page, "results"), /low 10 users cells complete rate 50 req\/s/);
    assert.match(sectionText(page, "not-covered"), /distribution Locust writes none/);
    assert.match(sectionText(page, "evidence"), /imported files do not/);
    assert.match(sectionText(page, "distributions"), /No distribution was archived/);
  });

  it("a report of 4 stacks x 3 levels x 5 repeats of three minutes is smaller than two megabytes", function () {
    this.timeout(60_000);
    const runs = [1, 2, 3, 4].map((index) => {
      const run = aWanRun({ seconds: 180, repeats: 5 });
      return {
        ...run,
        runId: `run-${index}`,
        stack: `stack-${index}`,
        outputs: { ...run.outputs!, stack: `stack-${index}` },
      };
    });
    const comparisons = compareAll(
      runs[0]!.outputs,
      runs.slice(1).map(({ outputs }) => outputs),
    );
    const bytes = Buffer.byteLength(renderReport(runs, comparisons));
    assert.ok(bytes <= 2_000_000, `${bytes} bytes`);
  });

  it("repeats of a level are labelled with their numbers", () => {
    assert.match(
      sectionText(renderReport([aLocalRun({ repeats: 2 })]), "endpoints"),
      /all local · repeat 1 emulated .* local · repeat 2/,
    );
  });

  it("a level that one stack lacks is shown as not measured", () => {
    const a = aLocalRun();
    const b = { ...aWanRun(), cells: [anArchivedCell(aCell({ runId: "run-b" }))] };
    assert.match(sectionText(renderReport([a, b]), "results"), /not measured/);
  });
});
