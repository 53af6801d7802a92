import assert from "node:assert/strict";
import { judge } from "../../../loadgen/executor/judge.ts";
import type { RequestOptions } from "../../../loadgen/scenario/scenario.ts";
import type { Failure } from "../../../loadgen/schema/request.ts";
import { parseHead } from "../../../loadgen/transport/h1/head.ts";

const failureOf = (status: number): Failure | undefined =>
  status < 400 ? undefined : { class: status < 500 ? "http-4xx" : "http-5xx", message: `status ${status}` };

const times = { startUs: 0, endUs: 1, connectUs: undefined, tlsUs: undefined, firstByteUs: 1 };

function judged(status: number, body: string | undefined, options: RequestOptions, headers = "") {
  const head = parseHead(`HTTP/1.1 ${status} X${headers}`);
  const outcome = {
    failure: undefined,
    head,
    body: body === undefined ? undefined : Buffer.from(body),
    bodyBytes: 0,
    ...times,
  };
  const { reply, failure } = judge(outcome, failureOf(status), options);
  return {
    ok: reply.ok,
    values: reply.values,
    body: reply.body,
    why: failure && `${failure.class}: ${failure.message}`,
  };
}

describe("the judgement of an answer", () => {
  it("a check that fails on a compressed body says so", () => {
    const why = (options: RequestOptions, body?: string) =>
      judged(200, body, options, "\r\ncontent-encoding: gzip").why;
    assert.match(
      why({ expect: { contains: "a" } }, "\x1f")!,
      /^check: no "a" in the body; it has the content-encoding gzip, /,
    );
    assert.equal(why({ expect: { status: 201 } }), "check: status is not 201");
  });

  it("a byte order mark is no part of a body", () => {
    const { ok, body } = judged(200, '\ufeff{"a":1}', { expect: { json: { "/a": 1 } } });
    assert.deepEqual([ok, body], [true, '{"a":1}']);
  });

  it("an expected status of 400 or more is a success, and another failing status keeps its class", () => {
    assert.deepEqual(judged(404, undefined, { expect: { status: 404 } }).why, undefined);
    assert.ok(judged(404, undefined, { expect: { status: 404 } }).ok);
    assert.match(judged(503, undefined, { expect: { status: 404 } }).why!, /^http-5xx/);
    assert.equal(judged(200, undefined, { expect: { status: 404 } }).why, "check: status is not 404");
  });

  it("expectations, values and the check are looked at in this order", () => {
    const options = { expect: { contains: "a" }, extract: { id: /b(\d)/ }, check: () => "never good" };
    assert.equal(judged(200, "", options).why, 'check: no "a" in the body');
    assert.equal(judged(200, "a", options).why, "check: no id in the body");
    assert.equal(judged(200, "ab1", options).why, "check: never good");
    assert.deepEqual(judged(200, "ab1", { ...options, check: () => null }).values, { id: "1" });
  });

  it("values of a failed request are empty texts", () => {
    assert.deepEqual(judged(500, "b1", { extract: { id: /b(\d)/ } }).values, { id: "" });
    const failure = { class: "refused", message: "refused" } as const;
    const { reply } = judge({ failure, bodyBytes: 0, ...times }, failure, { extract: { id: /b/ } });
    assert.deepEqual([reply.status, reply.ok, reply.values], [null, false, { id: "" }]);
  });

  it("a request without checks gets its reply as it came", () => {
    assert.deepEqual(judged(200, "x", {}), { ok: true, values: {}, body: "x", why: undefined });
  });
});
