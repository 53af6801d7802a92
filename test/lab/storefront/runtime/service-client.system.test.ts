import assert from "node:assert/strict";
import { CallPath } from "../../../../lab/storefront/runtime/call-path.ts";
import { ServiceClient } from "../../../../lab/storefront/runtime/service-client.ts";
import { Traffic } from "../../../../lab/storefront/runtime/traffic.ts";
import { MISBEHAVIOURS, startServer } from "../../../helpers/misbehaving-server.ts";

const PATIENCE_MS = 50;

describe("the deadline of a ServiceClient", () => {
  for (const misbehaviour of ["neverAnswers", "stallsWithinTheBody"] as const) {
    it(`a call times out if the peer ${misbehaviour}`, async () => {
      const failed: string[] = [];
      const client = new ServiceClient(
        { service: "me", node: "here" },
        new Traffic(),
        (peer) => failed.push(peer),
        PATIENCE_MS,
      );
      const server = await startServer(MISBEHAVIOURS[misbehaviour]);
      client.setRoutes({ peer: [{ url: server.url, node: "there", replica: 0, remote: true }] });
      try {
        const call = client.call(new CallPath(), { service: "peer", method: "GET", path: "/" });
        await assert.rejects(call, { name: "CallError", code: /^UND_ERR_(HEADERS|BODY)_TIMEOUT$/ });
        assert.deepEqual(failed, ["peer"]);
      } finally {
        client.setRoutes({});
        await server.close();
      }
    });
  }
});
