import assert from "node:assert/strict";
import { importsOf } from "../../helpers/imports.ts";

/** Every package that a file needs, itself or by what it imports. */
function packagesBehind(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const imports = importsOf(file).filter(({ typeOnly }) => !typeOnly);
  return imports.flatMap(({ to, ours }) => (ours ? packagesBehind(to, seen) : [to]));
}

const behind = (file: string): string[] => [...new Set(packagesBehind(file))].toSorted();

describe("what must be pure", () => {
  it("makes scripts from text alone: no Pulumi, no network, no process", () => {
    assert.deepEqual(behind("infra/k3s/scripts/index.ts"), ["node:fs", "node:net", "yaml"]);
  });

  it("evaluates the pre-flight from data alone", () => {
    assert.deepEqual(behind("infra/k3s/preflight/evaluate.ts"), []);
    assert.deepEqual(behind("infra/k3s/preflight/expectation.ts"), []);
  });

  it("keeps Pulumi out of what runs in the provider's process", () => {
    for (const name of ["join", "preflight", "tokens", "uninstall"])
      assert.deepEqual(
        behind(`infra/k3s/${name}/lifecycle.ts`).filter((each) => each.startsWith("@pulumi/")),
        [],
        name,
      );
  });
});
