import assert from "node:assert/strict";
import { readUserData } from "../../../lab/hosts/user-data.ts";
import { userData } from "../../../infra/hosts/user-data.ts";

const problem = (text: string) => {
  try {
    readUserData(text);
  } catch (error) {
    return error as Error & { code: string };
  }
  return assert.fail("it was accepted");
};

describe("user data", () => {
  it("what infra writes for a machine is carried out whole", () => {
    const boot = readUserData(userData({ privateKey: "-----BEGIN\nkey\n-----END\n", publicKey: "ssh-ed25519 AAAA x" }));
    assert.deepEqual(boot.hostKeys, {
      ed25519: { privateKey: "-----BEGIN\nkey\n-----END\n", publicKey: "ssh-ed25519 AAAA x" },
    });
    assert.deepEqual(boot.generatedKeyTypes, []);
    const modes = boot.files.map(({ path, mode }) => `${path} ${mode.toString(8)}`);
    assert.ok(modes.includes("/usr/local/sbin/stackmark-metadata-guard 755"), modes.join());
    assert.deepEqual(boot.commands[0], ["systemctl", "daemon-reload"]);
  });

  it("a machine without user data gets generated host keys", () => {
    assert.deepEqual(readUserData(null), {
      ...{ files: [], hostKeys: {}, commands: [] },
      generatedKeyTypes: ["ecdsa", "ed25519"],
    });
  });

  it("commands are lines for the shell or lists of words", () => {
    const { commands } = readUserData("#cloud-config\nruncmd:\n- echo $HOME\n- [touch, a b]\n");
    assert.deepEqual(commands, ["echo $HOME", ["touch", "a b"]]);
  });

  it("all unknown keys and values are named at once", () => {
    const { code, message } = problem(
      "#cloud-config\npackages: [curl]\nssh_pwauth: true\nwrite_files:\n- {path: relative, defer: true}\n",
    );
    assert.equal(code, "LAB_MALFORMED_USER_DATA");
    for (const part of [/packages/, /ssh_pwauth/, /path/, /defer/]) assert.match(message, part);
  });

  for (const [what, text] of [
    ["without its first line", "runcmd: []"],
    ["that is no YAML", "#cloud-config\n: : ["],
    ["with half a host key", "#cloud-config\nssh_keys: {ed25519_private: x}\n"],
    ["with a host key of an unknown type", "#cloud-config\nssh_keys: {dsa_private: x, dsa_public: y}\n"],
    ["with a mode that is none", "#cloud-config\nwrite_files: [{path: /a, permissions: rw}]\n"],
    ["that is a script", "#!/bin/sh\necho\n"],
  ])
    it(`user data ${what} is refused`, () => {
      assert.equal(problem(text!).code, "LAB_MALFORMED_USER_DATA");
    });
});
