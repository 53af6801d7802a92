import assert from "node:assert/strict";
import { compare, compareAll } from "../../../../results/compare/index.ts";
import { renderReport } from "../../../../results/report/index.ts";
import { aLocalRun, aWanRun, anArchivedCell, anArchivedRun } from "../../../helpers/archived-runs.ts";
import { aCell, aMetrics, aResult, aUsage, anEndpoint, anOutputs } from "../../../helpers/builders.ts";

const text = (page: string, section: string) => {
  const from = page.indexOf(`<section id="${section}"`);
  return page
    .slice(from, page.indexOf("</section>", from))
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");
};

describe("the text of the HTML report", () => {
  it("the report of the same runs is always the same", () => {
    const make = () => {
      const [a, b] = [aLocalRun(), aWanRun()];
      return renderReport([a, b], compare(a.outputs!, b.outputs!));
    };
    assert.equal(make(), make());
  });

  it("the summary shows each stack with its provenance, nodes, services and links", () => {
    const section = text(renderReport([aLocalRun(), aWanRun()]), "summary");
    assert.match(section, /local emulated run run-a, 2026-03-01 10:00 UTC node-1 \(server, 2 CPUs\)/);
    assert.match(section, /local-wan emulated run run-b/);
    assert.match(section, /30 ms one way .* node-2 agent, 2 CPUs frontend/);
  });

  it("the results show each stack at each level, with its status and six metrics", () => {
    const section = text(renderReport([aLocalRun(), aWanRun()]), "results");
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
    const section = text(renderReport([anArchivedRun(anOutputs({ load }))]), "results");
    assert.match(section, / max 100 ms /);
    assert.doesNotMatch(section, / p99 | CPU\/request /);
  });

  it("a comparison in the report shows changes, round trips and infrastructure differences, and its verdict rests on an assumption with one run", () => {
    const [a, b] = [aLocalRun(), aWanRun()];
    const page = renderReport([a, b], compare(a.outputs!, b.outputs!));
    const section = text(page, "comparison-0");
    assert.match(section, /Verdict worse \(one run a side; run-to-run spread assumed 20 %\)/);
    assert.match(text(page, "results"), /p50 7\.92 ms 296 ms × 37\.4 ▲ worse/);
    assert.match(text(page, "results"), /interval × 1\d\.\d to × \d+\.\d/);
    assert.match(text(page, "summary"), /low p50 7\.92 → 296 ms × 37\.4 ▲ worse/);
    assert.match(
      text(page, "summary"),
      /low local 9\.90 ms low \+ links \+360 ms low \+ rest 0 ms low = local-wan 370 ms/,
    );
    assert.match(section, /GET \/ 0 → 2 \+120 ms \+120 ms 1/);
    assert.match(section, /node-2 nodes – agent/);
  });

  it("a comparison of repeats shows its verdict, primaries, guards, and endpoints of primaries that changed", () => {
    const [a, b] = [aLocalRun({ repeats: 4 }), aWanRun({ repeats: 4 })];
    const page = renderReport([a, b], compare(a.outputs!, b.outputs!));
    assert.match(text(page, "results"), /cells 4 complete 4 complete .* repeats 40 to 40 req\/s/);
    const section = text(page, "comparison-0");
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
    assert.match(text(page, "results"), /low 77 users cells interrupted/);
    assert.match(page, /not valid<\/b> <span>0 of 1 cell count<\/span>/);
    assert.match(text(page, "setting"), new RegExp(`kernel ${begun.environment!.kernel}`));
    assert.match(text(page, "not-covered"), /whole run load-low-1: interrupted/);
    assert.match(page, /<li>local is interrupted: .*stackmark up local/);
    assert.match(page, /data-chart="level-0-p50"/);
  });

  it("a run without series is shown as tables, and the missing charts are listed", () => {
    const page = renderReport([anArchivedRun(anOutputs())]);
    assert.match(text(page, "over-time"), /No series were archived/);
    assert.match(text(page, "not-covered"), /charts over time no series was archived/);
  });

  it("each failure is shown with its endpoint, count and times, and missing percentiles are listed as not covered", () => {
    const page = renderReport([aLocalRun()]);
    assert.match(
      text(page, "failures"),
      /timeout-headers local emulated high GET \/ no headers after 60000 ms 3 4 s 9 s/,
    );
    assert.match(text(page, "not-covered"), /: p99\.9 20000 samples are needed, there are 1000/);
    assert.match(text(page, "not-covered"), /A real network and real machines/);
  });

  it("resource use of pods is shown as a share of limit and request, and of emulated services as a share of the quota", () => {
    const pod = aUsage({ name: "frontend", cpuPct: { avg: 30, max: 40 }, cpuRequestPct: { avg: 150, max: 200 } });
    const cell = aCell({ metrics: aMetrics({ services: [pod] }) });
    const real = text(renderReport([anArchivedRun(anOutputs({ load: [cell] }))]), "resources");
    assert.match(real, /Services at level low .* of limit of request .* frontend .* 30 % 150 %/);
    assert.doesNotMatch(text(renderReport([anArchivedRun(anOutputs())]), "resources"), /of request/);
  });

  it("each stack is shown with its costs and prices, or the reason why they are unknown", () => {
    const source = { url: "https://prices.example", asOf: "2026-01-02" };
    const prices = [
      { kind: "machine" as const, node: "server", what: "a machine", per: "hour" as const, usd: 0.5, source },
      { kind: "disk" as const, node: "server", what: "a disk", per: "hour" as const, usd: null, source: null },
    ];
    const outputs = anOutputs({ stack: "clouds", provenance: "measured" });
    const page = renderReport([anArchivedRun({ ...outputs, plan: { ...outputs.plan, prices } }), aWanRun()]);
    const section = text(page, "costs");
    assert.match(section, /per hour, with or without load ≥ \$0\.50 – –/);
    assert.match(section, /no costs for local-wan: emulated machines have no price/);
    assert.match(section, /clouds: unpriced items: server: a disk/);
    assert.match(section, /Prices .* clouds server a machine \$0\.50 hour 2026-01-02 https:\/\/prices\.example/);
    assert.match(text(page, "not-covered"), /local-wan: costs emulated machines have no price/);
    assert.match(text(page, "not-covered"), /clouds: unpriced items server: a disk/);
  });

  it("a limited generator and a broken audit are marked", () => {
    const result = aResult({
      status: "invalid",
      reasons: [{ code: "generator-limited", message: "generator at 98 %" }],
    });
    const generator = { ...result.generator, limited: true, reasons: ["generator at 98 %"] };
    const audits = [{ name: "little", holds: false, detail: "N = 10, X·R = 17" }];
    const load = [aCell({ result: { ...result, generator, accounting: { ...result.accounting, audits } } })];
    const section = text(renderReport([anArchivedRun(anOutputs({ load }))]), "evidence");
    assert.match(section, /broken: little .* limited: generator at 98 % .* little broken N = 10, X·R = 17/);
  });

  it("a real cluster is shown with its pre-flight, the move of the entry and the pods that were killed", () => {
    const probes = { sent: 50, failed: 2, longestOutageMs: 400, firstFailure: "connection refused" };
    const placed = [{ service: "frontend", replica: 0, node: "edge" }];
    const cluster = {
      podsPerNode: { edge: 1 },
      moved: { before: [{ ...placed[0]!, node: "server" }], after: placed, durationMs: 3000, probes },
      preflight: {
        facts: [{ node: "edge", cpuModel: "Test CPU", cores: 4, memoryMiB: 8192, kernel: "6.1.0" }],
        findings: [{ check: "mtu", from: "server", to: "edge", isOk: false, seen: "1400 bytes pass, 1450 do not" }],
        roundTrips: [
          { from: "server", to: "edge", network: "pod" as const, rttMs: { min: 30, avg: 31, max: 40 }, lossPct: 1 },
          { from: "edge", to: "server", network: "host" as const, rttMs: null, lossPct: 100 },
        ],
      },
      access: { urls: {}, portForward: {}, sshTunnel: { sh: "", powershell: "" } },
      firewall: {},
      expiresAt: null,
    };
    const killed = { pod: "frontend-x", node: "edge", killedAt: "2026-03-01T10:00:10.000Z", recoveryMs: 5000, probes };
    const load = [
      aCell({ podKill: killed }),
      aCell({ cell: "load-high-1", level: "high", podKill: { problem: "no pod was found" } }),
    ];
    const page = renderReport([anArchivedRun(anOutputs({ cluster, load }))]);
    const section = text(page, "network");
    assert.match(section, /mtu local server edge not ok 1400 bytes pass/);
    assert.match(section, /server – edge local pod 30 ms 31 ms 40 ms 1 %/);
    assert.match(section, /edge – server local host – – – 100 %/);
    assert.match(section, /frontend 0 on server frontend 0 on edge 3 000 ms 2 of 50 400 ms/);
    assert.match(section, /frontend-x on edge 5 000 ms 2 of 50 400 ms connection refused/);
    assert.match(section, /high local emulated – – – – no pod was found/);
    assert.doesNotMatch(text(page, "not-covered"), /network pre-flight/);
    assert.match(text(renderReport([anArchivedRun(anOutputs())]), "not-covered"), /local: network pre-flight/);
  });

  it("an open load is shown with its offered and achieved rates and its dropped iterations", () => {
    const arrivals = { planned: 900, released: 890, dropped: { "pool-full": 10, "generator-late": 0 } };
    const segmentStats = [
      {
        segment: "warm-up",
        overall: anEndpoint({ ratePerS: 44 }),
        arrivals: { ...arrivals, planned: 100, released: 100, dropped: {} },
      },
      { segment: "plateau", overall: anEndpoint({ ratePerS: 49 }), arrivals },
    ];
    const load = [aCell({ result: aResult({ spec: { model: "open", ratePerS: 50 }, segmentStats }) })];
    const section = text(renderReport([anArchivedRun(anOutputs({ load }))]), "over-time");
    assert.match(section, /plateau 50 req\/s 49\.4 req\/s 49 req\/s 10 pool-full/);
  });

  it("a run with enough loads is shown with its scaling law and a chart of it", () => {
    const rate = (users: number) => (6 * users) / (1 + 0.02 * (users - 1) + 0.0001 * users * (users - 1));
    const load = [1, 5, 10, 20, 40, 80, 160].map((users) =>
      aCell({
        level: `u${users}`,
        cell: `load-u${users}-1`,
        result: aResult({ spec: { model: "closed", users }, overall: anEndpoint({ ratePerS: rate(users) }) }),
      }),
    );
    const page = renderReport([anArchivedRun(anOutputs({ load }))]);
    assert.match(text(page, "derived"), /contention 0\.0200 .*maximum throughput at 99\.0 users/);
    assert.match(page, /data-chart="run-0-scaling-0"/);
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
    assert.match(text(page, "summary"), /local imported .* Its nodes were not recorded/);
    assert.match(text(page, "results"), /low 10 users cells complete rate 50 req\/s/);
    assert.match(text(page, "not-covered"), /distribution Locust writes none/);
    assert.match(text(page, "evidence"), /imported files do not/);
    assert.match(text(page, "distributions"), /No distribution was archived/);
  });

  it("a report of 4 stacks x 3 levels x 5 repeats of three minutes is smaller than two megabytes", () => {
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
      text(renderReport([aLocalRun({ repeats: 2 })]), "endpoints"),
      /all local · repeat 1 emulated .* local · repeat 2/,
    );
  });

  it("a level that one stack lacks is shown as not measured", () => {
    const a = aLocalRun();
    const b = { ...aWanRun(), cells: [anArchivedCell(aCell({ runId: "run-b" }))] };
    assert.match(text(renderReport([a, b]), "results"), /not measured/);
  });
});
