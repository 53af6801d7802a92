/** What the resources register with the engine, in record mode. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { readable, record, type Recording, type RecordedResource } from "@stackmark/engine/record";
import { secret } from "@stackmark/engine";
import { scriptInput, scriptOf } from "../helpers/remote-script.ts";

const PROGRAM = join(import.meta.dirname, "../../fixtures/k3s/program");
const COMMAND = "command:remote:Command";
const SECRETS = { serverToken: "s3rverT0ken", agentToken: "ag3ntT0ken", privateKey: "PRIVATE-KEY" };
const SECURE_TOKEN = `K10${"a".repeat(64)}::node:${SECRETS.agentToken}`;
const KUBECONFIG =
  "clusters:\n  - cluster:\n      server: https://127.0.0.1:6443\nusers:\n  - user:\n      client-key-data: KEY-DATA\n";

const stdoutOf: Record<string, string> = {
  "k3s-server": '{"changed":true,"createMs":10,"readyMs":20}',
  "k3s-agent-token": SECURE_TOKEN,
  "k3s-kubeconfig": KUBECONFIG,
  "gcp-worker-identity": "0123456789abcdef",
  "gcp-worker-forget": '{"forgotten":false}',
  "gcp-worker-join": '{"changed":true,"createMs":30}',
  "gcp-worker-ready": '{"readyMs":40}',
};

describe("K3s' resources", function () {
  this.timeout(60_000);
  let recording: Recording;
  let commands: RecordedResource[];

  before(async () => {
    recording = await record({
      projectDir: PROGRAM,
      stack: "dev",
      computed: {
        resources: {
          [COMMAND]: ({ name }) => ({ stdout: stdoutOf[name] ?? "", stderr: "" }),
          "pulumi-nodejs:dynamic/stackmark:SshKey": ({ name }) => ({
            privateKey: SECRETS.privateKey,
            publicKey: `ssh-ed25519 AAAA ${name}`,
          }),
          "pulumi-nodejs:dynamic/stackmark:ClusterTokens": SECRETS,
        },
      },
    });
    commands = recording.resources.filter(({ type }) => type === COMMAND);
  });

  const resource = (name: string): RecordedResource =>
    recording.resources.find((each) => each.name === name) ?? assert.fail(`${name} was not registered`);

  it("the K3s program registers all resources, with every input known", () => {
    assert.deepEqual(commands.map(({ name }) => name).toSorted(), Object.keys(stdoutOf).toSorted());
    assert.deepEqual(recording.unknowns, []);
  });

  it("no command line contains a secret, and no script", () => {
    const hidden = [SECRETS.serverToken, SECRETS.agentToken, SECRETS.privateKey, "KEY-DATA", "K10a"];
    for (const { name, inputs } of commands)
      assert.deepEqual(
        hidden.filter((secret) =>
          `${JSON.stringify(inputs.create)}${scriptOf(readable(inputs.stdin!))}`.includes(secret),
        ),
        [],
        name,
      );
  });

  it("tokens are sent over standard input, as secrets", () => {
    const text = (name: string): string => scriptInput(readable(resource(name).inputs.stdin!));
    assert.match(text("k3s-server"), /^s3rverT0ken\nag3ntT0ken\n$/);
    assert.match(text("gcp-worker-join"), /^K10a+::node:ag3ntT0ken\n$/);
    assert.doesNotMatch(text("gcp-worker-join"), /s3rverT0ken/);
    for (const name of ["k3s-server", "gcp-worker-join"])
      assert.ok(resource(name).secrets.includes("stdin"), `${name}: ${resource(name).secrets.join()}`);
  });

  it("private keys are secret, and secret output is neither stored in plain text nor logged", () => {
    for (const { name, secrets } of commands)
      assert.ok(
        secrets.some((path) => path === "connection" || path === "connection.privateKey"),
        name,
      );
    for (const name of ["k3s-agent-token", "k3s-kubeconfig"]) {
      const { inputs, options } = resource(name);
      assert.equal(inputs.logging, "none");
      // pulumi-command makes the connection secret itself.
      assert.deepEqual(options.additionalSecretOutputs, ["stdout", "stderr", "connection"]);
    }
  });

  it("dynamic resources keep machines and tokens secret, in inputs and outputs", () => {
    const secretOf = (name: string) => resource(name).options.additionalSecretOutputs;
    assert.deepEqual(secretOf("preflight"), ["targets"]);
    assert.deepEqual(secretOf("edge-node-join"), ["agentToken", "server"]);
    assert.deepEqual(secretOf("edge-node-uninstall"), ["target"]);
    assert.deepEqual(secretOf("tokens"), ["serverToken", "agentToken"]);
    assert.deepEqual(resource("preflight").secrets, ["targets.gcp-worker.privateKey", "targets.server.privateKey"]);
    assert.deepEqual(resource("edge-node-join").secrets, ["agentToken", "server.privateKey"]);
  });

  it("each command checks its machine's host key, and dials again where a machine restarts", () => {
    const connections = commands.map(({ inputs }) => JSON.stringify(inputs.connection));
    for (const connection of connections) {
      assert.match(connection, /"hostKey":"ssh-ed25519 AAAA (server|gcp-worker)-host-key"/);
      assert.match(connection, /"perDialTimeout":15/);
      assert.match(connection, /"dialErrorLimit":20/);
    }
  });

  it("no command has a delete, or passes earlier output in environment variables", () => {
    for (const { name, inputs } of commands) {
      assert.equal("delete" in inputs, false, name);
      assert.equal(inputs.addPreviousOutputInEnv, false, name);
    }
  });

  it("every resource on a machine is deleted with the machine", () => {
    const urn = (name: string): string => resource(name).urn;
    for (const { name, options, inputs } of commands) {
      const machine = JSON.stringify(inputs.connection).includes("gcp-worker") ? "gcp-worker" : "server";
      assert.equal(options.deletedWith, urn(machine), name);
    }
    assert.equal(resource("edge-node-join").options.deletedWith, urn("server"));
    assert.equal(resource("edge-node-uninstall").options.deletedWith, undefined);
  });

  it("resources depend on each other in order: server, token, old node deleted, agent joined, node Ready", () => {
    const needs = (name: string, other: string): boolean => resource(name).dependencies.includes(resource(other).urn);
    assert.ok(needs("k3s-agent-token", "k3s-server"));
    assert.ok(needs("gcp-worker-forget", "gcp-worker-identity"));
    assert.ok(needs("gcp-worker-forget", "k3s-server"));
    assert.ok(needs("gcp-worker-join", "gcp-worker-forget"));
    assert.ok(needs("gcp-worker-join", "k3s-agent-token"));
    assert.ok(needs("gcp-worker-ready", "gcp-worker-join"));
    assert.ok(needs("k3s-kubeconfig", "k3s-server"));
    assert.ok(needs("edge-node-join", "edge-node-uninstall"));
    assert.ok(needs("preflight", "gcp-worker-ready") && needs("preflight", "edge-node-join"));
  });

  it("commands run again on another machine", () => {
    assert.deepEqual(resource("gcp-worker-join").inputs.triggers, ["gcp-worker-id"]);
    assert.deepEqual(resource("gcp-worker-ready").inputs.triggers, ["server-id gcp-worker-id"]);
  });

  it("the kubeconfig is a secret output, with the address that clients use", () => {
    const expected = KUBECONFIG.replace("127.0.0.1", "198.51.100.11");
    assert.deepEqual(recording.outputs.kubeconfig, secret(expected));
  });

  it("providers contain no secret and no path of this machine, and import what they need", () => {
    const dynamic = recording.resources.filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/"));
    assert.ok(dynamic.length >= 5);
    for (const { name, inputs } of dynamic) {
      const text = inputs.__provider as string;
      assert.match(text, /import\("#infra\/(k3s|hosts)\//, name);
      assert.ok(text.length < 10_000, `${name}: ${text.length} characters`);
      assert.ok(!text.includes(process.cwd()) && !/T0ken|PRIVATE/.test(text), name);
    }
  });

  it("outputs contain the times until creation and readiness", () => {
    assert.deepEqual(recording.outputs.timing, { createMs: 30, readyMs: 40 });
  });
});
