import assert from "node:assert/strict";
import { DeadTargetWatch } from "../../../loadgen/coordinator/dead-target.ts";
import { WITHOUT_TLS } from "../../../loadgen/transport/failures.ts";
import { ERROR_CLASSES, UNREACHED, type ErrorClass } from "../../../loadgen/schema/request.ts";

const second = (requests: number, failureClasses?: Partial<Record<ErrorClass, number>>) => ({
  ...{ atMs: 1000, users: 1, requests, failures: 0, bytes: 0, inFlight: 0, p50Ms: null, p95Ms: null, p99Ms: null },
  ...(failureClasses === undefined ? {} : { failureClasses: failureClasses as Record<string, number> }),
});
const watch = (proxy?: string) => new DeadTargetWatch({ target: "http://user:secret@shop.test:8080/path", proxy });

describe("a target at which nothing answers", () => {
  it("ends the load at the first second with requests, whatever the reason why none was sent", () => {
    for (const each of UNREACHED) {
      const dead = watch();
      assert.equal(dead.add(second(0)), undefined);
      assert.match(dead.add(second(3, { [each]: 3 }))!, /^\w+ .* shop\.test:8080: each of the first 3 requests failed/);
    }
  });

  it("is reported with the reasons in words, the way out and without credentials", () => {
    const message = watch("http://user:secret@proxy.test:3128").add(second(5, { refused: 4, dns: 1 }))!;
    assert.equal(
      message,
      "Nothing answers at shop.test:8080 through the proxy proxy.test:3128: each of the first 5 requests failed " +
        `(refused, ${ERROR_CLASSES.refused}; dns, ${ERROR_CLASSES.dns}). ` +
        "Start the target or correct its address; --keep-going continues all the same.",
    );
  });

  it("is not to be started where the proxy is at fault", () => {
    const errors = [{ class: "proxy" as const, message: "the proxy refused: HTTP 403" }];
    assert.equal(
      watch("http://proxy.test:3128").add(second(2, { proxy: 2 }), errors),
      "Nothing gets to shop.test:8080 through the proxy proxy.test:3128: each of the first 2 requests " +
        `failed (proxy, ${ERROR_CLASSES.proxy}: the proxy refused: HTTP 403). ` +
        "Start the proxy, correct --proxy, or see what it allows; --keep-going continues all the same.",
    );
  });

  it("is not silent where it answers without TLS, or with TLS that does not suit", () => {
    const told = (message: string) => watch().add(second(2, { tls: 2 }), [{ class: "tls" as const, message }])!;
    assert.match(told(`${WITHOUT_TLS}: ERR`), /^No TLS at shop\.test:8080: .*\. Use http:\/\/ in place of https:\/\//);
    assert.match(told("TLS handshake failed: CERT_EXPIRED"), /^No TLS connection to .*CERT_EXPIRED.*the certificate/);
  });

  it("is not one that answered anything at first, or that broke connections after a request", () => {
    for (const first of [
      second(3, { refused: 2 }),
      second(3),
      second(3, { refused: 1, reset: 2 }),
      second(1, { "http-5xx": 1 }),
    ]) {
      const dead = watch();
      assert.equal(dead.add(first), undefined);
      assert.equal(dead.add(second(9, { refused: 9 })), undefined, "and never later");
    }
  });
});
