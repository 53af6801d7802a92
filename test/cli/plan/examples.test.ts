import assert from "node:assert/strict";
import { withExamples } from "../../../cli/plan/examples.ts";
import { planStackFile } from "../../../infra/stack-file.ts";
import { committedStack } from "../../helpers/committed-stacks.ts";

describe("example settings", () => {
  for (const stack of ["single", "multinode", "multicloud", "edge"])
    it(`examples replace all missing settings of ${stack}, so that its program can be recorded from a fresh clone`, () => {
      const { unset } = planStackFile(stack, committedStack(stack));
      assert.ok(unset.length > 0);
      const { text, secrets } = withExamples(committedStack(stack), unset);
      const filled = planStackFile(stack, text);
      assert.deepEqual(filled.problems, []);
      assert.deepEqual(
        filled.unset.map(({ path }) => `stackmark:${path}`),
        Object.keys(secrets),
      );
    });

  it("examples change no setting that is there", () => {
    const said = committedStack("single").replace(
      "config:",
      "config:\n  stackmark:access: { adminCidrs: [10.1.2.3/32] }",
    );
    assert.deepEqual(withExamples(said, planStackFile("single", said).unset).secrets, {});
    assert.match(withExamples(said, []).text, /10\.1\.2\.3/);
  });
});
