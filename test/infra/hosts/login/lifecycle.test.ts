import assert from "node:assert/strict";
import { InfraError } from "../../../../infra/errors.ts";
import { diff, login, type LoginContext, type LoginInputs } from "../../../../infra/hosts/login/lifecycle.ts";

const target = { host: "203.0.113.7", port: 22, user: "ubuntu", privateKey: "secret", hostKey: "ssh-ed25519 AAAA" };
const inputs: LoginInputs = {
  ...{ node: "server", target, machine: "vm-1", isExisting: false },
  ...{ reachLimitMs: 300_000, refusalLimitMs: 60_000 },
};
const existing: LoginInputs = { ...inputs, isExisting: true, reachLimitMs: 30_000, refusalLimitMs: 0 };

/** A machine that answers each login with the outcome for the time since its boot; every attempt takes a second. */
function machine(
  outcome: (sinceMs: number) => "SSH_UNREACHABLE" | "SSH_REFUSED" | null,
): LoginContext & { closed: number } {
  let now = 0;
  const context = {
    closed: 0,
    nowMs: () => now,
    sleep: (ms: number) => Promise.resolve((now += ms)),
    connect: () => {
      now += 1000;
      const code = outcome(now);
      if (code !== null) return Promise.reject(new InfraError(code, `ubuntu@203.0.113.7:22: ${code}.`));
      const unused = () => Promise.reject(new Error("a login runs nothing"));
      return Promise.resolve({ run: unused, open: unused, upload: unused, close: () => void context.closed++ });
    },
  };
  return context;
}

describe("the first login to a machine", () => {
  it("a login waits for a machine that boots, and for its keys, and closes its connection", async () => {
    const booting = machine((ms) => (ms < 40_000 ? "SSH_UNREACHABLE" : ms < 70_000 ? "SSH_REFUSED" : null));
    const { waitedMs } = await login(inputs, booting);
    assert.ok(waitedMs >= 70_000 && waitedMs < 75_000, `${waitedMs} ms`);
    assert.equal(booting.closed, 1);
  });

  it("a login ends a minute after the first refusal, and says who refused whom", async () => {
    const strict = machine((ms) => (ms < 40_000 ? "SSH_UNREACHABLE" : "SSH_REFUSED"));
    await assert.rejects(login(inputs, strict), {
      code: "SSH_REFUSED",
      message: /^server: no login within 10\d s\. ubuntu@203\.0\.113\.7:22: SSH_REFUSED\.$/,
    });
  });

  it("a login to an existing machine fails at the first refusal", async () => {
    const strict = machine(() => "SSH_REFUSED");
    await assert.rejects(login(existing, strict), /within 1 s/);
  });

  it("a login to a machine that never answers ends after five minutes, and names the setting that admits addresses", async () => {
    await assert.rejects(
      login(
        inputs,
        machine(() => "SSH_UNREACHABLE"),
      ),
      {
        code: "SSH_UNREACHABLE",
        message: /within 30\d s\. .*access\.adminCidrs/,
      },
    );
  });

  it("a login to an existing machine that never answers names its owner's firewalls, not those of the plan", async () => {
    const silent = machine(() => "SSH_UNREACHABLE");
    await assert.rejects(login(existing, silent), ({ message }: Error) => {
      assert.match(message, /within 3\d s\. .*owner's firewalls .*`publicIp` and `sshPort`/);
      return !message.includes("adminCidrs");
    });
  });

  it("another machine, key or address is logged in to again; other limits are not", () => {
    assert.equal(diff(inputs, { ...inputs, reachLimitMs: 1 }).changes, false);
    assert.equal(diff(inputs, { ...inputs, machine: "vm-2" }).changes, true);
    assert.equal(diff(inputs, { ...inputs, target: { ...target, host: "203.0.113.8" } }).changes, true);
  });
});
