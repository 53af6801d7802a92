import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { parseKubeconfig } from "../../../infra/kubernetes/kubeconfig.ts";
import { selfContained } from "../../../infra/kubernetes/kubeconfig-files.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

/** Two clusters, of which `staging` is current, and whose credentials are in files. */
const CONFIG = {
  apiVersion: "v1",
  kind: "Config",
  "current-context": "staging",
  contexts: [
    { name: "staging", context: { cluster: "s", user: "s-admin", namespace: "ignored" } },
    { name: "production", context: { cluster: "p", user: "p-admin" } },
  ],
  clusters: [
    { name: "s", cluster: { server: "https://s.example:6443", "certificate-authority": "ca.pem" } },
    { name: "p", cluster: { server: "https://p.example" } },
  ],
  users: [
    { name: "s-admin", user: { "client-certificate": "certs/s.pem", "client-key": "certs/s.key" } },
    { name: "p-admin", user: { tokenFile: "p.token" } },
  ],
};

describe("the kubeconfig of an existing cluster", () => {
  const folder = temporaryFolder();
  const write = (name: string, content: unknown): void =>
    writeFileSync(join(folder.path, name), typeof content === "string" ? content : stringify(content));
  beforeEach(() => {
    mkdirSync(join(folder.path, "certs"));
    mkdirSync(join(folder.path, ".kube"));
    write("config", CONFIG);
    write("ca.pem", "the authority");
    write("certs/s.pem", "a certificate");
    write("certs/s.key", "a key");
    write("p.token", "t0ken\n");
    write(".kube/config", { ...CONFIG, "current-context": "production" });
    write(".kube/p.token", "home t0ken");
  });
  const access = (choice: object, env: NodeJS.ProcessEnv = {}) =>
    parseKubeconfig(selfContained(choice, folder.path, { HOME: folder.path, ...env }).text);

  it("is found as kubectl finds it: by its path, by KUBECONFIG, or in the home folder", () => {
    assert.equal(access({ kubeconfig: "config" }).server, "https://s.example:6443");
    assert.equal(access({ kubeconfig: "~/config" }).server, "https://s.example:6443");
    assert.equal(access({}, { KUBECONFIG: join(folder.path, "config") }).server, "https://s.example:6443");
    assert.equal(access({}).server, "https://p.example");
  });

  it("holds the content of the files that it names", () => {
    assert.deepEqual(access({ kubeconfig: "config" }), {
      server: "https://s.example:6443",
      caPem: "the authority",
      certPem: "a certificate",
      keyPem: "a key",
    });
    assert.equal(access({ kubeconfig: "config", context: "production" }).token, "t0ken");
  });

  it("holds nothing of other clusters", () => {
    const { text, context } = selfContained({ kubeconfig: "config" }, folder.path);
    assert.equal(context, "staging");
    assert.doesNotMatch(text, /p\.example|p-admin|production/);
  });

  it("is merged from all files of KUBECONFIG, of which the first wins, and those that do not exist are skipped", () => {
    write("more", {
      contexts: [{ name: "lab", context: { cluster: "p", user: "p-admin" } }],
      "current-context": "lab",
    });
    const paths = ["gone", "more", "config"].map((name) => join(folder.path, name)).join(":");
    assert.equal(access({}, { KUBECONFIG: paths }).server, "https://p.example");
    assert.equal(access({ context: "staging" }, { KUBECONFIG: paths }).server, "https://s.example:6443");
  });

  it("names an exec plugin, from its own folder if the command has a slash", () => {
    const exec = { apiVersion: "client.authentication.k8s.io/v1", command: "./bin/login", args: ["token"] };
    write("exec", { ...CONFIG, users: [{ name: "s-admin", user: { exec } }] });
    assert.deepEqual(access({ kubeconfig: "exec" }).exec, {
      ...exec,
      command: join(folder.path, "bin/login"),
      env: [],
    });
  });

  const broken: Record<string, [object, RegExp]> = {
    "a file that is not there": [{ kubeconfig: "nowhere" }, /cannot be read: ENOENT/],
    "a context that is not there": [
      { kubeconfig: "config", context: "prod" },
      /no context "prod".*staging, production/,
    ],
  };
  for (const [what, [choice, message]] of Object.entries(broken))
    it(`${what} is said`, () => {
      assert.throws(() => selfContained(choice, folder.path), { code: "KUBERNETES_API", message });
    });

  it("is never quoted by an error", () => {
    write("broken", "users: [s3cret");
    assert.throws(
      () => selfContained({ kubeconfig: "broken" }, folder.path),
      ({ message }: Error) => message.includes("is not YAML") && !message.includes("s3cret"),
    );
  });
});
