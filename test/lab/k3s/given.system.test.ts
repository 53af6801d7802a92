import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { readGivenK3s } from "../../../lab/k3s/given.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("a program that is given as K3s", () => {
  const folder = temporaryFolder();
  const program = (text: string): string => {
    const path = join(folder.path, "k3s");
    writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    return path;
  };
  const refusal = (message: RegExp) => ({ code: "LAB_K3S_UNUSABLE", message });

  it("has the version that it says", () => {
    const path = program('[ "$*" = --version ] && echo "k3s version v1.36.3+k3s1 (0123abcd)"');
    const given = { path, version: "v1.36.3+k3s1" };
    assert.deepEqual(readGivenK3s(path), given);
    assert.deepEqual(readGivenK3s(relative(process.cwd(), path)), given);
  });

  it("is refused if it is another program", () => {
    assert.throws(() => readGivenK3s(process.execPath), refusal(/names no release of K3s: v24\./));
  });

  it("is refused with its words if it fails", () => {
    assert.throws(
      () => readGivenK3s(program("echo no such option >&2; exit 3")),
      refusal(/ended with 3: no such option/),
    );
  });

  it("is refused if it cannot be started", () => {
    const path = join(folder.path, "k3s");
    writeFileSync(path, "#!/no/such/interpreter\n", { mode: 0o755 });
    assert.throws(() => readGivenK3s(path), refusal(/failed \(.*ENOENT\)/));
  });
});
