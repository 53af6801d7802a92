/** The mirror as a process in its own place in the lab's internet. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { GivenK3s } from "../k3s/given.ts";
import { givenRelease, k3sRelease } from "../k3s/release.ts";
import { LabError } from "../errors.ts";
import { releasesDir } from "../folder.ts";
import { putRelease } from "../mirror/releases.ts";
import { inNamespace } from "../networks/namespace.ts";
import { createHash } from "node:crypto";

export const MIRROR_ADDRESS = "192.0.2.10";
const PORT = 80;
/** What the program installs unless a stack says otherwise. */
const K3S_VERSION = "v1.35.5+k3s1";

export interface MirrorSettings {
  /** Folder of the lab. */
  dir: string;
  /** Folder of programs and images. */
  cache: string;
  /** `undefined`: the lab's own. */
  given: GivenK3s | undefined;
  openEnd: (name: string, address: string) => Promise<string>;
}

export interface RunningMirror {
  url: string;
  k3sVersion: string;
  k3sProgram: string | undefined;
  installerSha256: string;
}

/** Serves K3s, charts and images. It ends with this process. */
export async function startMirror({ dir, cache, given, openEnd }: MirrorSettings): Promise<RunningMirror> {
  const k3sVersion = given?.version ?? K3S_VERSION;
  const release = given ? givenRelease(given.path) : await k3sRelease(cache, k3sVersion);
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
  return { url: `http://${MIRROR_ADDRESS}`, k3sVersion, k3sProgram: given?.path, installerSha256 };
}
