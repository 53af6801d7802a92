/** Carries out a machine's user data at its first boot, as cloud-init does. */
import { execFile } from "node:child_process";
import { appendFileSync, existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { makeFolder } from "../../../base/folder.ts";
import type { FirstBoot } from "../boot-file.ts";

const exec = promisify(execFile);
const DONE = "/var/lib/cloud/instance/boot-finished";
const LOG = "/var/log/cloud-init-output.log";
const KEYS = "/etc/ssh";
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export const isFirstBoot = (): boolean => !existsSync(DONE);

/** Files and host keys: before the SSH server starts. */
export async function writeFirstBootFiles({ files, hostKeys, generatedKeyTypes }: FirstBoot): Promise<void> {
  for (const { path, mode, owner, content } of files) {
    makeFolder(dirname(path));
    writeFileSync(path, content, { mode });
    await exec("chmod", [mode.toString(8), path]);
    if (owner !== "root:root") await exec("chown", [owner, path]);
  }
  for (const file of readdirSync(KEYS)) if (/^ssh_host_.*key/.test(file)) rmSync(join(KEYS, file));
  for (const [type, { privateKey, publicKey }] of Object.entries(hostKeys)) {
    const file = join(KEYS, `ssh_host_${type}_key`);
    writeFileSync(file, privateKey.endsWith("\n") ? privateKey : `${privateKey}\n`, { mode: 0o600 });
    writeFileSync(`${file}.pub`, `${publicKey.trim()}\n`, { mode: 0o644 });
  }
  for (const type of generatedKeyTypes.filter((name) => hostKeys[name] === undefined))
    await exec("ssh-keygen", ["-q", "-N", "", "-t", type, "-f", join(KEYS, `ssh_host_${type}_key`)]);
}

/**
 * Runs all commands, also after one has failed, as cloud-init does.
 * @throws Error that names the commands that failed
 */
export async function runFirstBootCommands({ commands }: FirstBoot): Promise<void> {
  const failures: string[] = [];
  for (const command of commands) {
    const [file, ...words] = typeof command === "string" ? ["sh", "-c", command] : command;
    try {
      const { stdout, stderr } = await exec(file!, words, { cwd: "/", env: { PATH, HOME: "/root", LANG: "C.UTF-8" } });
      appendFileSync(LOG, stdout + stderr);
    } catch (error) {
      const { stdout = "", stderr = "", message } = error as Error & { stdout?: string; stderr?: string };
      appendFileSync(LOG, `${stdout}${stderr}${message}\n`);
      failures.push(message.trim());
    }
  }
  makeFolder(dirname(DONE));
  writeFileSync(DONE, "");
  if (failures.length > 0) throw new Error(`commands of the user data failed:\n${failures.join("\n")}`);
}
