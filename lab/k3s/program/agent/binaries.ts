/** The folder of programs that K3s unpacks on a machine; its clean-up script finds pods by this folder's name. */
import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, readdirSync, realpathSync } from "node:fs";
import { copyFile, rm, symlink, writeFile } from "node:fs/promises";
import { makeFolder } from "../../../../base/folder.ts";
import { LabError } from "../../../errors.ts";
import { PARTS, PATHS } from "../paths.ts";

const CNI_FOLDERS = ["/usr/lib/cni", "/opt/cni/bin"];
const PLUGIN = new URL("../../cni/flannel.ts", import.meta.url).pathname;
const SHIM = "containerd-shim-runc-v2";

function onPath(name: string): string {
  const folders = [`${PARTS}/bin`, ...(process.env.PATH ?? "").split(":")];
  const found = folders.map((folder) => `${folder}/${name}`).find((file) => existsSync(file));
  if (found === undefined)
    throw new LabError("LAB_K3S_REFUSED", `${name} is not on this machine. Install it (Debian: containerd, runc).`);
  accessSync(found, constants.X_OK);
  return realpathSync(found);
}

/** @returns the folder, ready */
export async function unpackBinaries(version: string): Promise<string> {
  const digest = createHash("sha256").update(`${version} ${PLUGIN}`).digest("hex");
  const bin = `${PATHS.data}/${digest}/bin`;
  makeFolder(bin);
  const cni = CNI_FOLDERS.find((folder) => existsSync(`${folder}/bridge`));
  if (cni === undefined)
    throw new LabError(
      "LAB_K3S_REFUSED",
      `No CNI plugins in ${CNI_FOLDERS.join(" or ")}. Install them (Debian: containernetworking-plugins).`,
    );
  const link = async (name: string, target: string): Promise<void> => {
    await rm(`${bin}/${name}`, { force: true });
    await symlink(target, `${bin}/${name}`);
  };
  for (const name of readdirSync(cni)) await link(name, `${cni}/${name}`);
  for (const name of ["containerd", "runc", "ctr"]) await link(name, onPath(name));
  await rm(`${bin}/flannel`, { force: true });
  await writeFile(`${bin}/flannel`, `#!/bin/sh\nexec /usr/local/bin/node ${PLUGIN}\n`, { mode: 0o755 });
  // A copy: processes are found by the path of their program.
  if (!existsSync(`${bin}/${SHIM}`)) await copyFile(onPath(SHIM), `${bin}/${SHIM}`);
  await rm(`${PATHS.data}/current`, { force: true });
  await symlink(`${PATHS.data}/${digest}`, `${PATHS.data}/current`);
  return bin;
}
