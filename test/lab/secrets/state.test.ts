import assert from "node:assert/strict";
import { secretsOf } from "../../../lab/secrets/state.ts";

const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(value),
});
const TOKEN = "K10f00::server:0123456789abcdef";
const PASSWORD = "CqLVRbiD0PPBROv_GjzB3oJP";

describe("the secrets in an exported state", () => {
  it("are found at any depth, with their places, and what is no secret is not", () => {
    const outputs = { all: secret({ token: PASSWORD }), join: secret(TOKEN), name: "not-a-secret-at-all" };
    const exported = { resources: [{ urn: "urn:pulumi:faults::stackmark::command:remote:Command::join", outputs }] };
    assert.deepEqual(
      [...secretsOf(exported)],
      [
        [PASSWORD, "join.outputs.all.token"],
        [TOKEN, "join.outputs.join"],
      ],
    );
  });

  it("without short ones, which texts have by chance", () => {
    assert.equal(secretsOf(secret("grafana")).size, 0);
  });

  it("of a private key, are the lines that no other key has", () => {
    const key =
      "-----BEGIN OPENSSH PRIVATE KEY-----\nsame-in-all-keys\nown-line-one-of-this-key\nshort\n-----END OPENSSH PRIVATE KEY-----";
    assert.deepEqual([...secretsOf(secret(key)).keys()], ["own-line-one-of-this-key"]);
    const cloudConfig = `#cloud-config\ndisable_root: true\nssh_keys:\n  ed25519_private: |\n    ${key.replaceAll("\n", "\n    ")}\nssh_pwauth: false\n`;
    assert.deepEqual([...secretsOf(secret(cloudConfig)).keys()], ["own-line-one-of-this-key"]);
  });

  it("of an object that is secret as a whole, are the values that look random, and neither names nor paths nor URLs", () => {
    const hex = "2901ef425fdd203759d9bc7b5dd634cdeb9c5fd5";
    const values = {
      services: [{ name: "productcatalogservice" }],
      targets: [{ job: "kube-state-metrics", url: "https://198.51.100.4:10250/metrics/cadvisor" }],
      ca_file: "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt",
      effectiveLabels: { "stackmark-expires": "2026-12-01t0129z" },
      hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIH1dKb0p",
      metadata: { "ssh-keys": "ubuntu:ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIH1dKb0p" },
      ...{ token: hex, password: PASSWORD, nested: secret("a-secret-of-its-own") },
    };
    assert.deepEqual([...secretsOf(secret(values)).keys()], [hex, PASSWORD, "a-secret-of-its-own"]);
  });

  it("of a kubeconfig, are the client's key, and not its certificate", () => {
    const kubeconfig =
      "users:\n- user:\n    client-certificate-data: Y2VydGlmaWNhdGU=\n    client-key-data: cHJpdmF0ZSBrZXkgZGF0YQ==\n";
    assert.deepEqual([...secretsOf(secret(kubeconfig)).keys()], ["cHJpdmF0ZSBrZXkgZGF0YQ=="]);
  });
});
