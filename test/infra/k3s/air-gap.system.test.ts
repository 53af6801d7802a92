/** An air-gapped machine whose owner put K3s there: a destroy leaves the owner's files, so that the next `up` works. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as k3s from "../../../infra/k3s/scripts/index.ts";
import { needsHosts } from "../../helpers/lab.ts";
import { on, startHost, type Host } from "../../helpers/hosts/host.ts";
import { startMirror, type Mirror } from "../../helpers/hosts/mirror.ts";
import { openNetwork, type Network } from "../../helpers/hosts/network.ts";
import { k3sCluster, serverNode } from "./clusters.ts";

const limits: k3s.Limits = { pollS: 0.2, installS: 30, startS: 60, readyS: 20, reachS: 5, uninstallS: 20 };
const INSTALLER = "/opt/k3s/install.sh";
const IMAGE = "/var/lib/rancher/k3s/agent/images/shop.tar";
const OWN = ["/usr/local/bin/k3s", IMAGE];

describe("an air-gapped machine", function () {
  this.timeout(120_000);
  let folder: string;
  let network: Network;
  let mirror: Mirror;
  let host: Host;

  before(async function () {
    needsHosts(this, { curl: ["curl"], openssl: ["openssl"] });
    folder = await mkdtemp(join(tmpdir(), "stackmark-hosts-"));
    network = await openNetwork();
    mirror = await startMirror(network.gateway);
    await mkdir(join(folder, "server"));
    host = await startHost(network, join(folder, "server"), "server", network.address(11));
    const { installerUrl, artifactUrl } = mirror;
    await on(
      host,
      `set -e; mkdir -p /opt/k3s ${join(IMAGE, "..")}; curl -fsS -o ${INSTALLER} ${installerUrl}; ` +
        `curl -fsS -o /usr/local/bin/k3s ${artifactUrl}/v1.35.5%2Bk3s1/k3s; chmod 755 /usr/local/bin/k3s; echo image >${IMAGE}`,
    );
  });

  after(async () => {
    await host?.kill();
    mirror?.close();
    await network?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const uninstall = async () => JSON.parse(await on(host, k3s.uninstallScript(limits)));
  const installed = async (): Promise<{ changed: boolean }> => {
    const cluster = k3sCluster({
      source: { kind: "air-gap", installerPath: INSTALLER, installerSha256: null },
      nodes: [serverNode({ nodeIp: host.address, publicIp: null })],
    });
    const script = k3s.serverScript(cluster, cluster.nodes[0]!, limits);
    return JSON.parse(await on(host, script, "s3rverToken\nag3ntToken\n"));
  };
  const files = async (): Promise<string[]> => {
    const found =
      "find /etc/rancher /var/lib/rancher /var/lib/stackmark* /usr/local/bin/k3s* /etc/systemd/system/k3s* /var/log/pods " +
      "\\( -type f -o -type l \\) 2>/dev/null | sort || true";
    return (await on(host, found)).split("\n").filter((line) => line !== "");
  };

  it("a destroy before K3s was installed touches nothing of the owner's", async () => {
    await uninstall();
    assert.deepEqual(await files(), OWN);
  });

  it("a destroy takes K3s and the logs of its containers off, and leaves the owner's binary and images", async () => {
    assert.equal((await installed()).changed, true);
    await on(host, "mkdir -p /var/log/pods/shop_frontend; echo line >/var/log/pods/shop_frontend/0.log");
    await uninstall();
    assert.deepEqual(await files(), OWN);
    assert.equal(await on(host, `cat ${IMAGE}`), "image\n");
  });

  it("the next up installs K3s again, and a destroy that was cut off gives the files back when it is tried again", async () => {
    assert.equal((await installed()).changed, true);
    const failing = "#!/bin/sh\nrm -rf /etc/rancher/k3s /var/lib/rancher/k3s /usr/local/bin/k3s\nexit 1\n";
    await on(
      host,
      `cp /usr/local/bin/k3s-uninstall.sh /opt/k3s/; printf '${failing.replaceAll("\n", "\\n")}' >/usr/local/bin/k3s-uninstall.sh`,
    );
    await assert.rejects(uninstall(), { message: /k3s-uninstall\.sh failed/ });
    await on(host, "cp /opt/k3s/k3s-uninstall.sh /usr/local/bin/");
    await uninstall();
    assert.deepEqual(await files(), OWN);
  });
});
