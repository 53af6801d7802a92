import assert from "node:assert/strict";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { up } from "../../../cli/commands/up.ts";
import type { Context } from "../../../cli/context.ts";
import { explain } from "../../../cli/errors.ts";
import { assertNamesAll, malformed, projectFolder, RIGHT } from "./malformed-stacks.ts";

describe("malformed stack files", function () {
  this.timeout(120_000);
  const project = projectFolder();
  const context = (): Context => ({
    root: project.dir,
    home: join(project.dir, "home"),
    env: { ...process.env, STACKMARK_HOME: join(project.dir, "home") },
    stdout: { write: () => assert.fail("something was printed before the problems") },
    stderr: { write: () => assert.fail("something was printed before the problems") },
    colour: false,
    takeOverSignals: () => undefined,
  });
  const refusal = async (stack: string) => {
    const error = await up(context(), stack, { deadline: "1m", engine: "embedded", label: [] }).then(
      () => assert.fail("it was brought up"),
      (reason: unknown) => reason,
    );
    return explain(error);
  };

  it("the stack files of the test have no problem but the one that each phase starts with", async () => {
    for (const [stack, make] of Object.entries(RIGHT)) {
      project.write({ stack, config: { ...make(), access: {} } });
      const { message } = await refusal(stack);
      assert.match(message, /has 1 problem; nothing was started/, message);
    }
  });

  it("`up` rejects 200 malformed stack files with exit code 2 and all of their problems, before anything is registered", async () => {
    for (const sample of fc.sample(malformed, { numRuns: 200, seed: 20_260_301 })) {
      project.write(sample);
      const { message, exitCode } = await refusal(sample.stack);
      assert.equal(exitCode, 2, message);
      assertNamesAll(message, sample);
      rmSync(join(project.dir, `Pulumi.${sample.stack}.yaml`));
    }
    assert.equal(existsSync(join(project.dir, "home")), false, "the engine was started");
    assert.deepEqual(readdirSync(project.dir).sort(), ["Pulumi.yaml", "infra", "node_modules"]);
  });
});
