import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { KubeApi } from "../../../infra/kubernetes/api.ts";
import { startServer } from "../../helpers/misbehaving-server.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("an exec plugin that runs", () => {
  const folder = temporaryFolder();
  const plugin = (lines: string[]) => {
    const command = join(folder.path, "login");
    writeFileSync(command, ["#!/bin/sh", ...lines, ""].join("\n"));
    chmodSync(command, 0o755);
    const env = [{ name: "CLUSTER", value: "staging" }];
    return { apiVersion: "client.authentication.k8s.io/v1", command, args: ["token"], env };
  };

  it("gets its arguments, its variables and what Kubernetes tells plugins, and its token is sent", async () => {
    const server = await startServer((request, response) => void response.end(JSON.stringify(request.headers)));
    const status = `{\\"token\\":\\"$1-$CLUSTER\\"}`;
    const exec = plugin([
      `echo "$KUBERNETES_EXEC_INFO" | grep -q '"interactive":false' || exit 1`,
      `echo "{\\"kind\\":\\"ExecCredential\\",\\"status\\":${status}}"`,
    ]);
    const api = new KubeApi({ server: server.url, exec });
    try {
      const { authorization } = (await api.json("/")) as { authorization: string };
      assert.equal(authorization, "Bearer token-staging");
    } finally {
      await api.close();
      await server.close();
    }
  });

  it("that fails is quoted with what it said last, and one that is not there is said to be missing", async () => {
    const failing = new KubeApi({ server: "http://localhost:1", exec: plugin(["echo 'sign in first' >&2", "exit 1"]) });
    await assert.rejects(failing.json("/"), { code: "KUBERNETES_API", message: /login`.*failed: sign in first/ });
    const exec = { ...plugin([]), command: "no-such-plugin" };
    await assert.rejects(new KubeApi({ server: "http://localhost:1", exec }).json("/"), { message: /is not on PATH/ });
  });
});
