import assert from "node:assert/strict";
import { accountsFor } from "../../../lab/hosts/seed/accounts.ts";

const PASSWD =
  "root:x:0:0:root:/root:/bin/bash\nsshd:x:104:65534::/run/sshd:/usr/sbin/nologin\nme:x:1000:1000::/home/me:/bin/zsh\n";
const GROUP = "root:x:0:\nsudo:x:27:me\nme:x:1000:\nnogroup:x:65534:\n";

describe("accounts of a host", () => {
  const accounts = accountsFor(PASSWD, GROUP, [
    { name: "root", authorizedKeys: [] },
    { name: "ubuntu", authorizedKeys: [] },
  ]);

  it("this machine's users are not there, its system accounts are", () => {
    assert.doesNotMatch(accounts.passwd + accounts.group + accounts.shadow, /\bme\b/);
    assert.match(accounts.passwd, /^sshd:x:104:/m);
    assert.match(accounts.group, /^nogroup:x:65534:$/m);
  });

  it("users of the host are in the group that may use sudo, and nobody has a password", () => {
    assert.match(accounts.passwd, /^ubuntu:x:1000:1000:ubuntu:\/home\/ubuntu:\/bin\/bash$/m);
    assert.match(accounts.group, /^sudo:x:27:ubuntu$/m);
    assert.deepEqual(accounts.users, [{ name: "ubuntu", uid: 1000, home: "/home/ubuntu" }]);
    for (const line of accounts.shadow.trim().split("\n")) assert.match(line, /^[\w-]+:\*:/);
  });
});
