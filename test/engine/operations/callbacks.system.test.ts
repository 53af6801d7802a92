/** Tests calls between the engine and a running program: hooks, unknown configuration, and resources by their URN. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { TestProject } from "./test-project.ts";

/** Resources whose `create` fails until the given number of tries; each try appends a line to the file `log`. */
const UNRELIABLE = `
const unreliable = {
  async create(inputs) {
    const fs = await import("node:fs");
    fs.appendFileSync(inputs.log, "try\\n");
    const tries = fs.readFileSync(inputs.log, "utf8").split("\\n").length - 1;
    if (tries < inputs.tries) throw new Error("failed at " + tries);
    return { id: "made", outs: inputs };
  },
};
class Unreliable extends pulumi.dynamic.Resource {
  constructor(name, props, opts) {
    super(unreliable, name, props, opts, "test", "Unreliable");
  }
}
`;

describe("a running program", function () {
  this.timeout(60_000);
  let project: TestProject;
  beforeEach(async () => {
    project = new TestProject();
    await project.init();
  });
  afterEach(() => project[Symbol.asyncDispose]());
  const lines = (file: string) => fs.readFileSync(path.join(project.dir, file), "utf8").trim().split("\n");

  /** @param answer the result of the hook, as an expression over its `args` */
  const withErrorHook = (answer: string) =>
    project.program(`${UNRELIABLE}
import { appendFileSync } from "node:fs";
const hook = new pulumi.ErrorHook("again", (args) => {
  const { name, failedOperation, errors, newInputs } = args;
  appendFileSync("../asked", JSON.stringify({ name, failedOperation, errors, tries: newInputs.tries }) + "\\n");
  return ${answer};
});
new Unreliable("a", { log: ${JSON.stringify(path.join(project.dir, "tries"))}, tries: 3 }, { hooks: { onError: [hook] } });
`);

  it("an error hook is called after every failure, and its step is retried", async () => {
    withErrorHook("true");
    const { result, changes } = await project.up();
    assert.equal(result, "succeeded", project.diagnostics().join("\n"));
    assert.deepEqual(changes, { create: 2 });
    assert.equal(lines("tries").length, 3);
    const asked = lines("asked").map((line) => JSON.parse(line));
    const about = { name: "a", failedOperation: "create", tries: 3 };
    assert.deepEqual(
      asked.map(({ errors, ...rest }) => [rest, errors.length]),
      [
        [about, 1],
        [about, 2],
      ],
    );
    assert.match(asked[1].errors[0], /failed at 2/);
    assert.match(asked[1].errors[1], /failed at 1/);
    const { resources, pendingOperations } = await project.state();
    assert.deepEqual([resources.at(-1)?.id, pendingOperations], ["made", []]);
  });

  it("a step fails when its error hook declines a retry or fails itself", async () => {
    withErrorHook("args.errors.length < 2");
    assert.equal((await project.up()).result, "failed");
    assert.equal(lines("tries").length, 2);

    fs.rmSync(path.join(project.dir, "tries"));
    withErrorHook(`(() => { throw new Error("no idea"); })()`);
    assert.equal((await project.up()).result, "failed");
    assert.equal(lines("tries").length, 1);
    assert.ok(project.diagnostics().some((line) => /error hook "again" failed: .*no idea/.test(line)));
    assert.deepEqual((await project.state()).pendingOperations, []);
  });

  it("a destroy calls delete hooks if it runs the program, and is refused otherwise", async () => {
    project.program(`
import { appendFileSync } from "node:fs";
const hook = (when) => new pulumi.ResourceHook(when, async ({ name, id }) => appendFileSync("../asked", when + " " + name + " " + id + "\\n"));
const hooks = { beforeDelete: [hook("before")], afterDelete: [hook("after")] };
const a = new Thing("a", {}, { hooks });
new Thing("b", { of: a.cwd });
if (process.env.MORE) new Thing("c", { of: new Thing("d").cwd });
`);
    assert.equal((await project.up()).result, "succeeded", project.diagnostics().join("\n"));
    const refused = await project.destroy();
    assert.deepEqual([refused.result, refused.changes], ["failed", {}]);
    const env = { ...project.options.env, MORE: "yes" };
    const { result, changes } = await project.destroy({ runProgram: true, env });
    assert.equal(result, "succeeded", project.diagnostics().join("\n"));
    assert.deepEqual(changes, { same: 5, delete: 3 });
    assert.deepEqual(lines("asked"), ["before a a-id", "after a a-id"]);
    assert.deepEqual((await project.state()).resources, []);
  });

  it("engine, program and providers reach each other whatever proxy is set, and the program sees the proxy", async () => {
    const proxy = {
      grpc_proxy: "http://127.0.0.1:9",
      http_proxy: "http://127.0.0.1:9",
      no_proxy: "localhost, 127.0.0.1",
    };
    project.program(`
const hook = new pulumi.ResourceHook("before", async () => undefined);
new Thing("a", {}, { hooks: { beforeCreate: [hook] } });
export const proxy = process.env.grpc_proxy;
`);
    try {
      Object.assign(process.env, proxy);
      const { result, outputs } = await project.up();
      assert.equal(result, "succeeded", project.diagnostics().join("\n"));
      assert.deepEqual(outputs, { proxy: proxy.grpc_proxy });
    } finally {
      for (const name of Object.keys(proxy)) delete process.env[name];
    }
  });

  it("a preview with an unconfigured provider shows unknown outputs", async () => {
    project.program(`
class Provider extends pulumi.ProviderResource {
  constructor(name, args) {
    super("pulumi-nodejs", name, args);
  }
}
const seed = new Thing("seed", { turn: process.env.TURN });
const provider = new Provider("p", { seed: process.env.TURN ? seed.cwd.apply((cwd) => cwd + process.env.TURN) : "known" });
const a = new Thing("a", {}, { provider });
export const name = a.name;
`);
    assert.equal((await project.up()).result, "succeeded", project.diagnostics().join("\n"));
    const env = { ...project.options.env, TURN: "2" };
    const { result, changes } = await project.preview({ env });
    assert.equal(result, "succeeded", project.diagnostics().join("\n"));
    assert.deepEqual(changes, { same: 1, update: 3 });
    assert.ok(project.diagnostics().some((line) => /^warning a: .*not known before the update/.test(line)));
    const updated = await project.up({ env });
    assert.deepEqual([updated.result, updated.changes], ["succeeded", { same: 2, update: 2 }]);
  });

  it("a program gets a resource of the stack by its URN", async () => {
    project.program(`
class Seen extends pulumi.CustomResource {
  constructor(name, opts) {
    super("test:index:Thing", name, { cwd: undefined, color: undefined }, opts);
  }
}
const thing = new Thing("a", { color: "red" });
const seen = thing.urn.apply((urn) => new Seen("a", { urn }));
export const id = seen.id, color = seen.apply((one) => one.color);
export const none = seen.urn.apply((urn) => pulumi.runtime
  .invoke("pulumi:pulumi:getResource", { urn: urn + "-none" }).then(() => "found", () => "refused"));
`);
    const { outputs, changes } = await project.up();
    assert.deepEqual(outputs, { id: "a-id", color: "red", none: "refused" }, project.diagnostics().join("\n"));
    assert.deepEqual(changes, { create: 2 });
  });
});
