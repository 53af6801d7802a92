import assert from "node:assert/strict";
import type { RequestListener, ServerResponse } from "node:http";
import { CATALOGUE, queryNamed } from "../../../../infra/observability/prometheus/queries.ts";
import { readWindow, type ReadOptions } from "../../../../infra/observability/prometheus/read-window.ts";
import type { PrometheusSource } from "../../../../infra/observability/source.ts";
import { MISBEHAVIOURS, startServer, type TestServer } from "../../../helpers/misbehaving-server.ts";

const NOON = Date.parse("2026-05-01T12:00:00Z");
const window = { from: NOON, to: NOON + 60_000 };
const INTERVAL_MS = 5_000;
const POD = "frontend-55fd497488-59vpc";

interface ReadingRequest {
  path: string;
  query: string;
  time: number;
  start: number;
  end: number;
}
type Script = (asked: ReadingRequest, response: ServerResponse) => void;

const success = (resultType: string, result: unknown[]) =>
  JSON.stringify({ status: "success", data: { resultType, result } });
const times = (from: number, to: number): number[] =>
  Array.from({ length: Math.floor((to - from) / INTERVAL_MS) + 1 }, (_, i) => from + i * INTERVAL_MS);
const UP = success("matrix", [
  { metric: { job: "kubelet", instance: "server" }, values: times(NOON, NOON + 60_000).map((at) => [at / 1000, "1"]) },
]);

/** A Prometheus whose targets were all up, and that answers the catalogue as scripted. */
const prometheus =
  (script: Script): RequestListener =>
  (request, response) => {
    const { pathname, searchParams } = new URL(request.url!, "http://prometheus");
    const query = searchParams.get("query")!;
    if (query.startsWith("up{")) return void response.end(UP);
    const seconds = (name: string) => Number(searchParams.get(name)) * 1000;
    script({ path: pathname, query, time: seconds("time"), start: seconds("start"), end: seconds("end") }, response);
  };

