/** Loads from generator machines: real SSH servers, each in a network of its own. Skipped where hosts can't run. */
import assert from "node:assert/strict";
import { remove } from "../../../infra/generators/claim/lifecycle.ts";
import { claimedScript, ofStack } from "../../../infra/generators/claim/scripts.ts";
import { startWorkers } from "../../../infra/generators/start.ts";
import { runLoad } from "../../../loadgen/index.ts";
import { on } from "../../helpers/hosts/host.ts";
import { needsHosts } from "../../helpers/lab.ts";
import { assertSum } from "../../helpers/workers-own-files.ts";
import { CLAIM, GeneratorHosts, loadOf } from "./generator-hosts.ts";

const CUT_MS = 10_000;

describe("generator machines over SSH", function () {
  this.timeout(300_000);
  let generators: GeneratorHosts;

  before(async function () {
    needsHosts(this);
    generators = await GeneratorHosts.start();
  });

  after(async () => generators?.[Symbol.asyncDispose]());

  it("the merged result of three machines equals the sum of their own files, though one link was cut for 10 s", async () => {
    using target = await generators.target();
    const host = generators.hosts[1]!;
    let back: Promise<unknown> | undefined;
    const { outcome, files } = await generators.run(loadOf(target.url, 30_000), {
      onSecond({ atMs }) {
        if (atMs !== 8000 || back !== undefined) return;
        back = generators
          .cutLink(host)
          .then(() => new Promise((resolve) => setTimeout(resolve, CUT_MS)))
          .then(() => generators.restoreLink(host));
      },
    });
    await back;
    const { result } = outcome;
    assertSum(outcome, files);
    const pool = result.generator.pool!;
    console.log(
      `    ${result.status} ${result.reasons.map(({ message }) => message).join(" ")}; ${pool.map(({ name, requests, reattached, rttMs, clock }) => `${name}: ${requests} requests, reattached ${reattached}, RTT ${rttMs.before?.p50?.toFixed(2)} ms, clock ±${clock.boundMs.toFixed(2)} ms`).join("; ")}; target ${target.counts.requests}`,
    );
    assert.ok(pool[1]!.reattached >= 1);
    assert.deepEqual(
      pool.map(({ requests }) => requests),
      files.map((messages) =>
        messages
          .flatMap((message) => (message.type === "second" ? message.counts : []))
          .reduce((sum, { ok, failed }) => sum + ok + failed, 0),
      ),
    );
  });

  it("nothing of a load is left on a machine after it", async () => {
    using target = await generators.target();
    await runLoad(loadOf(target.url, 5000), {}, await startWorkers(generators.machines, undefined));
    for (const host of generators.hosts) assert.equal(await generators.leftOn(host), "");
  });

  it("nothing of a stack is left on a machine once its claim was deleted", async () => {
    const host = generators.hosts[0]!;
    assert.notEqual((await on(host, claimedScript(ofStack("hosts")))).trim(), "");
    await remove(CLAIM, { stack: "hosts", node: host.name, target: host.target });
    assert.equal((await on(host, `${claimedScript(ofStack("hosts"))}; ls -d /root/.stackmark || true`)).trim(), "");
  });

  it("a machine that fails in mid-load makes the result invalid, and what it had sent is kept", async () => {
    using target = await generators.target();
    const { outcome } = await generators.run(loadOf(target.url, 20_000), {
      onSecond: ({ atMs }) => void (atMs === 5000 && void generators.hosts[2]!.kill()),
    });
    assert.deepEqual([outcome.result.status, outcome.result.reasons[0]!.code], ["invalid", "worker-lost"]);
    assert.match(outcome.result.reasons[0]!.message, /generator-3: it could not be reached for 60 s/);
    assert.ok(outcome.result.generator.pool![2]!.requests > 0);
  });
});
