/** containerd, with the settings that K3s gives it. */
import { existsSync, readFileSync, statfsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { run } from "../../../command.ts";
import { makeFolder } from "../../../../base/folder.ts";
import { parse, stringify } from "yaml";
import { LabError } from "../../../errors.ts";
import { startComponent } from "../components.ts";
import { PATHS } from "../paths.ts";
import { eventually } from "../wait.ts";

const OVERLAYFS_MAGIC = 0x794c7630;
const ETC = `${PATHS.agentEtc}/containerd`;
const CNI_CONF = `${PATHS.agentEtc}/cni/net.d`;

interface Registries {
  mirrors?: Record<string, { endpoint?: string[] } | null>;
  configs?: Record<string, unknown>;
}

/** One folder a registry, as containerd reads them. */
async function writeMirrors(file: string): Promise<void> {
  const folder = `${ETC}/certs.d`;
  await rm(folder, { recursive: true, force: true });
  makeFolder(folder, 0o700);
  if (!existsSync(file)) return;
  const { mirrors = {}, configs } = (parse(readFileSync(file, "utf8")) ?? {}) as Registries;
  if (configs) throw new LabError("LAB_K3S_REFUSED", `${file}: the lab's K3s reads mirrors only, not "configs".`);
  for (const [registry, mirror] of Object.entries(mirrors)) {
    const name = registry === "*" ? "_default" : registry;
    const origin = registry === "docker.io" ? "registry-1.docker.io" : registry;
    const head = registry === "*" ? "" : `server = "https://${origin}/v2"\n`;
    const hosts = (mirror?.endpoint ?? []).map(
      (endpoint) => `[host."${endpoint.replace(/\/(v2\/?)?$/, "")}/v2"]
  capabilities = ["pull", "resolve"]
  override_path = true
`,
    );
    makeFolder(`${folder}/${name}`);
    await writeFile(`${folder}/${name}/hosts.toml`, `${head}\n${hosts.join("\n")}`, { mode: 0o600 });
  }
}

/** @param bin the folder of programs */
const configuration = (bin: string, pauseImage: string): string => `version = 2
root = "${PATHS.containerd}"
state = "${PATHS.run}/containerd"

[grpc]
  address = "${PATHS.containerdSocket}"

[plugins."io.containerd.internal.v1.opt"]
  path = "${PATHS.containerd}"

[plugins."io.containerd.grpc.v1.cri"]
  stream_server_address = "127.0.0.1"
  stream_server_port = "10010"
  sandbox_image = "${pauseImage}"
  # Inside a container or without CAP_SYS_RESOURCE, lower values than the own one are refused.
  restrict_oom_score_adj = true

[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "${bin}"
  conf_dir = "${CNI_CONF}"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "${ETC}/certs.d"
`;

/** Resolves when it answers. */
export async function startContainerd(bin: string, pauseImage: string, registries: string): Promise<void> {
  makeFolder(PATHS.containerd, 0o700);
  if (statfsSync(PATHS.containerd).type === OVERLAYFS_MAGIC)
    throw new LabError(
      "LAB_K3S_REFUSED",
      `"overlayfs" snapshotter cannot be enabled for "${PATHS.containerd}": it is an overlay itself`,
    );
  makeFolder(`${PATHS.run}/containerd`);
  await writeMirrors(registries);
  const file = `${ETC}/config.toml`;
  await writeFile(file, configuration(bin, pauseImage), { mode: 0o600 });
  await writeFile(
    `${PATHS.agentEtc}/crictl.yaml`,
    stringify({ "runtime-endpoint": `unix://${PATHS.containerdSocket}` }),
  );
  startComponent("containerd", `${bin}/containerd`, ["-c", file], {
    path: `${bin}:${process.env.PATH}`,
    logFile: `${PATHS.containerd}/containerd.log`,
  });
  await eventually(() => run([`${bin}/ctr`, "-a", PATHS.containerdSocket, "version"]), 100);
}
