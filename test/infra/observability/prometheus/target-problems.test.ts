import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { PrometheusSource } from "../../../../infra/observability/source.ts";
import { missingTargets, targetProblems } from "../../../../infra/observability/prometheus/targets.ts";

const expected = [{ job: "kubelet", instance: "edge" }, { job: "kube-state-metrics" }];

describe("missingTargets", () => {
  it("targets are named if they are down or are not scraped", () => {
    const up = (job: string, instance: string, isUp: boolean) => ({ job, instance, isUp });
    assert.deepEqual(
      missingTargets(expected, [up("kubelet", "edge", true), up("kube-state-metrics", "10.42.0.7", true)]),
      [],
    );
    assert.deepEqual(missingTargets(expected, [up("kubelet", "edge", false), up("kubelet", "server", true)]), [
      "kubelet of edge is down",
      "kube-state-metrics is not a target of Prometheus",
    ]);
  });

  it("any target of a job is enough if no instance is expected", () => {
    const both = [false, true].map((isUp, i) => ({ job: "kube-state-metrics", instance: `10.42.0.${i}`, isUp }));
    assert.deepEqual(missingTargets([{ job: "kube-state-metrics" }], both), []);
  });

  describe("targetProblems after the start of Prometheus", () => {
    let server: Server;
    let answers: (string | number)[];
    let waits: number[];
    const wait = (ms: number): Promise<void> => Promise.resolve(void waits.push(ms));
    const up = (value: string): string =>
      JSON.stringify({
        status: "success",
        data: {
          resultType: "vector",
          result: [
            { metric: { __name__: "up", job: "kubelet", instance: "edge" }, value: [1, value] },
            { metric: { __name__: "up", job: "kube-state-metrics", instance: "x" }, value: [1, "1"] },
          ],
        },
      });
    beforeEach(async () => {
      waits = [];
      server = createServer((_request, response) => {
        const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
        response.writeHead(typeof answer === "number" ? answer : 200, { "content-type": "application/json" });
        response.end(typeof answer === "number" ? "" : answer);
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
    });
    afterEach(() => void server.close());
    const source = (): PrometheusSource => ({
      ...{ kind: "prometheus", namespace: "boutique", nodes: [], services: [], intervalMs: 5_000 },
      access: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
      targets: expected,
    });

    it("targets may take some intervals until their first scrape", async () => {
      answers = [503, up("0"), up("1")];
      assert.deepEqual(await targetProblems(source(), wait), []);
      assert.deepEqual(waits, [5_000, 5_000]);
    });

    it("targets that stay down are named after the last attempt", async () => {
      answers = [up("0")];
      assert.deepEqual(await targetProblems(source(), wait), ["kubelet of edge is down"]);
      assert.equal(waits.length, 12);
    });

    it("targets are unknown if Prometheus does not answer", async () => {
      answers = [500];
      assert.match((await targetProblems(source(), wait))[0]!, /^Prometheus does not answer: /);
    });
  });
});