describe("readWindow", () => {
  let server: TestServer | undefined;
  afterEach(() => server?.close());

  async function read(listener: RequestListener, options: ReadOptions = {}) {
    server = await startServer(listener);
    const source: PrometheusSource = {
      kind: "prometheus",
      access: { url: `${server.url}/` },
      namespace: "boutique",
      nodes: [{ name: "server", cpus: 4, memoryMiB: 16_384 }],
      services: [{ name: "frontend", nodes: ["server"], allowed: ["server"] }],
      targets: [{ job: "kubelet", instance: "server" }],
      intervalMs: INTERVAL_MS,
    };
    return readWindow(source, window, {
      queries: [queryNamed("pod_cpu"), queryNamed("pod_memory_working_set")],
      ...options,
    });
  }
  const nothing: Script = (_, response) => void response.end(success("matrix", []));

  it("a value without a series is null with a reason, never 0, and the run stays valid", async () => {
    const { summary, readings, lines, missing, invalid } = await read(prometheus(nothing));
    assert.deepEqual(summary.services[0]!.cpuCores, { avg: null, max: null, reason: "no data" });
    assert.deepEqual(summary.nodes[0]!.networkInBytes, { total: null, perS: null, reason: "no data" });
    assert.deepEqual(summary.crossNodeBytes, { total: null, perS: null, reason: "no data" });
    assert.deepEqual([readings, lines, invalid], [[], [], []]);
    assert.deepEqual(
      missing.map(({ name }) => name),
      ["pod_cpu", "pod_memory_working_set"],
    );
  });

  it("a failed query reports the error of Prometheus, and the other queries are read", async () => {
    const { summary, missing } = await read(
      prometheus(({ query, start, end }, response) => {
        if (!query.includes("memory"))
          return void response
            .writeHead(422)
            .end(`{"status":"error","errorType":"execution","error":"too many samples"}`);
        const values = times(start, end).map((at) => [at / 1000, "100"]);
        response.end(success("matrix", [{ metric: { pod: POD, node: "server" }, values }]));
      }),
    );
    assert.deepEqual(missing, [{ name: "pod_cpu", reason: "execution: too many samples" }]);
    assert.equal(summary.services[0]!.cpuCores.reason, "execution: too many samples");
    assert.deepEqual(summary.services[0]!.memoryBytes, { avg: 100, max: 100 });
  });

  it("an average covers exactly the level, and a maximum uses only points from within the level", async () => {
    const asked: ReadingRequest[] = [];
    const { summary, samples, lines } = await read(
      prometheus((question, response) => {
        if (question.query.includes("memory")) return nothing(question, response);
        asked.push(question);
        const metric = { pod: POD, node: "server" };
        if (question.path.endsWith("/query"))
          return void response.end(success("vector", [{ metric, value: [question.time / 1000, "2"] }]));
        // The first 60 s still look back at the level before, when much more was used.
        const values = times(question.start, question.end).map((at) => [at / 1000, at < NOON + 60_000 ? "9" : "3"]);
        response.end(success("matrix", [{ metric, values }]));
      }),
      { seriesFrom: NOON - 10_000 },
    );
    assert.deepEqual(summary.services[0]!.cpuCores, { avg: 2, max: 3 });
    const whole = asked.find(({ path }) => path.endsWith("/query"))!;
    assert.ok(whole.query.includes("[60000ms]") && whole.time === window.to, whole.query);
    const range = asked.find(({ path }) => path.endsWith("/query_range"))!;
    assert.ok(range.query.includes("[60000ms]") && range.start === NOON - 10_000 && range.end === window.to);
    assert.equal(lines[0]!.points.length, 15);
    assert.equal(samples.at(-1)!.services[0]!.cpuSeconds, 13 * 5 * 9 + 5 * 3);
  });

  it("values that are not numbers are left out: a share of nothing is unknown", async () => {
    const { summary } = await read(
      prometheus((asked, response) => {
        const metric = { pod: POD, node: "server" };
        if (asked.path.endsWith("/query")) return void response.end(success("vector", [{ metric, value: [1, "NaN"] }]));
        response.end(success("matrix", [{ metric, values: [[asked.start / 1000, "+Inf"]] }]));
      }),
    );
    assert.equal(summary.services[0]!.cpuCores.avg, null);
    assert.deepEqual(summary.services[0]!.memoryBytes, { avg: null, max: null, reason: "no data" });
  });

  for (const [name, listener] of Object.entries(MISBEHAVIOURS).filter(([name]) => name !== "closesAfterEachAnswer"))
    it(`the run is invalid with a reason, and reading ends, if Prometheus ${name}`, async () => {
      const { invalid, missing, summary } = await read(listener, { timeoutMs: 100, retryPauseMs: 1 });
      assert.equal(invalid.length, 1);
      assert.match(invalid[0]!, /^It is not known which targets were up: ./);
      assert.deepEqual(
        missing.map((each) => each.name),
        ["pod_cpu", "pod_memory_working_set"],
      );
      assert.ok(
        missing.every(({ reason }) => reason.length > 10),
        "with reasons",
      );
      assert.equal(summary.services[0]!.memoryBytes.avg, null);
    });

  it("a response that is lost is asked for again, because a whole load depends on it", async () => {
    let lost = 2;
    const { invalid } = await read(
      (request, response) => {
        if (lost-- > 0) request.socket.resetAndDestroy();
        else prometheus(nothing)(request, response);
      },
      { retryPauseMs: 1 },
    );
    assert.deepEqual(invalid, []);
  });

  it("an endless response is not read into memory", async () => {
    const endless = prometheus((_, response) => {
      const chunk = "x".repeat(65_536);
      const write = (): void => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once("drain", write);
      };
      write();
    });
    const { missing, invalid } = await read(endless, { maxBytes: 2 ** 20 });
    assert.deepEqual(invalid, []);
    assert.ok(
      missing.every(({ reason }) => /longer than 1048576 bytes/.test(reason)),
      JSON.stringify(missing),
    );
  });

  it("no query is sent after the time budget, and the remaining ones are reported as missing", async () => {
    const silent = prometheus(() => undefined);
    const { missing, invalid } = await read(silent, { timeoutMs: 50, budgetMs: 1, queries: CATALOGUE });
    assert.deepEqual(invalid, []);
    const reasons = new Set(missing.slice(1).map(({ reason }) => reason));
    assert.deepEqual([missing.length, [...reasons]], [CATALOGUE.length, ["not queried within 1 ms"]]);
  });

  it("an unusable kubeconfig does not throw after a load, so its results are kept", async () => {
    const source: PrometheusSource = {
      ...{ kind: "prometheus", namespace: "boutique", nodes: [], services: [], intervalMs: INTERVAL_MS },
      ...{ access: { kubeconfig: "" }, targets: [{ job: "kubelet" }] },
    };
    const { invalid } = await readWindow(source, window);
    assert.match(invalid[0]!, /The kubeconfig cannot be used/);
  });

  it("the run is invalid if a target was down or not scraped", async () => {
    const values = times(NOON, NOON + 60_000).map((at) => [at / 1000, at > NOON && at < NOON + 15_000 ? "0" : "1"]);
    const { invalid, summary } = await read((request, response) => {
      const isUp = request.url!.includes("up%7B");
      response.end(success("matrix", isUp ? [{ metric: { job: "kubelet", instance: "server" }, values }] : []));
    });
    assert.deepEqual(invalid, [
      "kubelet of server was down in 2 of 13 scrapes, from 12:00:00.000 to 12:00:15.000: 17 % of the measured part is lost, more than 10 %",
    ]);
    assert.deepEqual([summary.scrapes, summary.failedScrapes], [13, 2]);
  });

  it("an empty window is reported, and no query is sent", async () => {
    const source: PrometheusSource = {
      ...{ kind: "prometheus", namespace: "boutique", nodes: [], services: [], intervalMs: INTERVAL_MS },
      ...{ access: { url: "http://127.0.0.1:1" }, targets: [{ job: "kubelet" }] },
    };
    const { invalid, missing } = await readWindow(source, { from: NOON, to: NOON });
    assert.deepEqual(invalid, ["It is not known which targets were up: nothing was measured"]);
    assert.deepEqual(
      missing.map(({ reason }) => reason),
      CATALOGUE.map(() => "nothing was measured"),
    );
  });
});
