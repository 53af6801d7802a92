import assert from "node:assert/strict";
import { temporaryFolder } from "../../../helpers/temporary.ts";
import { problemsIn, WEB, writeFiles } from "./application.ts";

const WORKLOAD = { manifests: ["./k8s"], entry: { service: "web" } };
const AUTOSCALED = { services: { web: { autoscale: { max: 3 } } } };
const HPA = `---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: own }
spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }, maxReplicas: 3 }
`;
const LIMIT_RANGE = "---\n{ apiVersion: v1, kind: LimitRange, metadata: { name: defaults }, spec: {} }\n";
const withResources = (resources: string): string => WEB.replace("web:1 }", `web:1, resources: ${resources} }`);

describe("the scaling of an application in files", () => {
  const folder = temporaryFolder();
  const problems = (text: string, workload: object): string[] => {
    writeFiles(folder.path, { "k8s/web.yaml": text });
    return problemsIn({ ...WORKLOAD, ...workload }, folder.path);
  };

  it("an entry without replicas is reported, unless the stack file gives it some", () => {
    const none = withResources("{ requests: { cpu: 100m } }").replace("replicas: 2", "replicas: 0");
    assert.deepEqual(problems(none, {}), [
      "workload.services.web.replicas: is missing: users enter at web, which has 0 replicas in the manifests",
    ]);
    assert.deepEqual(problems(none, { services: { web: { replicas: 1 } } }), []);
    assert.deepEqual(problems(none, AUTOSCALED), []);
  });

  it("an autoscaler of a container without a CPU request is reported", () => {
    const missing = [
      "workload.services.web.resources.requests.cpu: is missing: an autoscaler needs the CPU request of each container; without one: web",
    ];
    assert.deepEqual(problems(WEB, AUTOSCALED), missing);
    assert.deepEqual(problems(withResources("{ requests: { memory: 64Mi } }"), AUTOSCALED), missing);
  });

  it("a request or limit of the files or the stack file, or a range of defaults, is enough for an autoscaler", () => {
    assert.deepEqual(problems(withResources("{ requests: { cpu: 100m } }"), AUTOSCALED), []);
    assert.deepEqual(problems(withResources("{ limits: { cpu: 1 } }"), AUTOSCALED), []);
    assert.deepEqual(problems(WEB + LIMIT_RANGE, AUTOSCALED), []);
    const resources = { requests: { cpu: "100m" } };
    assert.deepEqual(problems(WEB, { services: { web: { ...AUTOSCALED.services.web, resources } } }), []);
  });

  it("a second autoscaler beside one in the files is reported", () => {
    const text = withResources("{ requests: { cpu: 100m } }") + HPA;
    assert.deepEqual(problems(text, {}), []);
    assert.deepEqual(problems(text, AUTOSCALED), [
      "workload.services.web.autoscale: is a second autoscaler beside that of the manifests: Kubernetes scales by neither of two; keep one of them",
    ]);
  });
});
