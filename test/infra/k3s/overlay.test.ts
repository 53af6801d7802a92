import assert from "node:assert/strict";
import { needsChecksumsInSoftware, podMtu } from "../../../infra/k3s/overlay.ts";
import { flannelConf } from "../../../infra/k3s/config-files.ts";
import { k3sCluster, k3sNode, privateCluster, serverNode, wanCluster } from "./clusters.ts";

describe("flannel's configuration", () => {
  it("gives every node the MTU of the narrowest network", () => {
    const { Backend } = JSON.parse(flannelConf(wanCluster({ mtu: 1460 })));
    assert.deepEqual(Backend, { Type: "vxlan", MTU: 1460 });
    assert.equal(podMtu(wanCluster({ mtu: 1460 })), 1410);
    assert.equal(podMtu(k3sCluster()), 1450);
  });

  it("keeps a translation open under WireGuard, whose overhead is larger", () => {
    const cluster = wanCluster({ overlay: "wireguard-native", mtu: 1460 });
    const { Backend } = JSON.parse(flannelConf(cluster));
    assert.deepEqual(Backend, { Type: "wireguard", PersistentKeepaliveInterval: 25, MTU: 1460 });
    assert.equal(podMtu(cluster), 1380);
  });

  it("asks for checksums in software where VXLAN crosses a NAT, and nowhere else", () => {
    assert.equal(needsChecksumsInSoftware(wanCluster()), true);
    assert.equal(needsChecksumsInSoftware(wanCluster({ overlay: "wireguard-native" })), false);
    assert.equal(needsChecksumsInSoftware(privateCluster()), false);
    const onInterfaces = [serverNode({ isBehindNat: false }), k3sNode("edge", { isBehindNat: false })];
    assert.equal(needsChecksumsInSoftware(wanCluster({ nodes: onInterfaces })), false);
  });
});
