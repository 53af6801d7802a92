import assert from "node:assert/strict";
import { ApiError, type ApiClient } from "../../../../../lab/k3s/program/api/client.ts";
import { forgetPassword, isNode, isPasswordOf } from "../../../../../lab/k3s/program/server/passwords.ts";

const TOKENS = { server: "s3rver", node: "n0de" };
const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString("base64")}`;

/** Keeps secrets as the API server does. */
function secretsOnly(): ApiClient {
  const secrets = new Map<string, { data: { hash: string } }>();
  return {
    find: (path: string) => Promise.resolve(secrets.get(path)),
    request: (method: string, path: string, { body }: { body?: never } = {}) => {
      if (method === "DELETE" && !secrets.delete(path)) return Promise.reject(new ApiError(404, "not found"));
      const { metadata, stringData } = (body ?? {}) as { metadata?: { name: string }; stringData?: { hash: string } };
      if (metadata && stringData) {
        const hash = Buffer.from(stringData.hash).toString("base64");
        secrets.set(`${path}/${metadata.name}`, { data: { hash } });
      }
      return Promise.resolve({});
    },
  } as unknown as ApiClient;
}

describe("who may join the lab's K3s", () => {
  it("the agents' token is for the user `node`, and the server's for `server`", () => {
    assert.ok(isNode(basic("node:n0de"), TOKENS));
    assert.ok(isNode(basic("server:s3rver"), TOKENS));
    for (const wrong of ["node:s3rver", "server:n0de", "node:", "node:n0dee", "admin:n0de"])
      assert.equal(isNode(basic(wrong), TOKENS), false, wrong);
  });

  it("nothing and other schemes are refused", () => {
    assert.equal(isNode(undefined, TOKENS), false);
    assert.equal(isNode("Bearer n0de", TOKENS), false);
  });

  it("the first password of a node's name is the only one, until it is forgotten", async () => {
    const client = secretsOnly();
    assert.equal(await isPasswordOf(client, "worker", "first"), true);
    assert.equal(await isPasswordOf(client, "worker", "second"), false);
    assert.equal(await isPasswordOf(client, "worker", "first"), true);
    await forgetPassword(client, "worker");
    await forgetPassword(client, "worker");
    assert.equal(await isPasswordOf(client, "worker", "second"), true);
  });
});
