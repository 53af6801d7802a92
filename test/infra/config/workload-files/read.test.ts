import assert from "node:assert/strict";
import { planOf } from "../../../../infra/topology/plan.ts";
import { temporaryFolder } from "../../../helpers/temporary.ts";
import { parseWorkload, problemsIn, STORE, WEB, writeFiles } from "./application.ts";

const entry = { service: "web" };
const MANIFESTS = { manifests: ["./k8s"], entry };

describe("manifests that a stack file names", () => {
  const folder = temporaryFolder();
  beforeEach(() =>
    writeFiles(folder.path, { "k8s/web.yaml": WEB, "k8s/store.yml": STORE, "k8s/notes.txt": "no YAML: :" }),
  );

  it("all objects of the folder's YAML files are read, those of lists too", () => {
    const { config, problems } = parseWorkload(MANIFESTS, folder.path);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      config!.files.objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
      ["StatefulSet store", "Service store", "Deployment web", "Service web"],
    );
  });

  it("numbers and merge keys are read as kubectl reads them: the mode 0755 is octal", () => {
    const text = "x: &x { a: 1 }\ndata: { <<: *x, mode: 0755, text: '0755', port: 8080, zero: 0 }\n";
    writeFiles(folder.path, {
      "k8s/modes.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: modes }\n${text}`,
    });
    const { config } = parseWorkload(MANIFESTS, folder.path);
    const modes = config!.files.objects.find(({ kind }) => kind === "ConfigMap");
    assert.deepEqual(modes!.data, { a: 1, mode: 0o755, text: "0755", port: 8080, zero: 0 });
  });

  it("the plan has their services with their replicas, the pods behind the entry and the registries of their images", () => {
    const services = { web: { nodeSelector: { zone: "b" } }, store: { replicas: 3 } };
    const { config } = parseWorkload({ ...MANIFESTS, services }, folder.path);
    const { workload, kubernetes, load } = planOf("own", config!);
    assert.deepEqual(workload.services, [
      { name: "store", replicas: 3, nodeSelector: {} },
      { name: "web", replicas: 2, nodeSelector: { zone: "b" } },
    ]);
    assert.deepEqual([workload.name, workload.title, workload.entry], ["app", "app (manifests ./k8s)", "web"]);
    assert.deepEqual(kubernetes!.entry.target, {
      ...{ selector: { app: "web" }, port: 80, targetPort: 8080 },
      deployment: "web",
    });
    assert.deepEqual([kubernetes!.entry.nodes, kubernetes!.entry.move], [["worker"], null]);
    assert.equal(kubernetes!.workload.namespace, "app");
    assert.deepEqual([load.scenario, load.scenarioOptions], ["rest", { requests: [{ path: "/" }], thinkMs: 1000 }]);
    const from = new Set(kubernetes!.pulls.map((pull) => pull.from));
    assert.ok(from.has("registry.example"));
    assert.ok(!from.has("us-central1-docker.pkg.dev"));
  });

  it("no object of them is in the plan, because it may hold a secret", () => {
    writeFiles(folder.path, {
      "k8s/secret.yaml": "{ apiVersion: v1, kind: Secret, metadata: { name: key }, stringData: { key: hunter2 } }",
    });
    const { config } = parseWorkload(MANIFESTS, folder.path);
    assert.doesNotMatch(JSON.stringify(planOf("own", config!)), /hunter2/);
  });

  it("other content is another workload, and other text of the same content is not", () => {
    const digestOf = () => planOf("own", parseWorkload(MANIFESTS, folder.path).config!).workloadDigest;
    const before = digestOf();
    writeFiles(folder.path, { "k8s/web.yaml": `# the shop\n${WEB}` });
    assert.equal(digestOf(), before);
    writeFiles(folder.path, { "k8s/web.yaml": WEB.replace("web:1", "web:2") });
    assert.notEqual(digestOf(), before);
  });

  it("all that does not fit the manifests is reported at once, with the nearest name", () => {
    const found = problemsIn(
      {
        ...{ manifests: ["./k8s"], entry: { service: "wbe" }, ready: ["stor"], services: { webb: { replicas: 2 } } },
        calls: [{ endpoint: "GET /", from: "web", to: "cache" }],
      },
      folder.path,
    );
    assert.deepEqual(found, [
      'workload.services.webb = "webb": is not a Deployment or StatefulSet of the manifests; there are: store, web; did you mean web?',
      'workload.ready[0] = "stor": is not a Deployment or StatefulSet of the manifests; there are: store, web; did you mean store?',
      'workload.calls[0].to = "cache": is not a Deployment or StatefulSet of the manifests; there are: store, web',
      'workload.entry.service = "wbe": is not a Service; there are: store, web; did you mean web?',
    ]);
  });

  it("files that cannot be read or are no objects are reported with the place", () => {
    writeFiles(folder.path, { "empty/readme.md": "", "bad/a.yaml": "a: [", "bad/b.yaml": "---\nkind: Deployment\n" });
    const found = problemsIn({ manifests: ["./missing.yaml", "./empty", "./bad"], entry }, folder.path);
    assert.equal(found.length, 4, found.join("\n"));
    assert.match(found[0]!, /^workload\.manifests\[0\] = "\.\/missing\.yaml": cannot be read: /);
    assert.match(found[1]!, /^workload\.manifests\[1\] = "\.\/empty": has no \.yaml, \.yml or \.json file$/);
    assert.match(found[2]!, /^workload\.manifests\[2\] = ".*\/bad\/a\.yaml": document 1 is not valid YAML: /);
    assert.match(found[3]!, /b\.yaml": document 1 is not a Kubernetes object: .*apiVersion is missing; must be text/);
  });

  it("a kustomization among manifests is reported with the key that it belongs to", () => {
    writeFiles(folder.path, { "k8s/web.yaml": WEB, "k8s/kustomization.yaml": "resources: [web.yaml]\n" });
    const [found] = problemsIn(MANIFESTS, folder.path);
    assert.match(found!, /k8s\/kustomization\.yaml": is a kustomization: set workload\.kustomize to \S+\/k8s instead/);
  });

  it("services in several namespaces, or in one that others use, are rejected", () => {
    const inNamespace = (name: string) => WEB.replaceAll("{ name: web }", `{ name: web, namespace: ${name} }`);
    writeFiles(folder.path, { "k8s/web.yaml": inNamespace("shop") });
    assert.deepEqual(problemsIn(MANIFESTS, folder.path), []);
    assert.equal(planOf("own", parseWorkload(MANIFESTS, folder.path).config!).kubernetes!.workload.namespace, "shop");
    writeFiles(folder.path, { "k8s/web.yaml": inNamespace("shop"), "k8s/more.yaml": inNamespace("default") });
    assert.deepEqual(problemsIn(MANIFESTS, folder.path), [
      "workload.manifests: has services in several namespaces, and one is measured: default, shop",
      "workload.manifests: has services in the namespace default, which others use; leave the namespace out",
    ]);
  });

  it("an object that is there twice is rejected", () => {
    writeFiles(folder.path, { "k8s/again.yaml": WEB });
    assert.match(problemsIn(MANIFESTS, folder.path).join("\n"), /workload\.manifests: has Deployment web twice/);
  });
});
