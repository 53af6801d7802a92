import assert from "node:assert/strict";
import { hostsImpossible } from "../../../lab/hosts/impossible.ts";
import { needsLinux, skipIf } from "../../helpers/skip.ts";

describe("the reason why hosts cannot be created", () => {
  it("missing programs are named, with Debian's packages that have them", function () {
    needsLinux(this, "network namespaces");
    skipIf(this, process.getuid?.() === 0 ? null : "needs root, for network namespaces");
    const reason = hostsImpossible({ "some-package": ["no-such-program", "true"], coreutils: ["false"] });
    assert.match(reason!, /^not installed: .*no-such-program \(Debian: apt-get install .*some-package\)$/);
    assert.doesNotMatch(reason!, /true|false|coreutils/);
  });
});
