import assert from "node:assert/strict";
import { importsOf } from "../../helpers/imports.ts";

/** Every package that a file imports, directly or indirectly. */
function packagesBehind(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const imports = importsOf(file).filter(({ kind }) => kind !== "type");
  return imports.flatMap(({ to, ours }) => (ours ? packagesBehind(to, seen) : [to]));
}

const behind = (file: string): string[] => [...new Set(packagesBehind(file))].toSorted();

describe("the imports of infra/k3s", () => {
  it("the scripts need no Pulumi, no network and no process", () => {
    assert.deepEqual(behind("infra/k3s/scripts/index.ts"), ["node:fs", "node:net", "yaml"]);
  });

  it("the pre-flight's evaluation needs data only", () => {
    assert.deepEqual(behind("infra/k3s/preflight/evaluate.ts"), []);
    assert.deepEqual(behind("infra/k3s/preflight/expectation.ts"), []);
  });

  it("lifecycles do not load Pulumi into the provider's process", () => {
    for (const name of ["join", "preflight", "tokens", "uninstall"])
      assert.deepEqual(
        behind(`infra/k3s/${name}/lifecycle.ts`).filter((each) => each.startsWith("@pulumi/")),
        [],
        name,
      );
  });
});
