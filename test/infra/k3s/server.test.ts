import assert from "node:assert/strict";
import { parse } from "yaml";
import { atAddress } from "../../../infra/k3s/server.ts";

const kubeconfig = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: Q0E=
    server: https://127.0.0.1:6443
  name: default
users:
- name: default
  user: {client-key-data: S0VZ}
`;

describe("atAddress", () => {
  it("the kubeconfig gets the address that clients use, and keeps everything else", () => {
    const before = parse(kubeconfig);
    before.clusters[0].cluster.server = "https://198.51.100.11:6443";
    assert.deepEqual(parse(atAddress(kubeconfig, "198.51.100.11")), before);
  });

  it("a text that is not a kubeconfig with one cluster is rejected without being quoted", () => {
    const two = kubeconfig.replace("users:", "- cluster: {server: https://x}\nusers:");
    for (const text of ["S0VZ", "clusters: []", two, "a: [S0VZ"])
      assert.throws(
        () => atAddress(text, "198.51.100.11"),
        (error: Error & { code: string }) => error.code === "K3S_ANSWER" && !/S0VZ/.test(error.message),
      );
  });
});
