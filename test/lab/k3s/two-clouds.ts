/** Two machines in two clouds with 20 ms between them, and a mirror with the lab's K3s. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { asRoot } from "../../../infra/ssh/shell.ts";
import { buildImages } from "../../../lab/images/build.ts";
import { k3sRelease } from "../../../lab/k3s/release.ts";
import { putRelease } from "../../../lab/mirror/releases.ts";
import { cacheFolder } from "../../../lab/setup/cache.ts";
import { allow, openTestLab, OPERATOR_IP, type TestLab } from "../../helpers/lab-machines.ts";

const MIRROR_IP = "192.0.2.10";
export const DELAY_MS = 20;
export const VERSION = "v1.35.5+k3s1";

export interface Machine {
  name: string;
  privateIp: string;
  publicIp: string;
}

export const SERVER: Machine = { name: "server", privateIp: "10.1.0.4", publicIp: "198.51.100.4" };
export const WORKER: Machine = { name: "worker", privateIp: "10.2.0.4", publicIp: "203.0.113.132" };

export interface TwoClouds {
  lab: TestLab;
  mirrorUrl: string;
  installerUrl: string;
  artifactUrl: string;
  /** Runs a script as root. @returns standard output @throws if it fails, with all that it wrote */
  on(machine: Machine, script: string, stdin?: string): Promise<string>;
  close(): Promise<void>;
}

async function startMirror(lab: TestLab): Promise<ChildProcess> {
  const namespace = await lab.machines.sites.openEnd("mirror", MIRROR_IP);
  const folder = join(lab.dir, "mirror");
  await putRelease(folder, VERSION, await k3sRelease(cacheFolder(), VERSION));
  const main = join(import.meta.dirname, "../../../lab/mirror/main.ts");
  const images = join(cacheFolder(), "images");
  const args = ["netns", "exec", namespace, process.execPath, main, folder, images, MIRROR_IP, "80"];
  const mirror = spawn("ip", args, { stdio: ["ignore", "pipe", "inherit"] });
  await once(createInterface({ input: mirror.stdout }), "line");
  return mirror;
}

const rulesOf = (peer: Machine) => [
  allow("tcp", `${OPERATOR_IP}/32`, 22, 6443, 30080),
  allow("icmp", `${peer.publicIp}/32`),
  allow("tcp", `${peer.publicIp}/32`, 6443),
  allow("udp", `${peer.publicIp}/32`, 8472),
];

export async function openTwoClouds(): Promise<TwoClouds> {
  await buildImages({ cache: cacheFolder(), only: ["system"] });
  const lab = await openTestLab({ partsDir: cacheFolder(), nameservers: ["192.0.2.53"] });
  let mirror: ChildProcess | undefined;
  const close = async (): Promise<void> => {
    mirror?.kill();
    await lab.close();
  };
  try {
    mirror = await startMirror(lab);
    const size = { cpus: 2, memoryMiB: 4096, diskGiB: 12 };
    await lab.machines.create(lab.spec("server", { ...SERVER, ...size }));
    await lab.machines.create(lab.spec("worker", { ...WORKER, ...size, site: "gcp" }));
    await lab.machines.setRules("server", rulesOf(WORKER));
    await lab.machines.setRules("worker", rulesOf(SERVER));
    for (const [from, to] of [
      ["azure", "gcp"],
      ["gcp", "azure"],
    ] as const)
      await lab.machines.sites.internet.setPath(from, to, { delayMs: DELAY_MS });
  } catch (error) {
    await close();
    throw error;
  }
  const url = `http://${MIRROR_IP}`;
  return {
    ...{ lab, mirrorUrl: url, installerUrl: `${url}/install.sh`, artifactUrl: `${url}/releases`, close },
    on: (machine, script, stdin = "") => runOn(lab, machine, script, stdin),
  };
}

async function runOn(lab: TestLab, { publicIp, name }: Machine, script: string, stdin: string): Promise<string> {
  const options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "BatchMode=yes"];
  const ssh = ["ssh", "-i", join(lab.dir, "key"), "-F", "none", ...options.flatMap((option) => ["-o", option])];
  const words = ["netns", "exec", lab.operator, ...ssh, `ubuntu@${publicIp}`, asRoot(script)];
  const child = spawn("ip", words, { stdio: "pipe" });
  const output = { out: "", error: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output.error += text));
  child.stdin.on("error", () => undefined);
  child.stdin.end(stdin);
  const [code] = (await once(child, "close")) as [number | null];
  if (code === 0) return output.out;
  throw new Error(`On ${name}, a script ended with ${code}:\n${output.error}${output.out}`);
}
