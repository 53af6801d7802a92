/** The supervisor of the lab's hosts against what systemd documents, on a real host. */
import assert from "node:assert/strict";
import { eventually } from "../../helpers/eventually.ts";
import { needsHosts } from "../../helpers/lab.ts";
import { allow, openTestLab, OPERATOR_IP, type TestLab } from "../../helpers/lab-machines.ts";

const ADDRESS = "198.51.100.4";
/** Of a host that reboots while other tests use the machine. */
const PATIENCE_MS = 60_000;

describe("units on a host of the lab", function () {
  this.timeout(400_000);
  let lab: TestLab;

  before(async function () {
    needsHosts(this);
    lab = await openTestLab();
    await lab.machines.create(lab.spec("server", {}));
    await lab.machines.setRules("server", [allow("tcp", `${OPERATOR_IP}/32`, 22)]);
  });

  after(() => lab?.close());

  const root = async (script: string): Promise<string> => (await lab.root(ADDRESS, `exec 2>&1; ${script}`)).text;
  /** Writes a unit and has it read. */
  const unit = (name: string, text: string, path = `/etc/systemd/system/${name}`): Promise<string> =>
    root(`mkdir -p "$(dirname ${path})"; cat >${path} <<'UNIT'\n${text}\nUNIT\nsystemctl daemon-reload`);
  /** Waits until a script prints what is expected. A host that reboots refuses connections meanwhile. */
  const prints = async (script: string, expected: string): Promise<void> => {
    let text = "";
    const holds = async (): Promise<boolean> => (text = await root(script)) === expected;
    await eventually(holds, script, PATIENCE_MS).catch(() => assert.equal(text, expected, script));
  };

  it("a service gets its environment from the unit, drop-ins and files, of which those with a - may be missing", async () => {
    await root("printf 'C=file\\nD=\"two words\"\\n' >/etc/shown.env");
    await unit(
      "shown.service",
      "[Service]\nType=oneshot\nEnvironment=A=unit B=unit\nEnvironmentFile=-/etc/none.env\nEnvironmentFile=/etc/shown.env\n" +
        "ExecStart=/bin/sh -c 'echo $$A-$$B-$$C-$$D ${A}'",
    );
    await unit("shown", "[Service]\nEnvironment=B=drop-in", "/etc/systemd/system/shown.service.d/10.conf");
    await root("systemctl start shown");
    assert.match(await root("journalctl --unit shown --output cat"), /^unit-drop-in-file-two words unit$/m);
    await root("rm /etc/shown.env");
    assert.match(await root("systemctl start shown; echo $?"), /Job for shown\.service failed.*1$/s);
  });

  it("a changed unit file applies after daemon-reload only", async () => {
    await unit("changed.service", "[Service]\nType=oneshot\nExecStart=/bin/echo first");
    await root(
      "systemctl start changed; sed -i s/first/second/ /etc/systemd/system/changed.service; systemctl start changed",
    );
    await root("systemctl daemon-reload; systemctl start changed");
    const lines = await root("journalctl -u changed -o cat | grep -E '^(first|second)$' | tr '\\n' ' '");
    assert.equal(lines.trim(), "first first second");
  });

  it("a service of type notify is active once it says so, and a start waits for that", async () => {
    await unit(
      "told.service",
      "[Service]\nType=notify\nExecStart=/bin/sh -c 'until [ -e /root/ready ]; do sleep 0.1; done; systemd-notify --ready; sleep 1000'",
    );
    await root("systemctl --no-block start told");
    assert.equal(await root("systemctl is-active told; echo $?"), "activating\n3");
    assert.equal(
      await root("(sleep 0.3; touch /root/ready) & systemctl start told; systemctl is-active told"),
      "active",
    );
    await unit("silent.service", "[Service]\nType=notify\nTimeoutStartSec=1\nExecStart=/bin/sleep 1000");
    assert.match(
      await root("systemctl start silent; systemctl show silent -p ActiveState,Result"),
      /ActiveState=failed\nResult=timeout$/,
    );
    assert.equal(await root("pgrep -fx 'sleep 1000' | wc -l"), "1");
    await root("systemctl stop told");
  });

  it("real sd_notify messages are received as well as those of systemd-notify", async () => {
    const send =
      'import os,socket,time;s=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM);s.sendto(b"READY=1\\nSTATUS=up",os.environ["NOTIFY_SOCKET"]);time.sleep(60)';
    await unit("python.service", `[Service]\nType=notify\nTimeoutStartSec=20\nExecStart=/usr/bin/python3 -c '${send}'`);
    assert.equal(await root("systemctl start python; systemctl is-active python; systemctl stop python"), "active");
  });

  it("a failing ExecStartPre prevents the start unless it has a -, and ExecStopPost runs in any case", async () => {
    const text =
      "[Service]\nExecStartPre=-/bin/false\nExecStartPre=/bin/false\nExecStart=/bin/sleep 100\nExecStopPost=/bin/sh -c 'echo over $$SERVICE_RESULT'";
    await unit("pre.service", text);
    assert.match(await root("systemctl start pre; echo $?; systemctl is-active pre"), /1\nfailed$/);
    await unit("pre.service", text.replace("ExecStartPre=/bin/false\n", ""));
    assert.match(
      await root("systemctl start pre; systemctl is-active pre; systemctl stop pre; systemctl is-active pre"),
      /^active\ninactive$/,
    );
    assert.equal(await root("journalctl -u pre -o cat | grep over | tr '\\n' ' '"), "over exit-code over success");
  });

  it("a service with Restart=always comes back, with its count, and not after it was stopped", async () => {
    await unit("again.service", "[Service]\nRestart=always\nRestartSec=200ms\nExecStart=/bin/sleep 1000.1");
    await root("systemctl start again; kill -9 $(systemctl show again -p MainPID --value)");
    await prints("systemctl show again -p ActiveState,NRestarts --value | tr '\\n' ' '", "active 1");
    await root("systemctl stop again; sleep 0.5");
    assert.equal(await root("systemctl is-active again; pgrep -fx '/bin/sleep 1000.1' | wc -l"), "inactive\n0");
  });

  it("a service that fails at once is given up after five starts in ten seconds, until reset-failed", async () => {
    await unit("crash.service", "[Service]\nRestart=on-failure\nRestartSec=10ms\nExecStart=/bin/false");
    await root("systemctl --no-block start crash");
    await prints("systemctl show crash -p ActiveState,Result --value | tr '\\n' ' '", "failed start-limit-hit");
    assert.match(await root("systemctl start crash; systemctl show crash -p Result"), /start-limit-hit$/);
    await root("systemctl reset-failed crash");
    assert.equal(await root("systemctl is-active crash"), "inactive");
  });

  it("KillMode decides whether processes outlive the main process of their service", async () => {
    for (const [mode, left] of [
      ["process", "1"],
      ["control-group", "0"],
      ["mixed", "0"],
    ]) {
      const start = "ExecStart=/bin/sh -c 'setsid sleep 1000.5 & exec sleep 1000.6'";
      await unit("family.service", `[Service]\nKillMode=${mode}\n${start}`);
      await root("systemctl start family; sleep 0.3; systemctl stop family");
      assert.equal(
        await root("pgrep -fx 'sleep 1000.5' | wc -l; pgrep -fx 'sleep 1000.6' | wc -l"),
        `${left}\n0`,
        mode,
      );
      await root("pkill -fx 'sleep 1000.5' || true");
    }
  });

  it("a service that is stopped while it starts is inactive, whatever it was doing", async () => {
    const ways = ["ExecStartPre=-/bin/sleep 1000.7\nExecStart=/bin/sleep 1000.8", "ExecStart=/bin/sleep 1000.8"];
    for (const way of ways) {
      await unit("slow.service", `[Service]\nType=notify\nRestart=always\nTimeoutStartSec=0\n${way}`);
      await root("systemctl --no-block start slow; sleep 0.3; systemctl stop slow");
      assert.equal(
        await root("systemctl is-active slow; pgrep -f '^/bin/sleep 1000.[78]' | wc -l"),
        "inactive\n0",
        way,
      );
    }
  });

  it("a service whose ExecStartPost fails is ended", async () => {
    await unit("post.service", "[Service]\nKillMode=process\nExecStart=/bin/sleep 1000.9\nExecStartPost=/bin/false");
    assert.match(
      await root("systemctl start post; systemctl is-active post; pgrep -fx '/bin/sleep 1000.9' | wc -l"),
      /failed\n0$/,
    );
  });

  it("after starts, stops, restarts and kills at once, a service obeys the next command with one main process", async () => {
    const limit = "[Unit]\nStartLimitIntervalSec=0";
    await unit(
      "storm.service",
      `${limit}\n[Service]\nRestart=always\nRestartSec=50ms\nExecStartPre=/bin/true\nExecStart=/bin/sleep 1001`,
    );
    for (let round = 0; round < 2; round += 1) {
      await root(
        "for i in 1 2; do for c in start restart stop 'kill -s KILL' restart start; do systemctl --no-block $c storm & done; done; wait",
      );
      assert.equal(
        await root("systemctl start storm; systemctl is-active storm; pgrep -fx '/bin/sleep 1001' | wc -l"),
        "active\n1",
      );
      assert.equal(
        await root("systemctl stop storm; systemctl is-active storm; pgrep -fx '/bin/sleep 1001' | wc -l"),
        "inactive\n0",
      );
    }
  });

  it("units are enabled by links, started at the next boot in order, and a service with RemainAfterExit stays active", async () => {
    const install = "[Install]\nWantedBy=multi-user.target";
    await unit(
      "one.service",
      `[Unit]\nBefore=two.service\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/sh -c 'sleep 0.5; echo one >>/root/order'\n${install}`,
    );
    await unit("two.service", `[Service]\nType=oneshot\nExecStart=/bin/sh -c 'echo two >>/root/order'\n${install}`);
    assert.match(await root("systemctl enable one two 2>&1"), /Created symlink .*one\.service.*\n.*two\.service/);
    assert.equal(await root("systemctl is-enabled one; systemctl is-active one"), "enabled\ninactive");
    await lab.machines.stop("server");
    await lab.machines.start("server");
    await prints("systemctl is-active one", "active");
    assert.equal(await root("cat /root/order"), "one\ntwo");
    assert.equal(
      await root("systemctl disable --now one >/dev/null 2>&1; systemctl is-enabled one; systemctl is-active one"),
      "disabled\ninactive",
    );
  });

  it("commands fail as systemctl's do, and unknown ones are refused", async () => {
    assert.equal(
      await root("systemctl start none; echo $?"),
      "Failed to start none.service: Unit none.service not found.\n5",
    );
    assert.equal(
      await root("systemctl disable none; echo $?"),
      "Failed to disable unit: Unit file none.service does not exist.\n1",
    );
    assert.equal(await root("systemctl is-active none ssh; echo $?"), "inactive\nactive\n0");
    assert.match(await root("systemctl frobnicate x; echo $?"), /Unknown command verb.*1$/s);
    assert.match(await root("systemctl start --frobnicate x; echo $?"), /unrecognized option.*1$/s);
    const { text } = await lab.ssh(ADDRESS, "systemctl is-active ssh");
    assert.match(text, /Failed to connect to bus/);
  });

  it("a process whose parent ended leaves no zombie", async () => {
    await root("for i in 1 2 3 4 5; do sh -c 'sleep 0.2 & exit 0'; done; sleep 0.6");
    assert.equal(await root("ps -eo stat= | grep -c ^Z || true"), "0");
  });

  it("a machine that shuts itself down is stopped, and one that reboots runs again", async () => {
    await lab.root(ADDRESS, "systemctl reboot");
    await prints("awk '{ print ($1 > 0) }' /proc/uptime; systemctl is-system-running", "1\nrunning");
    await lab.root(ADDRESS, "systemctl poweroff");
    await eventually(() => lab.machines.list().get("server") === "stopped", "the machine is stopped", PATIENCE_MS);
  });
});
