/**
 * The CNI plugin `flannel`: reads what flannel wrote about this node's pods, and lets the plugin `bridge` do the work. What
 * was asked of it is kept by container, so that the network can be removed when flannel is gone.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeFolder } from "../../../base/folder.ts";

interface Network {
  cniVersion: string;
  name: string;
  delegate?: object;
  subnetFile?: string;
  prevResult?: unknown;
}

const STATE = "/var/lib/cni/flannel";
const VERSIONS = ["0.3.0", "0.3.1", "0.4.0", "1.0.0"];

function end(result: object, code = 0): never {
  process.stdout.write(JSON.stringify(result));
  process.exit(code);
}

function subnetFile(network: Network): Record<string, string> {
  const file = network.subnetFile ?? "/run/flannel/subnet.env";
  if (!existsSync(file)) {
    const msg = `loadFlannelSubnetEnv failed: open ${file}: no such file or directory`;
    end({ cniVersion: network.cniVersion, code: 999, msg }, 1);
  }
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return Object.fromEntries(lines.map((line) => line.split("=") as [string, string]));
}

function bridgeOf(network: Network): object {
  const { FLANNEL_NETWORK, FLANNEL_SUBNET = "", FLANNEL_MTU, FLANNEL_IPMASQ } = subnetFile(network);
  // The file has the address of the bridge.
  const subnet = FLANNEL_SUBNET.replace(/\.\d+\//, ".0/");
  return {
    cniVersion: network.cniVersion,
    name: network.name,
    type: "bridge",
    mtu: Number(FLANNEL_MTU),
    ipMasq: FLANNEL_IPMASQ !== "true",
    isGateway: true,
    ...network.delegate,
    ipam: { type: "host-local", ranges: [[{ subnet }]], routes: [{ dst: FLANNEL_NETWORK }] },
  };
}

const { CNI_COMMAND: command, CNI_CONTAINERID: container = "", CNI_PATH = "" } = process.env;
if (command === "VERSION") end({ cniVersion: VERSIONS.at(-1), supportedVersions: VERSIONS });

const network = JSON.parse(readFileSync(0, "utf8")) as Network;
const kept = join(STATE, container);
if (command !== "ADD" && !existsSync(kept)) end({});
const bridge = command === "ADD" ? bridgeOf(network) : (JSON.parse(readFileSync(kept, "utf8")) as object);
if (command === "ADD") {
  makeFolder(dirname(kept));
  writeFileSync(kept, JSON.stringify(bridge), { mode: 0o600 });
}
const input = JSON.stringify({ ...bridge, prevResult: network.prevResult });
const program = CNI_PATH.split(":")
  .map((folder) => join(folder, "bridge"))
  .find((file) => existsSync(file));
if (program === undefined) end({ cniVersion: network.cniVersion, code: 999, msg: "no plugin bridge in CNI_PATH" }, 1);
const { status, stdout, stderr } = spawnSync(program, { input });
process.stdout.write(stdout);
process.stderr.write(stderr);
if (command === "DEL" && status === 0) rmSync(kept, { force: true });
process.exit(status ?? 1);
