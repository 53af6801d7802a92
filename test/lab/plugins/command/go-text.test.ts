import assert from "node:assert/strict";
import { dialText, exitText, hostPort, quoted } from "../../../../lab/plugins/command/go-text.ts";

const failure = (code: string): Error => Object.assign(new Error(`connect ${code}`), { code });

describe("texts of the command plugin", () => {
  it("quote a command on one line", () => {
    assert.equal(quoted('set -e\n\techo "a\\b"'), '"set -e\\n\\techo \\"a\\\\b\\""');
    assert.equal(quoted("é 😀 \u0000 \u00ad \u{e0001}"), '"é 😀 \\x00 \\u00ad \\U000e0001"');
  });

  it("name the address that did not answer, and why", () => {
    assert.equal(dialText("h", 22, failure("EHOSTUNREACH")), "dial tcp h:22: connect: no route to host");
    assert.equal(dialText("::1", 22, failure("ECONNREFUSED")), "dial tcp [::1]:22: connect: connection refused");
    assert.equal(dialText("h", 22, failure("ENOTFOUND")), "dial tcp: lookup h: no such host");
    assert.equal(hostPort("10.0.0.1", 2222), "10.0.0.1:2222");
  });

  it("count a signal as a status from 128 on", () => {
    assert.equal(exitText({ status: 7 }), "Process exited with status 7");
    const text = "Process exited with status 143 from signal TERM. Reason was: shutdown";
    assert.equal(exitText({ status: undefined, signal: "TERM", reason: "shutdown" }), text);
    assert.equal(exitText(undefined), "wait: remote command exited without exit status or exit signal");
  });
});
