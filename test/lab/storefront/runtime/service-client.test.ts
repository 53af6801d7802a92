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

  it("goes round its routes in turn", async () => {
    const named = (name: string) => serve((_request, response) => void response.end(JSON.stringify(name)));
    const urls = await Promise.all(["a", "b", "c"].map(async (name) => (await named(name)).url));
    routeTo(...urls);
    const answers: string[] = [];
    for (let i = 0; i < 6; i++) answers.push(await client.call(new CallPath(), CALL));
    assert.deepEqual(answers, ["a", "b", "c", "a", "b", "c"]);
  });

  it("reuses its connections, and opens another for a call at the same time", async () => {
    const server = await serve((_request, response) => void response.end("{}"));
    routeTo(server.url);
    for (let i = 0; i < 3; i++) await client.call(new CallPath(), CALL);
    assert.equal(server.connections(), 1);
    await Promise.all([1, 2].map(() => client.call(new CallPath(), CALL)));
    assert.equal(server.connections(), 2);
  });

  it("keeps the connections of a route that stays when routes change", async () => {
    const server = await serve((_request, response) => void response.end("{}"));
    routeTo(server.url);
    await client.call(new CallPath(), CALL);
    routeTo(server.url);
    await client.call(new CallPath(), CALL);
    assert.equal(server.connections(), 1);
  });

  it("adds up exchanges, set-ups, and what the peers report", async () => {
    const server = await serve((_request, response) => void response.setHeader(ROUND_TRIPS_HEADER, "3").end("{}"));
    routeTo(server.url);
    const path = new CallPath();
    await client.call(path, CALL);
    assert.equal(path.roundTrips, 1 + 1 + 3);
    await client.call(path, CALL);
    assert.equal(path.roundTrips, 5 + 1 + 3);
  });

  it("counts a set-up for every call where the peer closes each time", async () => {
    routeTo((await serve(MISBEHAVIOURS.closesAfterEachAnswer)).url);
    for (let i = 0; i < 3; i++) {
      const path = new CallPath();
      await client.call(path, CALL);
      assert.equal(path.roundTrips, 2);
    }
  });

  it("counts only what the peer reports where the peer is on the same node", async () => {
    const server = await serve((_request, response) => void response.setHeader(ROUND_TRIPS_HEADER, "2").end("{}"));
    client.setRoutes({ peer: [{ url: server.url, node: "here", replica: 0, remote: false }] });
    const path = new CallPath();
    await client.call(path, CALL);
    assert.equal(path.roundTrips, 2);
  });

  it("refuses two calls of one path at the same time, since their trips would not add up", async () => {
    routeTo((await serve((_request, response) => void response.end("{}"))).url);
    const path = new CallPath();
    const first = client.call(path, CALL);
    await assert.rejects(client.call(path, CALL), /one after another/);
    await first;
  });

  for (const misbehaviour of ["resetsBeforeAnswering", "closesWithinTheBody"] as const) {
    it(`fails the call, and sends it only once, where the peer ${misbehaviour}`, async () => {
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

  for (const misbehaviour of ["neverAnswers", "stallsWithinTheBody"] as const) {
    it(`gives up, rather than hang, where the peer ${misbehaviour}`, async () => {
      const patience = 50;
      client = new ServiceClient({ service: "me", node: "here" }, new Traffic(), (peer) => failed.push(peer), patience);
      routeTo((await serve(MISBEHAVIOURS[misbehaviour])).url);
      assert.match((await failure()).code, /^UND_ERR_(HEADERS|BODY)_TIMEOUT$/);
      assert.deepEqual(failed, ["peer"]);
    });
  }

  it("works again after a failure", async () => {
    let requests = 0;
    const server = await serve((request, response) => {
      if (++requests === 1) MISBEHAVIOURS.resetsBeforeAnswering(request);
      else response.end('"good"');
    });
    routeTo(server.url);
    await failure();
    assert.equal(await client.call(new CallPath(), CALL), "good");
  });

  it("passes on the reason of a refusal, and makes do without one", async () => {
    const body = JSON.stringify({ code: "empty-cart", message: "nothing there" });
    routeTo((await serve((_request, response) => void response.writeHead(400).end(body))).url);
    const reasoned = await failure();
    assert.deepEqual([reasoned.status, reasoned.code, reasoned.message], [400, "empty-cart", "peer: nothing there"]);
    routeTo((await serve(MISBEHAVIOURS.refusesWithoutReason)).url);
    assert.deepEqual([(await failure()).status, (await failure()).code], [500, "unknown"]);
  });

  it("fails where the answer is not JSON", async () => {
    routeTo((await serve(MISBEHAVIOURS.answersNonsense)).url);
    await assert.rejects(client.call(new CallPath(), CALL), SyntaxError);
    assert.deepEqual(failed, ["peer"]);
  });

  it("says where nothing listens, and where there is no route", async () => {
    const server = await startServer(() => undefined);
    await server.close();
    routeTo(server.url);
    assert.equal((await failure()).code, "ECONNREFUSED");
    client.setRoutes({});
    assert.equal((await failure()).code, "no-route");
  });
});
