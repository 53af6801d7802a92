import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadProject, parseProject, stackFileOf } from "../../../engine/project/project-file.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const parse = (text: string) => parseProject(text, "/project/Pulumi.yaml");

describe("project file", () => {
  const folder = temporaryFolder();

  it("Pulumi.yaml is found in a parent folder", async () => {
    await writeFile(join(folder.path, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    const below = join(folder.path, "a", "b");
    await mkdir(below, { recursive: true });
    assert.equal((await loadProject(below)).dir, folder.path);
  });

  it("a missing Pulumi.yaml is an error", async () => {
    await assert.rejects(loadProject(folder.path), { code: "PROJECT_NOT_FOUND" });
  });

  it("a parsed project has absolute paths and defaults", () => {
    const short = parse("name: shop\nruntime: nodejs\n");
    assert.equal(short.main, "/project");
    assert.equal(short.stackConfigDir, "/project");
    assert.deepEqual(short.runtimeOptions, {});
    const long = parse(`name: shop
runtime: {name: nodejs, options: {typescript: false}}
main: infra/main.mjs
stackConfigDir: stacks
backend: {url: "file://~"}
plugins: {providers: [{name: cloud, path: ../bin, version: 1.2.3}]}
`);
    assert.equal(long.main, "/project/infra/main.mjs");
    assert.equal(long.stackConfigDir, "/project/stacks");
    assert.equal(long.backendUrl, "file://~");
    assert.deepEqual(long.runtimeOptions, { typescript: false });
    assert.deepEqual(long.pluginPaths, [{ name: "cloud", path: "/bin", version: "1.2.3" }]);
  });

  it("the error of an invalid Pulumi.yaml lists all problems", () => {
    assert.throws(() => parse("name: a b\nruntime: python\nmain: 7\n"), {
      code: "PROJECT_INVALID",
      message: /^\/project\/Pulumi\.yaml: name: .*; runtime: the embedded engine runs only nodejs.*; main: /,
    });
    assert.throws(() => parse("name: ["), { code: "PROJECT_INVALID" });
    assert.throws(() => parse(""), { code: "PROJECT_INVALID" });
  });

  it("empty fields count as absent, and a text as `config` is the folder of the stack files", () => {
    const text = "name: shop\nruntime: nodejs\ndescription: null\nmain:\nconfig: stacks\n";
    const { description, main, stackConfigDir, config } = parseProject(text, "/project/Pulumi.yml");
    assert.deepEqual([description, main, stackConfigDir, config], [undefined, "/project", "/project/stacks", {}]);
    assert.throws(
      () => parseProject(`${text}stackConfigDir: other\n`, "/project/Pulumi.yaml"),
      /use only stackConfigDir/,
    );
  });

  it("a stack file has the extension of the project file", () => {
    const of = (name: string) => stackFileOf(parseProject("name: shop\nruntime: nodejs\n", `/project/${name}`), "dev");
    assert.equal(of("Pulumi.yaml"), "/project/Pulumi.dev.yaml");
    assert.equal(of("Pulumi.yml"), "/project/Pulumi.dev.yml");
  });

  const refused: [declared: string, problem: RegExp][] = [
    ["a: {type: string, default: 5}", /default value .* key 'a' is not of the expected type 'string'/],
    ["a: {type: boolean, default: yes}", /not of the expected type 'boolean'/],
    ["a: {type: array, items: {type: string}, default: [1]}", /'array<string>'/],
    ["a: {type: array}", /does not specify the underlying type via the 'items'/],
    ["a: {type: text}", /config\.a\.type: must be one of string, integer/],
    ["a: {value: 5, default: 6}", /cannot have both a 'default' and 'value'/],
    ["aws:a: {type: string}", /'aws:a' is not namespaced by the project/],
    ["a: {typ: string}", /config\.a: a declaration has no `typ`; a map as a value goes under `value`/],
    ["a: 1.5", /config\.a: must be a text, whole number/],
    ["a:", /config\.a: must be a text, whole number/],
  ];
  for (const [declared, message] of refused)
    it(`the declaration \`${declared}\` is refused, as with Pulumi`, () => {
      const text = `name: shop\nruntime: nodejs\nconfig:\n  ${declared}\n`;
      assert.throws(() => parseProject(text, "/project/Pulumi.yaml"), { code: "PROJECT_INVALID", message });
    });
});
