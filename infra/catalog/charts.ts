/** The Helm charts that a stack installs, and where they come from. Pure data. */

/** A chart as written in a stack file. */
export interface WrittenChart {
  chart?: string;
  repo?: string;
  version?: string;
}

/** A chart as Helm finds it. */
export interface ChartSource {
  /** An `oci://` URL, a name in `repo`, or the absolute path of a folder or `.tgz` file on this machine. */
  chart: string;
  /** URL of a Helm repository. Null: `chart` is complete. */
  repo: string | null;
  /** Null: the version that the folder or file has. */
  version: string | null;
}

interface DefaultChart extends ChartSource {
  /** Its name in any repository. */
  name: string;
  version: string;
}

export const CHARTS = {
  boutique: {
    name: "onlineboutique",
    chart: "oci://us-docker.pkg.dev/online-boutique-ci/charts/onlineboutique",
    repo: null,
    version: "0.10.6",
  },
  monitoring: {
    name: "kube-prometheus-stack",
    chart: "kube-prometheus-stack",
    repo: "https://prometheus-community.github.io/helm-charts",
    version: "88.5.3",
  },
  ingressNginx: {
    name: "ingress-nginx",
    chart: "ingress-nginx",
    repo: "https://kubernetes.github.io/ingress-nginx",
    version: "4.14.1",
  },
  recommender: {
    name: "vpa",
    chart: "vpa",
    repo: "https://charts.fairwinds.com/stable",
    version: "5.0.0",
  },
} as const satisfies Record<string, DefaultChart>;

export const isOci = (chart: string): boolean => chart.startsWith("oci://");
/** Absolute, or relative to the folder of the stack file. */
export const isChartPath = (chart: string): boolean => /^\.{0,2}\//.test(chart);

/** Where a chart comes from: as written, and for the rest as by default. */
export function chartSource(which: keyof typeof CHARTS, written: WrittenChart = {}): ChartSource {
  const usual: DefaultChart = CHARTS[which];
  const chart = written.chart ?? (written.repo === undefined ? usual.chart : usual.name);
  if (isChartPath(chart)) return { chart, repo: null, version: null };
  const version = written.version ?? usual.version;
  return { chart, version, repo: isOci(chart) ? null : (written.repo ?? usual.repo) };
}
