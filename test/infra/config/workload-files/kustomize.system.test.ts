import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../../helpers/temporary.ts";
import { parseWorkload, problemsIn, WEB, writeFiles } from "./application.ts";

describe("a kustomization", () => {
  const folder = temporaryFolder();
  const path = process.env.PATH;
  const workload = { kustomize: "./k8s", entry: { service: "web" } };

  /** A program on PATH, alone. */
  function install(name: string, script: string): void {
    writeFiles(folder.path, { [`bin/${name}`]: `#!/bin/sh\n${script}\n` });
    chmodSync(join(folder.path, "bin", name), 0o755);
    process.env.PATH = join(folder.path, "bin");
  }

  beforeEach(() => writeFiles(folder.path, { "k8s/kustomization.yaml": "resources: []", "built.yaml": WEB }));
  afterEach(() => void (process.env.PATH = path));

  for (const [tool, command] of [
    ["kubectl", "kustomize"],
    ["kustomize", "build"],
  ] as const)
    it(`it is built by \`${tool} ${command}\` if that is on PATH`, () => {
      const built = join(folder.path, "built.yaml");
      install(tool, `[ "$1" = ${command} ] && [ "$2" = ${join(folder.path, "k8s")} ] && /bin/cat ${built}`);
      const { config, problems } = parseWorkload(workload, folder.path);
      assert.deepEqual(problems, []);
      assert.deepEqual(
        config!.files.objects.map(({ kind }) => kind),
        ["Deployment", "Service"],
      );
    });

  it("what the tool says is reported", () => {
    install("kubectl", "echo 'error: no such resource: web.yaml' >&2; exit 1");
    assert.deepEqual(problemsIn(workload, folder.path), [
      'workload.kustomize = "./k8s": cannot be built: `kubectl kustomize` says: error: no such resource: web.yaml',
    ]);
  });

  it("a missing tool and a folder without a kustomization are reported", () => {
    process.env.PATH = join(folder.path, "bin");
    assert.match(problemsIn(workload, folder.path)[0]!, /needs `kubectl` or `kustomize` on PATH/);
    assert.match(
      problemsIn({ ...workload, kustomize: "." }, folder.path)[0]!,
      /is no folder with a kustomization\.yaml/,
    );
  });
});
