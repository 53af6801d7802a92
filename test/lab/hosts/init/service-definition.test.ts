import assert from "node:assert/strict";
import { readService } from "../../../../lab/hosts/init/service-definition.ts";

/** As K3s' install script writes it. */
const K3S = `[Unit]
Description=Lightweight Kubernetes
Documentation=https://k3s.io
Wants=network-online.target
After=network-online.target

[Install]
WantedBy=multi-user.target

[Service]
Type=notify
EnvironmentFile=-/etc/default/%N
EnvironmentFile=-/etc/sysconfig/%N
EnvironmentFile=-/etc/systemd/system/k3s.service.env
KillMode=process
Delegate=yes
User=root
LimitNOFILE=1048576
TasksMax=infinity
TimeoutStartSec=0
Restart=always
RestartSec=5s
ExecStartPre=-/sbin/modprobe br_netfilter
ExecStartPre=-/sbin/modprobe overlay
ExecStart=/usr/local/bin/k3s \\
    server \\

`;

describe("definitions of services", () => {
  it("the unit of K3s is read as systemd reads it", () => {
    const service = readService("k3s.service", [K3S]);
    assert.equal(service.type, "notify");
    assert.deepEqual(service.start[0]!.words, ["/usr/local/bin/k3s", "server"]);
    assert.deepEqual(
      service.startPre.map(({ ignoresFailure }) => ignoresFailure),
      [true, true],
    );
    assert.deepEqual(service.environmentFiles[0], { path: "/etc/default/k3s", isOptional: true });
    assert.deepEqual(
      [service.killMode, service.restart, service.restartMs, service.startTimeoutMs, service.stopTimeoutMs],
      ["process", "always", 5000, Infinity, 90_000],
    );
    assert.deepEqual([service.after, service.wantedBy], [["network-online.target"], ["multi-user.target"]]);
  });

  it("a drop-in replaces commands and adds to lists", () => {
    const dropIn = "[Service]\nExecStart=\nExecStart=/bin/other\nEnvironment=A=1 'B=x y'\n[Unit]\nAfter=late.service";
    const service = readService("k3s.service", [K3S, dropIn]);
    assert.deepEqual(
      service.start.map(({ words }) => words[0]),
      ["/bin/other"],
    );
    assert.deepEqual(service.environment, ["A=1", "B=x y"]);
    assert.deepEqual(service.after, ["network-online.target", "late.service"]);
  });

  it("defaults are systemd's", () => {
    const { type, restart, restartMs, killMode, startTimeoutMs, startLimit } = readService("x.service", [
      "[Service]\nExecStart=/bin/true",
    ]);
    assert.deepEqual(
      [type, restart, restartMs, killMode, startTimeoutMs],
      ["simple", "no", 100, "control-group", 90_000],
    );
    assert.deepEqual(startLimit, { count: 5, intervalMs: 10_000 });
    assert.equal(readService("x.service", ["[Service]\nType=oneshot\nExecStart=/bin/true"]).startTimeoutMs, Infinity);
  });

  for (const [what, text, message] of [
    ["without a command", "[Service]\nType=simple", /no ExecStart/],
    ["with two commands that is no oneshot", "[Service]\nExecStart=/a\nExecStart=/b", /more than one ExecStart/],
    ["of an unknown type", "[Service]\nType=forking\nExecStart=/a", /Type=forking/],
    ["for another user", "[Service]\nUser=nobody\nExecStart=/a", /User/],
    ["in another root", "[Service]\nRootDirectory=/srv\nExecStart=/a", /RootDirectory/],
  ] as const)
    it(`a service ${what} is refused`, () => {
      assert.throws(() => readService("x.service", [text]), { message });
    });
});
