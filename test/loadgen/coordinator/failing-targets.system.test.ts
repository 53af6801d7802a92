import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Random } from "../../../base/random.ts";
import { runLoad } from "../../../loadgen/index.ts";
import type { CellResult } from "../../../loadgen/schema/cell.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { countingServer } from "../helpers/counting-server.ts";
import { OK_RESPONSE } from "../helpers/exchange.ts";
import { closedPort, onRequest, rawServer } from "../helpers/raw-server.ts";
import { smallLoad } from "../helpers/small-load.ts";

/** Closes a third of its connections at random, up to 20 ms after a response. */
const closingServer = () =>
  rawServer((socket, number) => {
    const random = new Random(1, number);
    onRequest(socket, () => {
      socket.write(OK_RESPONSE);
      if (random.next() < 0.3) setTimeout(() => socket.end(), random.next() * 20);
    });
  });

/** A server that is held up itself may close a connection long after the request came: those closes are no races. */
function assertRaces({ errors }: CellResult): void {
  const count = (classes: readonly string[]) =>
    errors.reduce((sum, error) => sum + (classes.includes(error.class) ? error.count : 0), 0);
  assert.deepEqual(
    errors.filter((error) => !["idle-race", "closed", "reset"].includes(error.class)),
    [],
  );
  assert.ok(count(["closed", "reset"]) <= 1 + count(["idle-race"]) / 4, JSON.stringify(errors));
}

describe("targets that fail", function () {
  this.timeout(30_000);
  const folder = temporaryFolder();

  it("a load is invalid when nothing answers, and names the class of the failure", async () => {
    const { result } = await runLoad(smallLoad(`http://127.0.0.1:${await closedPort()}/`));
    assert.equal(result.status, "invalid");
    assert.ok(result.reasons.some(({ code }) => code === "targets-down"));
    assert.deepEqual([...new Set(result.errors.map((error) => error.class))], ["refused"]);
    assert.equal(result.vantage.rttMs, null);
    assert.deepEqual([result.overall.latencyMs.p50, result.overall.ok], [null, 0]);
  });

  it("a load counts bursts of errors separately and stays complete", async () => {
    await using server = await countingServer((_, response, number) => {
      response.statusCode = number % 10 === 0 ? 503 : 200;
      response.end();
    });
    const { result } = await runLoad(smallLoad(server.url));
    assert.notEqual(result.status, "partial");
    assert.ok(result.errors.every((error) => error.class === "http-5xx" && error.message === "HTTP 503"));
    assert.equal(result.accounting.failed, server.counts.requests - server.counts.ok);
  });

  it("each sample of a redirect loop fails as redirect-loop, and the load ends in time", async () => {
    await using server = await countingServer((_, response) => response.writeHead(302, { location: "/" }).end());
    const { result } = await runLoad(smallLoad(server.url));
    assert.deepEqual([...new Set(result.errors.map((error) => error.class))], ["redirect-loop"]);
    assert.deepEqual([result.accounting.ok, result.accounting.inFlightAtEnd], [0, 0]);
    assert.ok(server.counts.requests > 10 * result.accounting.failed, "each sample is of many hops");
  });

  it("a load opens a new connection where the server closed an idle one; failed requests are idle-socket races", async () => {
    await using server = await closingServer();
    const { result } = await runLoad(smallLoad(server.url));
    const { sent, ok, failed } = result.accounting;
    assert.deepEqual([ok + failed, result.accounting.audits.filter(({ holds }) => !holds)], [sent, []]);
    assertRaces(result);
    assert.ok(ok > sent / 2 && server.accepted() > 20, `${ok} of ${sent} ok by ${server.accepted()} connections`);
  });

  it("failed requests are idle-socket races also where the scenario blocks the event loop for 10 to 100 ms", async () => {
    const scenario = join(folder.path, "blocking.mjs");
    await writeFile(
      scenario,
      `export default { name: "blocking", thinkTime: { kind: "uniform", minMs: 0, maxMs: 20 }, state: () => undefined,
        tasks: [{ name: "block", weight: 1, async run(user) {
          await user.get("/");
          if (user.random.next() > 0.1) return;
          const until = performance.now() + user.random.integer(10, 100);
          while (performance.now() < until);
        } }] };`,
    );
    await using server = await closingServer();
    const { result } = await runLoad(smallLoad(server.url, { scenario, thinkTimeScale: 1 }));
    assert.ok(result.accounting.failed > 0);
    assertRaces(result);
  });
});
