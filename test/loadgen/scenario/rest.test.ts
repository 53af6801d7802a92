import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { restScenario } from "../../../loadgen/scenario/rest.ts";
import { virtualRun } from "../helpers/virtual-run.ts";

const requests = [
  { path: "/items/1", name: "/items/:id", weight: 3 },
  { method: "POST", path: "/items", body: { a: 1 }, headers: { "x-key": "k" }, expectStatus: 201 },
];

async function sent(options: object) {
  const { clock, transport, seconds, run } = virtualRun({
    scenario: restScenario(new URL("http://api.test/"), options),
    spec: { users: 20, spawnRatePerS: 20, durationMs: 20_000 },
    answer: () => ({ latencyUs: 1000 }),
  });
  await clock.advanceTo(30e6);
  await run.done;
  return {
    transport,
    counts: seconds.flatMap(({ counts }) => counts),
    errors: seconds.flatMap(({ errors }) => errors),
  };
}

describe("rest scenario", () => {
  it("the rest scenario draws requests by weight, sends objects as JSON and counts under the given name", async () => {
    const { transport, counts } = await sent({ requests, thinkMs: 100 });
    const posts = transport.requests.filter(({ line }) => line === "POST /items");
    assert.ok(Math.abs(posts.length / transport.requests.length - 1 / 4) < 0.03);
    assert.equal(posts[0]!.request.body, '{"a":1}');
    assert.match(
      posts[0]!.request.headerLines,
      /^host: .*\r\ncontent-type: application\/json\r\nx-key: k\r\ncontent-length: 7\r\n$/,
    );
    assert.deepEqual([...new Set(counts.map(({ endpoint }) => endpoint))].sort(), ["GET /items/:id", "POST /items"]);
  });

  it("the rest scenario fails a request whose status is not the expected one", async () => {
    const { errors, counts } = await sent({ requests, thinkMs: 100 });
    assert.deepEqual([...new Set(errors.map((error) => error.message))], ["status is not 201"]);
    assert.ok(
      counts.filter(({ endpoint }) => endpoint === "POST /items").every(({ ok, failed }) => ok === 0 && failed > 0),
    );
  });

  it("the rest scenario checks bodies as its requests say, and refuses expectations that it cannot read", async () => {
    const expect = { contains: "pen", matches: "^p", json: { "/name": "pen" } };
    const { errors } = await sent({ requests: [{ path: "/items", expect }], thinkMs: 100 });
    assert.deepEqual(
      [...new Set(errors.map((error) => `${error.class}: ${error.message}`))],
      ['check: no "pen" in the body'],
    );
    const bad = [
      { path: "/", expect: { matches: "(" } },
      { path: "/", expect: { json: { id: 1 } } },
    ];
    const message = (request: object) => {
      try {
        restScenario(new URL("http://shop.test/"), { requests: [request] });
      } catch (error) {
        return String(error);
      }
      return "";
    };
    assert.match(message(bad[0]!), /Invalid regular expression/);
    assert.match(message(bad[1]!), /must be a JSON pointer/);
  });

  it("the rest scenario reads its requests from a file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "rest-"));
    try {
      const file = join(folder, "requests.json");
      writeFileSync(file, JSON.stringify(requests));
      assert.ok((await sent({ file })).transport.requests.length > 0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
