import assert from "node:assert/strict";
import { CallError } from "../../../../lab/storefront/runtime/call-error.ts";
import { CallPath, ROUND_TRIPS_HEADER } from "../../../../lab/storefront/runtime/call-path.ts";
import { ServiceClient } from "../../../../lab/storefront/runtime/service-client.ts";
import { Traffic } from "../../../../lab/storefront/runtime/traffic.ts";
import { MISBEHAVIOURS, startServer, type TestServer } from "../../../helpers/misbehaving-server.ts";

const CALL = { service: "peer", method: "GET", path: "/" } as const;

describe("ServiceClient", () => {
  const servers: TestServer[] = [];
  let failed: string[];
  let client: ServiceClient;
  beforeEach(() => {
    failed = [];
    client = new ServiceClient({ service: "me", node: "here" }, new Traffic(), (peer) => failed.push(peer));
  });
  afterEach(async () => {
    client.setRoutes({});
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  const serve = async (...args: Parameters<typeof startServer>) => {
    const server = await startServer(...args);
    servers.push(server);
    return server;
  };
  const routeTo = (...urls: string[]) =>
    client.setRoutes({ peer: urls.map((url, replica) => ({ url, node: "there", replica, remote: true })) });
  const failure = async (path = new CallPath()): Promise<CallError> => {
    const error: unknown = await client.call(path, CALL).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof CallError, String(error));
    return error;
  };

  it("calls use the routes in turn", async () => {
    const named = (name: string) => serve((_request, response) => void response.end(JSON.stringify(name)));
    const urls = await Promise.all(["a", "b", "c"].map(async (name) => (await named(name)).url));
    routeTo(...urls);
    const answers: string[] = [];
    for (let i = 0; i < 6; i++) answers.push(await client.call(new CallPath(), CALL));
    assert.deepEqual(answers, ["a", "b", "c", "a", "b", "c"]);
  });

  it("calls reuse connections, and concurrent calls open another", async () => {
    const server = await serve((_request, response) => void response.end("{}"));
    routeTo(server.url);
    for (let i = 0; i < 3; i++) await client.call(new CallPath(), CALL);
    assert.equal(server.connections(), 1);
    await Promise.all([1, 2].map(() => client.call(new CallPath(), CALL)));
    assert.equal(server.connections(), 2);
  });

  it("the connections of a route stay open when other routes change", async () => {
    const server = await serve((_request, response) => void response.end("{}"));
    routeTo(server.url);
    await client.call(new CallPath(), CALL);
    routeTo(server.url);
    await client.call(new CallPath(), CALL);
    assert.equal(server.connections(), 1);
  });

  it("round trips are the sum of exchanges, connection set-ups, and what the peers report", async () => {
    const server = await serve((_request, response) => void response.setHeader(ROUND_TRIPS_HEADER, "3").end("{}"));
    routeTo(server.url);
    const path = new CallPath();
    await client.call(path, CALL);
    assert.equal(path.roundTrips, 1 + 1 + 3);
    await client.call(path, CALL);
    assert.equal(path.roundTrips, 5 + 1 + 3);
  });

  it("a peer that closes after each answer costs one more round trip for every call", async () => {
    routeTo((await serve(MISBEHAVIOURS.closesAfterEachAnswer)).url);
    for (let i = 0; i < 3; i++) {
      const path = new CallPath();
      await client.call(path, CALL);
      assert.equal(path.roundTrips, 2);
    }
  });

  it("calls to a peer on the same node count only the round trips that it reports", async () => {
    const server = await serve((_request, response) => void response.setHeader(ROUND_TRIPS_HEADER, "2").end("{}"));
    client.setRoutes({ peer: [{ url: server.url, node: "here", replica: 0, remote: false }] });
    const path = new CallPath();
    await client.call(path, CALL);
    assert.equal(path.roundTrips, 2);
  });

  it("two concurrent calls of one request path are rejected, because their round trips would not add up", async () => {
    routeTo((await serve((_request, response) => void response.end("{}"))).url);
    const path = new CallPath();
    const first = client.call(path, CALL);
    await assert.rejects(client.call(path, CALL), /one after another/);
    await first;
  });

  for (const misbehaviour of ["resetsBeforeAnswering", "closesWithinTheBody"] as const) {
    it(`a call fails, and is sent only once, if the peer ${misbehaviour}`, async () => {
      let requests = 0;
      const server = await serve((request, response) => {
        requests += 1;
        MISBEHAVIOURS[misbehaviour](request, response);
      });
      routeTo(server.url);
      const { status, service } = await failure();
      assert.deepEqual([status, service, requests, failed], [0, "peer", 1, ["peer"]]);
    });
  }

  it("calls succeed again after a failure", async () => {
    let requests = 0;
    const server = await serve((request, response) => {
      if (++requests === 1) MISBEHAVIOURS.resetsBeforeAnswering(request);
      else response.end('"good"');
    });
    routeTo(server.url);
    await failure();
    assert.equal(await client.call(new CallPath(), CALL), "good");
  });

  it("a call that the peer rejects fails with the peer's reason, if it gives one", async () => {
    const body = JSON.stringify({ code: "empty-cart", message: "nothing there" });
    routeTo((await serve((_request, response) => void response.writeHead(400).end(body))).url);
    const reasoned = await failure();
    assert.deepEqual([reasoned.status, reasoned.code, reasoned.message], [400, "empty-cart", "peer: nothing there"]);
    routeTo((await serve(MISBEHAVIOURS.refusesWithoutReason)).url);
    assert.deepEqual([(await failure()).status, (await failure()).code], [500, "unknown"]);
  });

  it("a call fails if the answer is not JSON", async () => {
    routeTo((await serve(MISBEHAVIOURS.answersNonsense)).url);
    await assert.rejects(client.call(new CallPath(), CALL), SyntaxError);
    assert.deepEqual(failed, ["peer"]);
  });

  it("a call without a listener or without a route says so", async () => {
    const server = await startServer(() => undefined);
    await server.close();
    routeTo(server.url);
    assert.equal((await failure()).code, "ECONNREFUSED");
    client.setRoutes({});
    assert.equal((await failure()).code, "no-route");
  });
});
