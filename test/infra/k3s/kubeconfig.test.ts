import assert from "node:assert/strict";
import { parse } from "yaml";
import { atAddress } from "../../../infra/k3s/kubeconfig.ts";

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

describe("a kubeconfig", () => {
  it("gets the address that clients reach the API at, and keeps the rest", () => {
    const before = parse(kubeconfig);
    before.clusters[0].cluster.server = "https://198.51.100.11:6443";
    assert.deepEqual(parse(atAddress(kubeconfig, "198.51.100.11")), before);
  });

  it("is refused, without being shown, where it is none or has several clusters", () => {
    const two = kubeconfig.replace("users:", "- cluster: {server: https://x}\nusers:");
    for (const text of ["S0VZ", "clusters: []", two, "a: [S0VZ"])
      assert.throws(
        () => atAddress(text, "198.51.100.11"),
        (error: Error & { code: string }) => error.code === "K3S_ANSWER" && !/S0VZ/.test(error.message),
      );
  });
});
