import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { factsScript, listenScript, probeScript, unlistenScript } from "../../../../infra/k3s/preflight/scripts.ts";
import * as k3s from "../../../../infra/k3s/scripts/index.ts";
import { assertGolden } from "../../../helpers/golden.ts";
import { k3sCluster, privateCluster, serverNode, wanCluster } from "../clusters.ts";
import { needsProgram } from "../../../helpers/skip.ts";

const wan = wanCluster();
const near = privateCluster();
const wireguard = wanCluster({ overlay: "wireguard-native" });
const airGap = k3sCluster({
  source: { kind: "air-gap", installerPath: "/opt/k3s/install.sh", installerSha256: "a".repeat(64) },
  registryMirrors: { "docker.io": ["https://mirror.example.net"] },
  nodes: [serverNode({ nodeIp: null, iface: "ens4" })],
});

const scripts: Record<string, string> = {
  "server-single": k3s.serverScript(k3sCluster(), serverNode()),
  "server-wan": k3s.serverScript(wan, wan.nodes[0]!),
  "server-wireguard": k3s.serverScript(wireguard, wireguard.nodes[0]!),
  "server-air-gap": k3s.serverScript(airGap, airGap.nodes[0]!),
  "agent-private": k3s.agentScript(near, near.nodes[1]!),
  "agent-wan": k3s.agentScript(wan, wan.nodes[1]!),
  identity: k3s.identityScript(),
  forget: k3s.forgetScript("gcp-worker", "0123456789abcdef"),
  "wait-node": k3s.waitNodeScript("gcp-worker"),
  "agent-token": k3s.agentTokenScript(),
  kubeconfig: k3s.kubeconfigScript(),
  uninstall: k3s.uninstallScript(),
  remains: k3s.remainsScript(),
  "preflight-facts": factsScript("flannel.1"),
  "preflight-listen": listenScript("10.42.0.0", [30_080]),
  "preflight-unlisten": unlistenScript(),
  "preflight-probe": probeScript({
    peers: [
      { name: "gcp-worker", hostAddress: "203.0.113.12", overlayAddress: "10.42.1.0" },
      { name: "edge-node", hostAddress: "192.0.2.20", overlayAddress: null },
    ],
    ports: [{ to: "gcp-worker", address: "203.0.113.12", port: 10250 }],
    names: ["registry.example.net"],
    dnsAddress: "10.43.0.10",
    sizes: [1460, 1410],
  }),
  join: k3s.joinScript(wan, wan.nodes[1]!, "K10abc::node:secret"),
};

describe("K3s scripts", () => {
  for (const [name, script] of Object.entries(scripts)) {
    it(`${name} equals its golden`, () => assertGolden(`k3s/${name}.sh`, script));
    it(`${name} is valid POSIX shell`, () => {
      execFileSync("sh", ["-n"], { input: script });
    });
  }

  it("shellcheck finds nothing in any script", function () {
    this.timeout(60_000);
    needsProgram(this, "shellcheck");
    const said = Object.entries(scripts).map(([name, input]) => {
      const { stdout } = spawnSync("shellcheck", ["--format=gcc", "-"], { input, encoding: "utf8" });
      return stdout === "" ? "" : `${name}: ${stdout}`;
    });
    assert.equal(said.join(""), "");
  });

  it("no script contains a token, except the join script that its owner runs by hand", () => {
    const withToken = Object.entries(scripts).filter(([, script]) => script.includes("K10abc::node:secret"));
    assert.deepEqual(
      withToken.map(([name]) => name),
      ["join"],
    );
    assert.equal(k3s.JOIN_SCRIPT_MODE, 0o600);
  });
});
