import assert from "node:assert/strict";
import { hostsImpossible } from "../../../lab/hosts/impossible.ts";

describe("the reason why hosts cannot be created", () => {
  it("missing programs are named, with Debian's packages that have them", function () {
    if (process.platform !== "linux" || process.getuid?.() !== 0) return this.skip();
    const reason = hostsImpossible({ "some-package": ["no-such-program"], coreutils: ["true"] });
    assert.match(reason!, /^not installed: .*no-such-program.* \(Debian: .*some-package.*\)$/);
    assert.doesNotMatch(reason!, /coreutils/);
  });
});
