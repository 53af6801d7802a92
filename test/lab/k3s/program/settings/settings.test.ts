import assert from "node:assert/strict";
import { parseSettings } from "../../../../../lab/k3s/program/settings/parse.ts";
import {
  joinSettings,
  nodeSettings,
  serverSettings,
  type ServerSettings,
} from "../../../../../lab/k3s/program/settings/settings.ts";

const values = (verb: "server" | "agent", ...args: string[]) => parseSettings(verb, ["--config=/nowhere", ...args], {});

function server(...args: string[]): ServerSettings {
  const all = values("server", "--node-ip=10.1.0.4", ...args);
  return serverSettings(all, nodeSettings(all));
}

describe("what the lab's K3s makes of its settings", () => {
  it("addresses of services are the first and the tenth of their range", () => {
    const { cluster, names } = server("--service-cidr=10.99.0.0/16");
    assert.equal(cluster.dns, "10.99.0.10");
    assert.ok(names.includes("10.99.0.1"));
  });

  it("the server is advertised at its external address, else at its own", () => {
    assert.equal(server("--node-external-ip=198.51.100.4").advertiseAddress, "198.51.100.4");
    assert.equal(server().advertiseAddress, "10.1.0.4");
  });

  it("the kubeconfig's mode is octal", () => {
    assert.equal(server("--write-kubeconfig-mode=0644").kubeconfigMode, 0o644);
    assert.equal(server().kubeconfigMode, 0o600);
  });

  it("several values of a list may be given with commas, but not of arguments for other programs", () => {
    assert.deepEqual(server("--disable=traefik,servicelb").disabled, ["traefik", "servicelb"]);
    assert.deepEqual(nodeSettings(values("agent", "--node-ip=::1", "--kubelet-arg=a=b,c")).kubeletArgs, ["a=b,c"]);
  });

  it("backends of flannel that the lab does not have are told from unknown ones", () => {
    assert.throws(() => server("--flannel-backend=wireguard-native"), /The lab's K3s has no backend wireguard-native/);
    assert.throws(() => server("--flannel-backend=vxlan2"), /Cannot configure unknown flannel backend 'vxlan2'/);
  });

  it("an agent needs a server's HTTPS URL and a token", () => {
    assert.throws(() => joinSettings(values("agent", "--token=t")), { message: "--server is required" });
    assert.throws(() => joinSettings(values("agent", "--server=https://a")), { message: "--token is required" });
    assert.throws(() => joinSettings(values("agent", "--token=t", "--server=http://a")), /only https:\/\/ URLs/);
  });

  it("a token file that cannot be read is named", () => {
    assert.throws(() => server("--token-file=/nowhere/token"), /\/nowhere\/token could not be read/);
  });
});
