/** What the engine asks of the running program, and the program of the engine: error hooks, and resources by their URN. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { TestProject } from "./project.ts";

/** Resources whose `create` fails until it was tried often enough; every try is one line of the file. */
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

  /** @param answer what the hook answers, as an expression over its `args` */
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

  it("is asked by its error hook after every failure, and has the step tried again", async () => {
    withErrorHook("true");
    const { result, changes } = await project.up();
    assert.equal(result, "succeeded", project.said().join("\n"));
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

  it("has a failure stand when its error hook says so, or itself fails", async () => {
    withErrorHook("args.errors.length < 2");
    assert.equal((await project.up()).result, "failed");
    assert.equal(lines("tries").length, 2);

    fs.rmSync(path.join(project.dir, "tries"));
    withErrorHook(`(() => { throw new Error("no idea"); })()`);
    assert.equal((await project.up()).result, "failed");
    assert.equal(lines("tries").length, 1);
    assert.ok(project.said().some((line) => /error hook "again" failed: .*no idea/.test(line)));
    assert.deepEqual((await project.state()).pendingOperations, []);
  });

  it("gets a resource of the stack by its URN, as references to resources do", async () => {
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
    assert.deepEqual(outputs, { id: "a-id", color: "red", none: "refused" }, project.said().join("\n"));
    assert.deepEqual(changes, { create: 2 });
  });
});
