/** Who downloads what from where: what a machine's way out has to let through. */
import type { StackConfig } from "../../config/schema/index.ts";
import type { KubernetesPlan } from "../kubernetes.ts";
import type { PlannedNode } from "../nodes/nodes.ts";

const hostOf = (url: string): string => new URL(url).host;

/** Registries of K3s' own parts, Online Boutique and kube-prometheus-stack. */
const registries = ["docker.io", "us-central1-docker.pkg.dev", "quay.io", "registry.k8s.io"];

export function planPulls(
  { version, installerUrl, artifactUrl, airGapInstallerPath, registryMirrors }: StackConfig["topology"]["k3s"],
  nodes: readonly Pick<PlannedNode, "name">[],
): KubernetesPlan["pulls"] {
  const k3s = airGapInstallerPath
    ? []
    : [
        { what: "K3s' install script", from: installerUrl ? hostOf(installerUrl) : "raw.githubusercontent.com" },
        { what: `K3s ${version}`, from: artifactUrl ? hostOf(artifactUrl) : "github.com" },
      ];
  const images = registries.map((registry) => {
    const mirrors = registryMirrors[registry]?.map(hostOf).join(", ");
    return { what: "images", from: mirrors ?? registry };
  });
  return nodes.flatMap(({ name }) => [...k3s, ...images].map((pull) => ({ node: name, ...pull })));
}
