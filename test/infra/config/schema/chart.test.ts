import assert from "node:assert/strict";
import { boutiqueInstallation } from "../../../../infra/applications/boutique/application.ts";
import { chartSource } from "../../../../infra/catalog/charts.ts";
import { workloadSchema } from "../../../../infra/config/schema/workload.ts";
import { releaseChart } from "../../../../infra/kubernetes/release-chart.ts";
import { problemsOf } from "../../helpers/raw-config.ts";
import { planCluster } from "../../topology/stacks.ts";

const nodes = [{ name: "server", cloud: "azure", role: "server" } as const];
const access = { adminCidrs: ["203.0.113.0/29"] };

const problems = (sections: Record<string, unknown>): string[] =>
  problemsOf({ topology: { nodes }, access, workload: { name: "boutique" }, ...sections });
const ofWorkload = (chart: unknown) => problems({ workload: { name: "boutique", chart } });
const ofMonitoring = (chart: unknown) => problems({ observability: { chart } });

const OFFICIAL = "oci://us-docker.pkg.dev/online-boutique-ci/charts/onlineboutique";

describe("the settings of Helm charts and images", () => {
  it("without settings, charts come from their makers", () => {
    const { monitoring } = planCluster({
      topology: { nodes },
      workload: { name: "boutique" },
      access,
    }).kubernetes;
    const installation = boutiqueInstallation(workloadSchema.parse({ name: "boutique" }));
    assert.ok(installation.kind === "helm");
    assert.deepEqual(releaseChart(installation.chart), {
      chart: OFFICIAL,
      version: "0.10.6",
      repositoryOpts: undefined,
    });
    assert.deepEqual(releaseChart(monitoring.chart), {
      chart: "kube-prometheus-stack",
      version: "88.5.3",
      repositoryOpts: { repo: "https://prometheus-community.github.io/helm-charts" },
    });
  });

  const sources: [title: string, ...Parameters<typeof chartSource>, ReturnType<typeof chartSource>][] = [
    [
      "a registry is given as a URL",
      "boutique",
      { chart: "oci://mirror.example:5000/charts/shop", version: "1.0.0" },
      { chart: "oci://mirror.example:5000/charts/shop", repo: null, version: "1.0.0" },
    ],
    [
      "a repository alone is asked for the same chart in the same version",
      "boutique",
      { repo: "https://mirror.example/charts" },
      { chart: "onlineboutique", repo: "https://mirror.example/charts", version: "0.10.6" },
    ],
    [
      "a version alone comes from the usual place",
      "monitoring",
      { version: "90.0.0" },
      {
        chart: "kube-prometheus-stack",
        repo: "https://prometheus-community.github.io/helm-charts",
        version: "90.0.0",
      },
    ],
    [
      "a registry replaces the usual repository",
      "monitoring",
      { chart: "oci://mirror.example/charts/kube-prometheus-stack" },
      { chart: "oci://mirror.example/charts/kube-prometheus-stack", repo: null, version: "88.5.3" },
    ],
    [
      "a file has its own version",
      "monitoring",
      { chart: "/srv/charts/monitoring.tgz" },
      { chart: "/srv/charts/monitoring.tgz", repo: null, version: null },
    ],
  ];
  for (const [title, which, written, expected] of sources)
    it(title, () => {
      assert.deepEqual((which === "boutique" ? ofWorkload : ofMonitoring)(written), []);
      assert.deepEqual(chartSource(which, written), expected);
    });

  const rejected: [title: string, found: string[], expected: RegExp][] = [
    ["a relative path", ofWorkload({ chart: "./charts/shop" }), /chart\.chart = .*absolute path of a folder or \.tgz/],
    ["a registry without a path", ofWorkload({ chart: "oci://mirror.example" }), /must be an oci:\/\/ URL/],
    ["a URL of another kind", ofMonitoring({ chart: "https://mirror.example/a.tgz" }), /must be an oci:\/\/ URL/],
    ["a name without a repository", ofWorkload({ chart: "shop" }), /chart\.repo: is missing: `chart` is a name/],
    ["a repository for a URL", ofWorkload({ chart: OFFICIAL, repo: "https://a.example" }), /`chart` is a whole URL/],
    ["a repository for a path", ofWorkload({ chart: "/srv/shop", repo: "https://a.example" }), /`chart` is a path/],
    ["a version for a path", ofMonitoring({ chart: "/srv/shop", version: "1.2.3" }), /has its own version/],
    ["a version range", ofMonitoring({ version: "^1.2" }), /a version such as 1\.2\.3/],
    ["a repository by another protocol", ofMonitoring({ repo: "ftp://a.example" }), /http or https/],
    ["an unknown key", ofMonitoring({ repos: "https://a.example" }), /did you mean repo\?/],
    [
      "images with a scheme",
      problems({ workload: { name: "boutique", imageRepository: "https://mirror.example" } }),
      /without a scheme/,
    ],
  ];
  for (const [title, found, expected] of rejected)
    it(`${title} is rejected`, () => {
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found[0]!, expected);
    });

  it("images from a mirror are planned as downloads from its host", () => {
    const workload = { name: "boutique", imageRepository: "mirror.example:5000/boutique" };
    const { kubernetes } = planCluster({ topology: { nodes }, workload, access });
    const from = kubernetes.pulls.map((pull) => pull.from);
    assert.ok(from.includes("mirror.example:5000"));
    assert.ok(!from.includes("us-central1-docker.pkg.dev"));
  });

  it("results with another chart are of another workload", () => {
    const plan = (chart?: object) =>
      planCluster({ topology: { nodes }, workload: { name: "boutique", chart }, access });
    assert.equal(plan().workloadDigest, plan(undefined).workloadDigest);
    assert.notEqual(plan().workloadDigest, plan({ version: "0.10.5" }).workloadDigest);
  });
});
