import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readFlannelConf } from "../../../../../lab/k3s/program/flannel/files.ts";
import { flannelConf } from "../../../../../infra/k3s/config-files.ts";
import { k3sCluster } from "../../../../infra/k3s/clusters.ts";
import { temporaryFolder } from "../../../../helpers/temporary.ts";

const CLUSTER = {
  podCidr: "10.42.0.0/16",
  serviceCidr: "10.43.0.0/16",
  dns: "10.43.0.10",
  domain: "cluster.local",
  backend: "vxlan",
  usesExternalIps: false,
  hasKubeProxy: true,
} as const;

describe("flannel's configuration in the lab's K3s", () => {
  const folder = temporaryFolder();
  const conf = (text: string) => {
    const file = join(folder.path, "flannel.json");
    writeFileSync(file, text);
    return readFlannelConf(file, CLUSTER);
  };

  it("the cluster's settings hold without a file", () => {
    const wanted = { network: "10.42.0.0/16", type: "vxlan", vni: 1, port: 8472, mtu: undefined };
    assert.deepEqual(readFlannelConf(undefined, CLUSTER), wanted);
  });

  it("the file that the bootstrap writes is read", () => {
    assert.deepEqual(conf(flannelConf(k3sCluster({ mtu: 1400 }))), {
      ...{ network: "10.42.0.0/16", type: "vxlan", vni: 1, port: 8472, mtu: 1400 },
    });
  });

  it("WireGuard and a file that is not JSON are refused", () => {
    const wireguard = flannelConf(k3sCluster({ overlay: "wireguard-native" }));
    assert.throws(() => conf(wireguard), { code: "LAB_K3S_REFUSED", message: /no backend wireguard for flannel/ });
    assert.throws(() => conf("{"), /error parsing subnet config/);
  });
});
