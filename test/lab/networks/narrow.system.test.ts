/** Why nodes are told to find the size of paths: the kernel's own default does not. */
import assert from "node:assert/strict";
import { needsHosts } from "../../helpers/lab.ts";
import { allow, inNamespace, openTestLab, type TestLab } from "../../helpers/lab-machines.ts";

const PUBLIC = { a: "198.51.100.4", c: "203.0.113.130" };
/** About what a server sends of its certificates. */
const BYTES = 6000;
/** Of a connection that hangs; one that finds the size pauses for some seconds. */
const PATIENCE_S = 20;

describe("a path that drops large packets silently", function () {
  this.timeout(400_000);
  let lab: TestLab;

  before(async function () {
    needsHosts(this);
    lab = await openTestLab();
    await lab.machines.create(lab.spec("a", { site: "azure", privateIp: "10.1.0.4", publicIp: PUBLIC.a }));
    await lab.machines.create(lab.spec("c", { site: "gcp", privateIp: "10.2.0.4", publicIp: PUBLIC.c }));
    for (const name of ["a", "c"]) await lab.machines.setRules(name, [allow("all", "0.0.0.0/0")].flat());
    await lab.root(
      PUBLIC.c,
      `setsid socat TCP-LISTEN:7000,reuseaddr,fork 'SYSTEM:head -c ${BYTES} /dev/zero' >/dev/null 2>&1 &
      until ss -Hltn 'sport = :7000' | grep -q .; do sleep 0.05; done`,
    );
    await lab.machines.sites.internet.setPath("gcp", "azure", { mtu: 1300, tellsTooLarge: false });
  });

  after(() => lab?.close());

  const received = async (): Promise<number> => {
    const script = `timeout ${PATIENCE_S} socat -u TCP4:${PUBLIC.c}:7000 STDOUT | wc -c`;
    return Number((await inNamespace(lab.machines.insideOf("a").namespace, ["sh", "-c", script])).text.trim());
  };

  it("lets connections hang, and carries them once their sender finds its size", async () => {
    assert.equal(await received(), 0);
    await lab.root(PUBLIC.c, "echo 1 >/proc/sys/net/ipv4/tcp_mtu_probing");
    assert.equal(await received(), BYTES);
  });
});
