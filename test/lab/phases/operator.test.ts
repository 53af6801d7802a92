import assert from "node:assert/strict";
import { operatorEnvironment } from "../../../lab/phases/operator.ts";

const LAB = { dir: "/lab", passphrase: "of the lab" };

describe("the operator's environment", () => {
  it("finds the lab's plugins before all others", () => {
    const { PATH } = operatorEnvironment({ PATH: "/usr/bin:/bin" }, LAB);
    assert.match(PATH!, /^\/lab\/plugins:.*:\/usr\/bin:\/bin$/);
  });

  it("keeps state and settings in the lab's folder, whatever its user has set for Pulumi", () => {
    const user = {
      HOME: "/home/somebody",
      PULUMI_ACCESS_TOKEN: "secret",
      PULUMI_BACKEND_URL: "s3://team",
      PULUMI_CONFIG_PASSPHRASE_FILE: "/home/somebody/passphrase",
      PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
    };
    const { PATH: _path, ...others } = operatorEnvironment(user, LAB);
    assert.deepEqual(others, {
      HOME: "/lab/home",
      PULUMI_BACKEND_URL: "file:///lab/home/state",
      PULUMI_CONFIG_PASSPHRASE: "of the lab",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      SSH_AUTH_SOCK: undefined,
      STACKMARK_HOME: "/lab/home",
      STACKMARK_LAB: "/lab",
    });
  });
});
