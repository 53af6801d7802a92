/** The networks of the lab between real hosts: translation, rules, and the ways between sites. */
import assert from "node:assert/strict";
import { setChecksumOffload } from "../../../lab/machines/faults.ts";
import { tracesOf } from "../../../lab/machines/sweep.ts";
import type { PacketRule } from "../../../lab/protocol/machines.ts";
import { needsHosts } from "../../helpers/lab.ts";
import { allow, inNamespace, openTestLab, OPERATOR_IP, reaches, type TestLab } from "../../helpers/lab-machines.ts";
import { createOverlay, overlayAddress } from "../../helpers/hosts/overlay.ts";

const PUBLIC = { a: "198.51.100.4", b: "198.51.100.5", c: "203.0.113.130" };
const PRIVATE = { a: "10.1.0.4", b: "10.1.0.5", c: "10.2.0.4" };
type Name = keyof typeof PUBLIC;

const ANYWHERE = "0.0.0.0/0";

describe("the lab's networks", function () {
  this.timeout(400_000);
  let lab: TestLab;
  let outsider: string;

  before(async function () {
    needsHosts(this, { "iputils-ping": ["ping"] });
    lab = await openTestLab();
    outsider = await lab.machines.sites.openEnd("outsider", "192.0.2.66");
    for (const name of ["a", "b", "c"] as const) {
      const site = name === "c" ? "gcp" : "azure";
      await lab.machines.create(lab.spec(name, { site, privateIp: PRIVATE[name], publicIp: PUBLIC[name] }));
    }
  });

  beforeEach(async () => {
    for (const name of ["a", "b", "c"] as const) await rules(name, allow("all", ANYWHERE));
  });

  after(() => lab?.close());

  const rules = (name: Name, ...list: PacketRule[]): Promise<void> => lab.machines.setRules(name, list);
  const root = async (name: Name, script: string): Promise<string> =>
    (await lab.root(PUBLIC[name], `exec 2>&1; ${script}`)).text;
  /** Starts a listener for each port, and waits for them. */
  const serve = (name: Name, what: string, ...ports: number[]): Promise<string> =>
    root(
      name,
      `for port in ${ports.join(" ")}; do setsid socat TCP-LISTEN:$port,reuseaddr,fork ${what} >/dev/null 2>&1 & done
      for port in ${ports.join(" ")}; do until ss -Hltn "sport = :$port" | grep -q .; do sleep 0.05; done; done`,
    );
  /** The answer is the caller's address as it is seen, and the listener's own. */
  const listen = (name: Name, ...ports: number[]): Promise<string> =>
    serve(name, "'SYSTEM:echo $SOCAT_PEERADDR $SOCAT_SOCKADDR'", ...ports);
  const ask = async (from: string, address: string, port: number): Promise<string> =>
    (await inNamespace(from, ["socat", "-t", "2", "-u", `TCP4:${address}:${port},connect-timeout=2`, "STDOUT"])).text;
  const namespaceOf = (name: Name): string => lab.machines.insideOf(name).namespace;
  const pings = async (from: string, address: string, ...options: string[]): Promise<number[]> => {
    const { text } = await inNamespace(from, ["ping", "-n", "-W", "1", "-i", "0.2", ...options, address]);
    return [...text.matchAll(/time=([\d.]+)/g)].map(([, ms]) => Number(ms));
  };

  it("machines see the public addresses of others, and their own private one; in one site, the private ones", async () => {
    await listen("b", 7000);
    await listen("c", 7000);
    assert.equal(await ask(lab.operator, PUBLIC.b, 7000), `${OPERATOR_IP} ${PRIVATE.b}`);
    assert.equal(await ask(namespaceOf("a"), PUBLIC.c, 7000), `${PUBLIC.a} ${PRIVATE.c}`);
    assert.equal(await ask(namespaceOf("a"), PRIVATE.b, 7000), `${PRIVATE.a} ${PRIVATE.b}`);
  });

  it("a machine reaches the public address of its neighbour, and its own", async () => {
    assert.equal(await ask(namespaceOf("a"), PUBLIC.b, 7000), `${PUBLIC.a} ${PRIVATE.b}`);
    assert.equal(await ask(namespaceOf("b"), PUBLIC.b, 7000), `${PUBLIC.b} ${PRIVATE.b}`);
  });

  it("private addresses of other sites, the internet at large and the machine below are out of reach", async () => {
    for (const address of [PRIVATE.c, "8.8.8.8", "10.254.0.5", "203.0.113.200"])
      assert.deepEqual(await pings(namespaceOf("a"), address, "-c", "1"), [], address);
    const routes = await inNamespace(lab.operator, ["ip", "route"]);
    assert.doesNotMatch(routes.text, /default/);
  });

  it("an outsider's port scan finds the ports that the rules open to everybody, the operator's also those for it", async () => {
    await listen("a", 80, 443, 6443, 30_080, 30_081);
    await rules("a", allow("tcp", `${OPERATOR_IP}/32`, 22, 6443), allow("tcp", ANYWHERE, 443, 30_080));
    const scan = async (from: string): Promise<number[]> => {
      const ports = [22, 80, 443, 6443, 10_250, 30_080, 30_081];
      const open = await Promise.all(ports.map((port) => reaches(from, PUBLIC.a, port)));
      return ports.filter((_, index) => open[index]);
    };
    assert.deepEqual(await scan(outsider), [443, 30_080]);
    assert.deepEqual(await scan(lab.operator), [22, 443, 6443, 30_080]);
    assert.deepEqual(await scan(namespaceOf("b")), [443, 30_080]);
  });

  it("rules apply in order, and to neighbours in the same subnet as well", async () => {
    const refused = { ...allow("tcp", `${PRIVATE.a}/32`), allow: false };
    await rules("b", refused, allow("tcp", ANYWHERE, 7000));
    assert.equal(await reaches(namespaceOf("a"), PRIVATE.b, 7000), false);
    assert.equal(await reaches(lab.operator, PUBLIC.b, 7000), true);
    await rules("b", allow("tcp", ANYWHERE, 7000), refused);
    assert.equal(await reaches(namespaceOf("a"), PRIVATE.b, 7000), true);
  });

  it("replies to what a machine opened pass without a rule, and nothing else does", async () => {
    await rules("a");
    assert.equal(await ask(namespaceOf("a"), PUBLIC.c, 7000), `${PUBLIC.a} ${PRIVATE.c}`);
    assert.equal((await pings(namespaceOf("a"), PRIVATE.b, "-c", "1")).length, 1);
    assert.equal((await pings(lab.operator, PUBLIC.a, "-c", "1")).length, 0);
  });

  it("packets with another machine's source address are dropped", async () => {
    await inNamespace(namespaceOf("a"), ["ip", "addr", "add", "10.1.0.77/32", "dev", "lo"]);
    for (const address of [PRIVATE.b, PUBLIC.c])
      assert.deepEqual(await pings(namespaceOf("a"), address, "-c", "1", "-I", "10.1.0.77"), []);
    await inNamespace(namespaceOf("a"), ["ip", "addr", "del", "10.1.0.77/32", "dev", "lo"]);
  });

  it("a site that is opened again has the usual ways, whatever was done to those of the earlier one", async () => {
    const { sites } = lab.machines;
    await sites.openEnd("guest", "192.0.2.78");
    await sites.internet.setPath("guest", "azure", { isCut: true });
    await sites.internet.setPath("azure", "guest", { isCut: true });
    await sites.closeEnd("guest");
    const guest = await sites.openEnd("guest", "192.0.2.78");
    assert.equal((await pings(guest, PUBLIC.a, "-c", "1")).length, 1);
    await sites.closeEnd("guest");
  });

  it("a site or an address that is there already is refused, and stays as it was", async () => {
    const { sites } = lab.machines;
    await assert.rejects(sites.open({ name: "azure", cidrs: ["10.9.0.0/24"], mtu: 1500 }), {
      code: "LAB_ALREADY_EXISTS",
    });
    await assert.rejects(sites.openEnd("azure", "192.0.2.77"), { code: "LAB_ALREADY_EXISTS" });
    await assert.rejects(sites.openEnd("another", PUBLIC.a), { code: "LAB_ALREADY_EXISTS" });
    await assert.rejects(sites.internet.setPath("azure", "nowhere", {}), { code: "LAB_NOT_FOUND" });
    assert.equal((await pings(lab.operator, PUBLIC.a, "-c", "1")).length, 1);
    const { namespaces } = await tracesOf(lab.dir);
    assert.deepEqual(
      namespaces.filter((name) => name.includes("another")),
      [],
    );
  });

  it("delay adds up to the round trip, and changes at once", async () => {
    await lab.machines.sites.internet.setPath("operator", "azure", { delayMs: 20 });
    await lab.machines.sites.internet.setPath("azure", "operator", { delayMs: 20 });
    const slow = await pings(lab.operator, PUBLIC.a, "-c", "10");
    await lab.machines.sites.internet.setPath("azure", "operator", { delayMs: 0 });
    const faster = await pings(lab.operator, PUBLIC.a, "-c", "10");
    await lab.machines.sites.internet.setPath("operator", "azure", { delayMs: 0 });
    const floor = (times: number[]): number => Math.floor(Math.min(...times));
    assert.deepEqual([slow.length, faster.length], [10, 10]);
    assert.ok(floor(slow) >= 40 && floor(slow) < 44, String(slow));
    assert.ok(floor(faster) >= 20 && floor(faster) < 24, String(faster));
  });

  it("bandwidth limits what passes in a time", async () => {
    const { internet } = lab.machines.sites;
    await internet.setPath("azure", "operator", { bandwidthMbitPerS: 8 });
    await serve("a", "OPEN:/dev/zero,readbytes=1000000", 7001);
    const startMs = performance.now();
    const received = await inNamespace(lab.operator, ["sh", "-c", `socat -u TCP4:${PUBLIC.a}:7001 STDOUT | wc -c`]);
    assert.equal(received.text, "1000000");
    // 1 MB at 1 MB/s, less what waits in the queue when the sender has finished.
    assert.ok(performance.now() - startMs > 900);
    await internet.setPath("azure", "operator", { bandwidthMbitPerS: null });
    await assert.rejects(internet.setPath("azure", "operator", { loss: 2 }), { code: "LAB_MALFORMED_REQUEST" });
  });

  it("loss, and a way that is cut, lose packets in their direction only", async () => {
    const { internet } = lab.machines.sites;
    await internet.setPath("operator", "gcp", { loss: 0.5 });
    const answered = (await pings(lab.operator, PUBLIC.c, "-c", "40", "-i", "0.01")).length;
    assert.ok(answered > 5 && answered < 35, String(answered));
    await internet.setPath("operator", "gcp", { loss: 0, isCut: true });
    assert.equal((await pings(lab.operator, PUBLIC.c, "-c", "2")).length, 0);
    assert.equal((await pings(lab.operator, PUBLIC.a, "-c", "1")).length, 1);
    await internet.setPath("operator", "gcp", { isCut: false });
    assert.equal((await pings(lab.operator, PUBLIC.c, "-c", "1")).length, 1);
    const { paths } = await internet.counts();
    assert.ok(paths["operator>gcp"]!.lost >= 5 && paths["operator>gcp"]!.cut >= 2);
    assert.equal(paths["gcp>operator"]!.lost, 0);
  });

  it("senders of packets that a site or a way cannot carry are told the size, or not, as configured", async () => {
    const { internet } = lab.machines.sites;
    const largest = (from: Name, to: Name): Promise<string> =>
      inNamespace(namespaceOf(from), ["ping", "-n", "-M", "do", "-s", "1472", "-c", "1", "-W", "1", PUBLIC[to]]).then(
        ({ text }) => text,
      );
    assert.match(await largest("a", "c"), /mtu = 1460/);
    await internet.setPath("azure", "gcp", { mtu: 1300 });
    const narrow = await inNamespace(namespaceOf("b"), [
      "ping",
      "-n",
      "-M",
      "do",
      "-s",
      "1400",
      "-c",
      "1",
      "-W",
      "1",
      PUBLIC.c,
    ]);
    assert.match(narrow.text, /From 192\.0\.2\.1 .*mtu = 1300/);
    // Packets that may be fragmented still arrive.
    assert.equal((await pings(namespaceOf("b"), PUBLIC.c, "-M", "dont", "-s", "1400", "-c", "1")).length, 1);
    await internet.setPath("azure", "gcp", { tellsTooLarge: false });
    await inNamespace(namespaceOf("b"), ["ip", "route", "flush", "cache"]);
    const silent = await inNamespace(namespaceOf("b"), [
      "ping",
      "-n",
      "-M",
      "do",
      "-s",
      "1350",
      "-c",
      "1",
      "-W",
      "1",
      PUBLIC.c,
    ]);
    assert.match(silent.text, /100% packet loss/);
    await internet.setPath("azure", "gcp", { mtu: 1500, tellsTooLarge: true });
  });

  it("TCP inside VXLAN passes between sites, not when checksums are left to the device, and again by the known cure", async () => {
    const hosts = (["a", "c"] as const).map((name) => ({
      namespace: namespaceOf(name),
      address: PRIVATE[name],
      peerAddress: PUBLIC[name],
    }));
    await createOverlay(hosts, 1410);
    const passes = async (): Promise<boolean> =>
      (await ask(namespaceOf("a"), overlayAddress(1), 7000)) === `${overlayAddress(0)} ${overlayAddress(1)}`;
    assert.equal(await passes(), true);
    await setChecksumOffload(lab.machines.insideOf("a"), true);
    assert.equal((await pings(namespaceOf("a"), overlayAddress(1), "-c", "1")).length, 1);
    assert.equal(await passes(), false);
    await root("a", "ethtool -K flannel.1 tx-checksum-ip-generic off");
    assert.equal(await passes(), true);
    await rules("c", allow("tcp", ANYWHERE), allow("udp", `${OPERATOR_IP}/32`, 8472));
    assert.equal(await passes(), false);
  });
});
