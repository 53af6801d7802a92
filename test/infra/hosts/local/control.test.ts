import assert from "node:assert/strict";
import { z } from "zod";
import { InfraError } from "../../../../infra/errors.ts";
import { sendRequest, type Control } from "../../../../infra/hosts/local/control.ts";
import { fakeServer } from "../../helpers/fake-daemon.ts";

const schema = z.object({ ok: z.boolean() });
const get = { method: "GET", path: "/status", timeoutMs: 5_000 } as const;
const controlOf = (url: string): Control => ({ name: "node server", url, token: "secret" });

async function messageOf(asking: Promise<unknown>): Promise<string> {
  const error = await asking.then(
    () => assert.fail("it answered"),
    (cause: unknown) => cause,
  );
  assert.ok(error instanceof InfraError);
  assert.equal(error.code, "NODE_CONTROL");
  assert.doesNotMatch(error.message, /secret/);
  return error.message;
}

describe("requests to a daemon", () => {
  it("a request has the token and the body, and its answer is checked", async () => {
    await using server = await fakeServer({ "PUT /replicas": () => ({ body: { ok: true } }) });
    const request = { method: "PUT", path: "/replicas", body: { replicas: [] }, timeoutMs: 5_000 } as const;
    assert.deepEqual(await sendRequest(controlOf(server.url), request, schema), { ok: true });
    assert.deepEqual(server.requests, [
      { route: "PUT /replicas", authorization: "Bearer secret", body: { replicas: [] } },
    ]);
  });

  it("a rejected request is reported with its code", async () => {
    const refusal = { code: "LAB_PORT_IN_USE", message: "port 80 is taken" };
    await using server = await fakeServer({ "GET /status": () => ({ status: 409, body: refusal }) });
    const message = await messageOf(sendRequest(controlOf(server.url), get, schema));
    assert.equal(message, "node server, GET /status: port 80 is taken (LAB_PORT_IN_USE)");
  });

  it("an unexpected answer is an error", async () => {
    await using server = await fakeServer({ "GET /status": () => ({ body: "<html>" }) });
    assert.match(await messageOf(sendRequest(controlOf(server.url), get, schema)), /sent an unexpected answer/);
  });

  it("a request to a server that hangs times out", async () => {
    await using server = await fakeServer({ "GET /status": () => "hang" });
    const message = await messageOf(sendRequest(controlOf(server.url), { ...get, timeoutMs: 50 }, schema));
    assert.equal(message, "node server, GET /status: no answer within 50 ms");
  });

  it("a failed connection is reported with its cause", async () => {
    const server = await fakeServer({ "GET /status": () => "reset" });
    assert.match(await messageOf(sendRequest(controlOf(server.url), get, schema)), /node server, GET \/status: ./);
    await server[Symbol.asyncDispose]();
    assert.match(await messageOf(sendRequest(controlOf(server.url), get, schema)), /ECONNREFUSED/);
  });
});
