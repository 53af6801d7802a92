/** The mirror as a process in its own place in the lab's internet. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { k3sRelease } from "../k3s/release.ts";
import { LabError } from "../errors.ts";
import { releasesDir } from "../folder.ts";
import { putRelease } from "../mirror/releases.ts";
import { inNamespace } from "../networks/namespace.ts";
import { createHash } from "node:crypto";

export const MIRROR_ADDRESS = "192.0.2.10";
const PORT = 80;

export interface MirrorSettings {
  /** Folder of the lab. */
  dir: string;
  /** Folder of programs and images. */
  cache: string;
  k3sVersion: string;
  openEnd: (name: string, address: string) => Promise<string>;
}

export interface RunningMirror {
  url: string;
  k3sVersion: string;
  installerSha256: string;
}

/** Serves K3s, charts and images. It ends with this process. */
export async function startMirror({ dir, cache, k3sVersion, openEnd }: MirrorSettings): Promise<RunningMirror> {
  const release = await k3sRelease(cache, k3sVersion);
  await putRelease(releasesDir(dir), k3sVersion, release);
  const namespace = await openEnd("mirror", MIRROR_ADDRESS);
  const script = join(import.meta.dirname, "../mirror/main.ts");
  const words = [process.execPath, script, releasesDir(dir), join(cache, "images"), MIRROR_ADDRESS, String(PORT)];
  const [file, ...args] = ["setpriv", "--pdeathsig", "KILL", ...inNamespace(namespace, words)];
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  const isReady = new Promise<void>((resolve) => {
    lines.on("line", (line) => {
      if (line.startsWith("ready at ")) resolve();
      else process.stdout.write(`mirror: ${line}\n`);
    });
  });
  const ended = once(child, "exit").then(() => {
    throw new LabError("LAB_NOT_READY", "the mirror ended before it was ready; its log has the reason");
  });
  ended.catch(() => undefined);
  await Promise.race([isReady, ended]);
  const installerSha256 = createHash("sha256").update(release.installer).digest("hex");
  return { url: `http://${MIRROR_ADDRESS}`, k3sVersion, installerSha256 };
}
