import assert from "node:assert/strict";
import { renderReport } from "../../../../results/report/index.ts";
import { aLocalRun, aWanRun, anArchivedRun } from "../../../helpers/archived-runs.ts";
import { aCell, aMetrics, aResult, aUsage, anEndpoint, anOutputs } from "../../../helpers/builders.ts";
import { sectionText } from "./section-text.ts";

describe("the folded sections of the HTML report", () => {
  it("each failure is shown with its endpoint, count and times, and missing percentiles are listed as not covered", () => {
    const page = renderReport([aLocalRun()]);
    assert.match(
      sectionText(page, "failures"),
      /timeout-headers local emulated high GET \/ no headers after 60000 ms 3 4 s 9 s/,
    );
    assert.match(sectionText(page, "not-covered"), /: p99\.9 20000 samples are needed, there are 1000/);
    assert.match(sectionText(page, "not-covered"), /A real network and real machines/);
  });

  it("endpoints are shown with the bytes that were received, in all and per request", () => {
    const endpoints = [anEndpoint({ name: "GET /", requests: 500, bytes: 1024 ** 2 })];
    const page = renderReport([anArchivedRun(anOutputs({ load: [aCell({ result: aResult({ endpoints }) })] }))]);
    assert.match(sectionText(page, "endpoints"), / GET \/ local emulated 500 .* 1 MiB 2\.05 KiB /);
  });

  it("thresholds are shown with what was measured, and open if one of them failed", () => {
    const measured = { threshold: "p95<200ms", holds: true, value: 187 };
    const missed = { threshold: "failures<1%", holds: false, value: 0.02 };
    const pageOf = (...thresholds: (typeof measured)[]) =>
      renderReport([anArchivedRun(anOutputs({ load: [aCell({ result: aResult({ thresholds }) })] }))]);
    const both = pageOf(measured, missed);
    assert.match(
      sectionText(both, "thresholds"),
      /✗ 1 of 2 thresholds failed .* p95&#60;200ms low local emulated 187 ms ✓ passed failures&#60;1% low local emulated 2 % ✗ failed/,
    );
    assert.match(both, /<section id="thresholds"[^]*?<details open>/);
    assert.match(sectionText(pageOf(measured), "thresholds"), /Thresholds ✓ passed /);
    assert.match(pageOf(measured), /<section id="thresholds"[^>]*>\s*<details>/);
    assert.equal(renderReport([aLocalRun()]).includes('id="thresholds"'), false);
  });

  it("the setting has the loads as they were specified, with their think time", () => {
    const spec = { ...aResult().spec, warmUpMs: 2000, thinkTimeScale: 0.1 };
    const cells = [
      aCell({ result: aResult({ spec }) }),
      aCell({ level: "own", result: aResult({ spec: { ...spec, thinkTime: { kind: "constant", ms: 100 } } }) }),
      aCell({ level: "open", result: aResult({ spec: { ...spec, model: "open", ratePerS: 50 } }) }),
    ];
    const section = sectionText(renderReport([anArchivedRun(anOutputs({ load: cells }))]), "setting");
    assert.match(section, /low local boutique, closed model 10 users 20\/s 2 s 20 s the scenario&#39;s × 0\.1 /);
    assert.match(section, /own local .* 20 s constant × 0\.1 /);
    assert.match(section, /open local boutique, open model 50\/s .* 20 s none /);
  });

  it("resource use of pods is shown as a share of limit and request, and of emulated services as a share of the quota", () => {
    const pod = aUsage({ name: "frontend", cpuPct: { avg: 30, max: 40 }, cpuRequestPct: { avg: 150, max: 200 } });
    const cell = aCell({ metrics: aMetrics({ services: [pod] }) });
    const real = sectionText(renderReport([anArchivedRun(anOutputs({ load: [cell] }))]), "resources");
    assert.match(real, /Services at level low .* of limit of request .* frontend .* 30 % 150 %/);
    assert.doesNotMatch(sectionText(renderReport([anArchivedRun(anOutputs())]), "resources"), /of request/);
  });

  it("a canary is shown with its planned and measured share, and the figures of both versions", () => {
    const version = (name: "stable" | "canary", requests: number) => {
      const stats = anEndpoint({ requests, ok: requests });
      return { ...stats, name, responses: requests, connections: requests };
    };
    const versions = [version("stable", 750), version("canary", 250)];
    const outputs = anOutputs({ load: [aCell({ result: aResult({ versions }) })] });
    const canary = {
      ...{ service: "web", deployment: "web-canary", weight: 0.25, share: 0.25 },
      ...{ by: "replicas" as const, unit: "connections" as const, replicas: { stable: 3, canary: 1 } },
    };
    const page = renderReport([anArchivedRun({ ...outputs, plan: { ...outputs.plan, canary } })]);
    const section = sectionText(page, "canary");
    assert.match(section, /canary of web, planned: 25 % of connections, by its pods; 1 pod beside 3/);
    assert.match(section, /measured: 25 % of 1.000 connections, 95 % interval 22\.4 % to 27\.8 %: as planned/);
    assert.match(section, /low canary 250 0 % 8 ms 30 ms/);
    assert.equal(renderReport([aLocalRun()]).includes('id="canary"'), false);
  });

  it("limits that services met are shown beside what they used, also of each pod", () => {
    const limited = { cpuThrottledPct: { avg: 34, max: 90 }, oomKills: 2, replicas: { avg: 1.5, max: 3 } };
    const pod = aUsage({ name: "frontend-55fd497488-59vpc", service: "frontend", oomKills: 2 });
    const cell = aCell({ metrics: aMetrics({ services: [aUsage(limited)], pods: [pod] }) });
    const page = renderReport([anArchivedRun(anOutputs({ load: [cell] }))]);
    const section = sectionText(page, "resources");
    assert.match(
      section,
      /name stack replicas .* throttled .* restarts OOM kills frontend .* 1\.50, up to 3 .* 34 % .* 0 2/,
    );
    assert.match(section, /Pods at level low .* frontend-55fd497488-59vpc .* 0 2/);
    assert.match(sectionText(page, "results"), /CPU throttled, most 34 %/);
    assert.match(sectionText(page, "results"), /OOM kills 2/);
    const emulated = sectionText(renderReport([anArchivedRun(anOutputs())]), "resources");
    assert.doesNotMatch(emulated, /throttled|OOM|Pods at/);
  });

  it("events of pods and nodes are listed with their time since the start of the load, and notes of cells below the cells", () => {
    const result = aResult({ notes: ["In the measured part: 1 image pull (frontend)."] });
    const event = {
      at: new Date(Date.parse(result.startedAt) + 7_000).toISOString(),
      ...{ kind: "oom-kill" as const, service: "frontend", pod: "frontend-x", node: "edge" },
      ...{ what: "a container was killed", count: 1 },
    };
    const page = renderReport([
      anArchivedRun(anOutputs({ load: [aCell({ result, metrics: aMetrics({ events: [event] }) })] })),
    ]);
    assert.match(
      sectionText(page, "over-time"),
      /Events of pods and nodes .* low local emulated 7 s oom-kill frontend frontend-x on edge a container was killed 1/,
    );
    assert.match(sectionText(page, "cells"), /local, level low: In the measured part: 1 image pull/);
    assert.doesNotMatch(sectionText(renderReport([anArchivedRun(anOutputs())]), "over-time"), /Events of pods/);
  });

  it("each stack is shown with its costs and prices, or the reason why they are unknown", () => {
    const source = { url: "https://prices.example", asOf: "2026-01-02" };
    const prices = [
      { kind: "machine" as const, node: "server", what: "a machine", per: "hour" as const, usd: 0.5, source },
      { kind: "disk" as const, node: "server", what: "a disk", per: "hour" as const, usd: null, source: null },
    ];
    const outputs = anOutputs({ stack: "clouds", provenance: "measured" });
    const page = renderReport([anArchivedRun({ ...outputs, plan: { ...outputs.plan, prices } }), aWanRun()]);
    const section = sectionText(page, "costs");
    assert.match(section, /per hour, with or without load ≥ \$0\.50 – –/);
    assert.match(section, /no costs for local-wan: emulated machines have no price/);
    assert.match(section, /clouds: unpriced items: server: a disk/);
    assert.match(section, /Prices .* clouds server a machine \$0\.50 hour 2026-01-02 https:\/\/prices\.example/);
    assert.match(sectionText(page, "not-covered"), /local-wan: costs emulated machines have no price/);
    assert.match(sectionText(page, "not-covered"), /clouds: unpriced items server: a disk/);
  });

  it("a limited generator and a broken audit are marked", () => {
    const result = aResult({
      status: "invalid",
      reasons: [{ code: "generator-limited", message: "generator at 98 %" }],
    });
    const generator = { ...result.generator, limited: true, reasons: ["generator at 98 %"] };
    const audits = [{ name: "little", holds: false, detail: "N = 10, X·R = 17" }];
    const load = [aCell({ result: { ...result, generator, accounting: { ...result.accounting, audits } } })];
    const section = sectionText(renderReport([anArchivedRun(anOutputs({ load }))]), "evidence");
    assert.match(section, /broken: little .* limited: generator at 98 % .* little broken N = 10, X·R = 17/);
  });

  it("workers on other machines are shown with their place, round trips, clock and machine", () => {
    const worker = {
      ...{ name: "eu 1", machine: "eu", zone: "europe-west1-b", reattached: 1, requests: 1234, failures: 0, bytes: 10 },
      rttMs: { before: { min: 9, mean: 10, p50: 10, p90: 12, max: 13, samples: 20 }, after: null },
      clock: { offsetMs: 100, boundMs: 5 },
      ...{ cpuPctOfCore: 20, machineCpuPct: 7, stealPct: 0, calibratedPerS: 9000 },
      ...{ networkInBytesPerS: 2 ** 20, networkOutBytesPerS: 2 ** 10 },
    };
    const result = aResult();
    const elsewhere = { ...result, generator: { ...result.generator, pool: [worker] } };
    const text = (load: ReturnType<typeof aCell>[]) =>
      sectionText(renderReport([anArchivedRun(anOutputs({ load }))]), "setting");
    assert.match(
      text([aCell({ result: elsewhere })]),
      /Workers of the load .* eu 1 .* eu, europe-west1-b 10 ms, 12 ms – ± 5 ms 1 1.234 7 % 0 % 1 MiB\/s, 1 KiB\/s/,
    );
    assert.doesNotMatch(text([aCell()]), /Workers of the load/);
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
    const section = sectionText(page, "network");
    assert.match(section, /mtu local server edge not ok 1400 bytes pass/);
    assert.match(section, /server – edge local pod 30 ms 31 ms 40 ms 1 %/);
    assert.match(section, /edge – server local host – – – 100 %/);
    assert.match(section, /frontend 0 on server frontend 0 on edge 3 000 ms 2 of 50 400 ms/);
    assert.match(section, /frontend-x on edge 5 000 ms 2 of 50 400 ms connection refused/);
    assert.match(section, /high local emulated – – – – no pod was found/);
    assert.doesNotMatch(sectionText(page, "not-covered"), /network pre-flight/);
    assert.match(sectionText(renderReport([anArchivedRun(anOutputs())]), "not-covered"), /local: network pre-flight/);
  });

  it("the parts of a request's time, the target and the scenario are shown", () => {
    const ms = { ...anEndpoint().latencyMs, avg: 1.5, p50: 1.25 };
    const result = aResult({ timings: { connect: { samples: 12, ms }, service: { samples: 90, ms } } });
    const page = renderReport([anArchivedRun(anOutputs({ load: [aCell({ result })] }))]);
    assert.match(sectionText(page, "endpoints"), /low local emulated connection set-up 12 2 ms 1\.50 ms 1\.25 ms/);
    assert.doesNotMatch(sectionText(renderReport([anArchivedRun(anOutputs())]), "endpoints"), /connection set-up/);
    assert.match(sectionText(page, "setting"), /load-low-1 local http:\/\/127\.0\.0\.1:8080 here: on the frontend/);
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
    const section = sectionText(renderReport([anArchivedRun(anOutputs({ load }))]), "over-time");
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
    assert.match(sectionText(page, "derived"), /contention 0\.0200 .*maximum throughput at 99\.0 users/);
    assert.match(page, /data-chart="run-0-scaling-0"/);
  });
});
