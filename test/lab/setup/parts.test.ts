import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PARTS, type Part } from "../../../lab/setup/parts.ts";

const root = join(import.meta.dirname, "../../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

const part = (name: string): Part => PARTS.find((of) => of.name === name)!;

describe("programs of the lab", () => {
  it("have names and hashes of the right form", () => {
    assert.equal(new Set(PARTS.map(({ name }) => name)).size, PARTS.length);
    for (const { name, version, sha256 } of PARTS) {
      assert.match(name, /^[a-z0-9-]+$/);
      assert.match(version, /^v\d+\.\d+\.\d+$/);
      if (sha256 !== undefined) assert.match(sha256, /^[0-9a-f]{64}$/);
    }
  });

  it("that are downloaded have a known hash", () => {
    for (const { name, source, sha256 } of PARTS) if ("npm" in source) assert.ok(sha256, name);
  });

  it("are built in the version that they say", () => {
    for (const { name, version, source } of PARTS)
      if ("go" in source && "module" in source.go.main)
        assert.equal(source.go.main.module.split("@")[1], version, name);
  });

  it("are of the same Kubernetes as kubectl", () => {
    const { version } = part("kubernetes");
    assert.equal(part("kubectl").version, version);
    const goMod = read("lab/setup/go/kubernetes/go.mod");
    assert.match(goMod, new RegExp(`k8s\\.io/kubernetes ${version}\\n`));
    const versions = goMod.match(/^\tk8s\.io\/.* => .*$/gm)!.map((line) => line.split(" ").at(-1));
    assert.deepEqual([...new Set(versions)], [version.replace("v1.", "v0.")]);
  });

  it("include the plugin of the SDK for Kubernetes in its version", () => {
    const { dependencies } = JSON.parse(read("package.json")) as { dependencies: Record<string, string> };
    const plugin = part("pulumi-resource-kubernetes");
    assert.equal(plugin.version, `v${dependencies["@pulumi/kubernetes"]}`);
    assert.ok("go" in plugin.source);
    const { linkerFlags, embeds } = plugin.source.go;
    assert.match(linkerFlags!, new RegExp(`Version=${plugin.version.slice(1)}$`));
    const commit = embeds!.module.split("@")[1]!;
    assert.match(read("lab/setup/go/pulumi-resource-kubernetes/go.mod"), new RegExp(`${commit}\\n`));
  });
});
