import assert from "node:assert/strict";
import { parse, stringify } from "yaml";
import { InfraError } from "../../../infra/errors.ts";
import { parseKubeconfig } from "../../../infra/kubernetes/kubeconfig.ts";
import { kubeconfigOf } from "./tls-server.ts";

const K3S = kubeconfigOf("https://203.0.113.7:6443", "the authority", {
  certPem: "a certificate",
  keyPem: "the private key",
});

/** The same kubeconfig with a change. */
function changed(change: (config: any) => void): string {
  const config = parse(K3S);
  change(config);
  return stringify(config);
}

describe("parseKubeconfig", () => {
  it("a kubeconfig written by K3s yields server, authority, certificate and key", () => {
    assert.deepEqual(parseKubeconfig(K3S), {
      server: "https://203.0.113.7:6443",
      caPem: "the authority",
      certPem: "a certificate",
      keyPem: "the private key",
    });
  });

  it("a kubeconfig may have a token instead of a certificate, and a slash at the end of the server URL", () => {
    const text = changed((config) => {
      config.users[0].user = { token: "t0ken" };
      config.clusters[0].cluster = { server: "https://cluster.example/" };
    });
    assert.deepEqual(parseKubeconfig(text), { server: "https://cluster.example", token: "t0ken" });
  });

  it("the current context decides, not the order of contexts", () => {
    const text = changed((config) => {
      config.clusters.unshift({ name: "other", cluster: { server: "https://other.example" } });
    });
    assert.equal(parseKubeconfig(text).server, "https://203.0.113.7:6443");
  });

  const broken: Record<string, string> = {
    "is not YAML": "a: [the private key",
    "is empty": "",
    "has no clusters": changed((config) => delete config.clusters),
    "names a missing context": changed((config) => (config["current-context"] = "prod")),
    "names a missing user": changed((config) => (config.contexts[0].context.user = "prod")),
    "has a server that is not a URL": changed((config) => (config.clusters[0].cluster.server = "203.0.113.7")),
  };
  for (const [what, text] of Object.entries(broken))
    it(`a kubeconfig that ${what} is rejected, and the error does not quote it`, () => {
      assert.throws(
        () => parseKubeconfig(text),
        (error) =>
          error instanceof InfraError &&
          error.code === "KUBERNETES_API" &&
          error.message.startsWith("The kubeconfig cannot be used: ") &&
          !/the private key|dGhlIHByaXZhdGUga2V5/.test(`${error.message} ${String(error.cause)}`),
      );
    });
});
