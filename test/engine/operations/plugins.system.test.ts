/** Tests provider plugins: configuration, resources, functions, components and their methods. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import type { ResourceState } from "../../../engine/model.ts";
import { UNKNOWN } from "../../../engine/values.ts";
import { layPlugin, PROGRAM } from "./shop-plugin.ts";
import { TestProject } from "./test-project.ts";

describe("provider plugins", function () {
  this.timeout(120_000);
  let project: TestProject;

  const byName = async (): Promise<Record<string, ResourceState>> => {
    const { resources } = await project.state();
    return Object.fromEntries(resources.map((resource) => [resource.urn.split("::").at(-1) as string, resource]));
  };
  const program = (body: string) => project.program(PROGRAM + body);
  const up = async () => {
    project.events.length = 0;
    const result = await project.up();
    assert.equal(result.result, "succeeded", project.diagnostics().join("\n"));
    return result;
  };

  beforeEach(async () => {
    project = new TestProject();
    layPlugin(project);
    await project.init();
  });
  afterEach(() => project[Symbol.asyncDispose]());

  it("a plugin constructs components with children in the state, and serves their methods", async () => {
    program(`
const shop = new Shop("corner", { color: "red" });
export const sign = shop.sign;
export const greeting = shop.greet("hello").apply((answer) => answer.greeting);
export const called = pulumi.runtime.invoke("shop:index:lookUp", { n: 1 });
`);
    const { outputs } = await up();
    assert.deepEqual(outputs, {
      sign: "red shop",
      greeting: "hello from shop:index:Shop/greet",
      called: { n: 1, token: "shop:index:lookUp" },
    });
    const { corner, "corner-item": item } = await byName();
    assert.deepEqual([corner?.custom, corner?.outputs], [false, { sign: "red shop" }]);
    assert.deepEqual([item?.parent, item?.id, item?.outputs?.made], [corner?.urn, "item-1", true]);
    assert.deepEqual((await up()).changes, { same: 3 });
  });

  it("an invoke reaches the plugin with the arguments of invoke transforms", async () => {
    program(`
pulumi.runtime.registerInvokeTransform(({ token, args, opts }) => ({ args: { ...args, by: token }, opts }));
pulumi.runtime.registerInvokeTransform(({ args, opts }) => ({ args: { ...args, n: args.n + 1 }, opts }));
export const called = pulumi.runtime.invoke("shop:index:lookUp", { n: 1 });
`);
    const { outputs } = await up();
    assert.deepEqual(outputs, { called: { n: 2, by: "shop:index:lookUp", token: "shop:index:lookUp" } });
  });

  it("an invoke that depends on a resource that is not created yet is not sent, and its result is unknown", async () => {
    program(`
class Group extends pulumi.ComponentResource {
  constructor(name) {
    super("shop:index:Group", name);
    new Item(name + "-item", { color: "red" }, { parent: this });
  }
}
const group = new Group("group");
export const called = pulumi.runtime.invokeOutput("shop:index:lookUp", { n: 1 }, { dependsOn: [group] });
export const free = pulumi.runtime.invokeOutput("shop:index:lookUp", { n: 2 });
`);
    const answer = (n: number) => ({ n, token: "shop:index:lookUp" });
    assert.deepEqual((await project.preview()).outputs, { called: UNKNOWN.string, free: answer(2) });
    assert.deepEqual((await up()).outputs, { called: answer(1), free: answer(2) });
    assert.deepEqual((await project.preview()).outputs, { called: answer(1), free: answer(2) });
  });

  it("a plugin in a folder with a PulumiPlugin.yaml runs with the SDK of that folder", async () => {
    fs.rmSync(path.join(project.dir, "plugin/pulumi-resource-shop"));
    project.write("plugin/PulumiPlugin.yaml", "runtime: nodejs\n");
    project.write("plugin/package.json", `{"main": "main.cjs"}\n`);
    project.write("plugin/main.cjs", `import("./plugin.mjs");\n`);
    program(`export const made = new Item("a", { color: "red" }).made;`);
    assert.deepEqual((await up()).outputs, { made: true });

    project.write("plugin/PulumiPlugin.yaml", "runtime: python\n");
    project.events.length = 0;
    assert.equal((await project.up()).result, "failed");
    assert.ok(project.diagnostics().some((line) => /runs only nodejs plugins and executables, not python/.test(line)));
  });

  it("existsResource calls the plugin, and an imported resource is updated if its inputs differ", async () => {
    program(`new Item("old", { color: "found" }, { import: "item-7" });
const isThere = (id) => existsResource("shop:index:Item", id, {});
export const found = ["item-7", "none"].map(isThere);`);
    assert.deepEqual((await project.preview()).outputs, { found: [true, false] }, project.diagnostics().join("\n"));
    assert.deepEqual((await up()).changes, { create: 1, import: 1 });
    assert.deepEqual((await byName()).old?.importID, "item-7");
    assert.deepEqual((await up()).changes, { same: 2 });
    program(`new Item("old", { color: "found" }, { import: "item-7" });
new Item("other", { color: "blue" }, { import: "item-8" });`);
    assert.deepEqual((await up()).changes, { same: 2, import: 1, update: 1 });
    assert.deepEqual((await byName()).other?.inputs, { color: "blue" });
  });

  it("the program configures an explicit provider, which keeps its resources when the configuration changes", async () => {
    const configured = (region: string, name: string) =>
      program(`const provider = new Provider(${JSON.stringify(name)}, { region: ${JSON.stringify(region)} });
new Item("a", { color: "red" }, { provider });`);
    configured("north", "first");
    await up();
    assert.deepEqual((await byName()).first?.outputs, { region: "north" });
    configured("south", "second");
    assert.deepEqual((await up()).changes, { same: 2, create: 1, delete: 1 });
    const { a, second } = await byName();
    assert.equal(a?.provider, `${second?.urn}::${second?.id}`);
  });

  it("a refresh configures providers from the state, or from the program if it runs", async () => {
    const configured = (region: string, more = "") =>
      program(`const provider = new Provider("provider", { region: ${JSON.stringify(region)} });
const { color } = new Item("a", { color: "red" }, { provider, protect: ${region === "south"} });
${more}`);
    configured("north", `new Item("left", { color: "red" }, { provider });`);
    await up();
    const refreshed = await project.refresh();
    assert.deepEqual(refreshed.changes, { same: 2, update: 2 }, project.diagnostics().join("\n"));
    assert.equal((await byName()).a?.outputs?.color, "north");

    configured("south", `new Item("new", { color: "red" }, { provider });`);
    const { result, changes } = await project.refresh({ runProgram: true });
    assert.equal(result, "succeeded", project.diagnostics().join("\n"));
    assert.deepEqual(changes, { same: 2, update: 3 });
    const { a, left, provider, new: missing } = await byName();
    assert.deepEqual([a?.outputs?.color, a?.protect, left?.outputs?.color], ["south", true, "south"]);
    assert.deepEqual([provider?.outputs, missing], [{ region: "south" }, undefined]);

    const plan = { refresh: true, runProgram: true };
    assert.deepEqual((await project.preview(plan)).changes, { same: 2, update: 1, create: 1, delete: 1 });
    assert.deepEqual((await project.up(plan)).changes, { same: 2, update: 1, create: 1, delete: 1 });
    assert.equal((await byName()).a?.outputs?.color, "red");
  });

  it("an unconfigured plugin is not called in a preview", async () => {
    const configuredBy = (name: string) =>
      program(`const { made } = new Item("${name}", { color: "red" });
const provider = new Provider("late", { made });
new Item("a", { color: "blue" }, { provider });
new Shop("corner", { color: "red" }, { provider });`);
    configuredBy("first");
    const { changes } = await project.preview();
    assert.deepEqual(changes, { create: 5 });
    await up();
    assert.deepEqual((await byName()).late?.outputs, { made: true });

    configuredBy("second");
    project.events.length = 0;
    const preview = await project.preview();
    assert.deepEqual(preview.changes, { same: 2, create: 1, update: 2, delete: 2 });
    assert.ok(project.diagnostics().some((line) => /^warning a: .*the preview cannot call the provider/.test(line)));
    assert.deepEqual((await up()).changes, { same: 5, create: 1, delete: 1 });
  });

  it("a parameterized plugin serves another package, and later receives its parameters from the state", async () => {
    program(`
const tiny = pulumi.runtime.registerPackage({
  baseProviderName: "shop", baseProviderVersion: "1.2.3", baseProviderDownloadUrl: "",
  packageName: "tiny", packageVersion: "0.1.0", base64Parameter: btoa("hello"),
});
class Note extends pulumi.CustomResource {
  constructor(name, opts) {
    super("tiny:index:Note", name, { color: "red", made: undefined }, opts, false, tiny);
  }
}
class Tiny extends pulumi.ProviderResource {
  constructor(name) {
    super("tiny", name, { region: "north" }, {}, false, tiny);
  }
}
export const made = [new Note("a").made, new Note("b", { provider: new Tiny("own") }).made];
export const called = pulumi.runtime.invoke("tiny:index:lookUp", { n: 1 }, {}, tiny);
`);
    const { outputs } = await up();
    assert.deepEqual(outputs, { made: ["hello", "hello"], called: { n: 1, token: "tiny:index:lookUp" } });
    const plugin = {
      version: "0.1.0",
      __internal: { name: "shop", version: "1.2.3", parameterization: btoa("hello") },
    };
    const { default_0_1_0: provider, own } = await byName();
    assert.deepEqual([provider?.inputs, own?.inputs], [plugin, { ...plugin, region: "north" }]);
    assert.equal((await project.refresh()).result, "succeeded", project.diagnostics().join("\n"));
    assert.deepEqual((await byName()).a?.outputs, { color: "found", made: "hello" });
    assert.equal((await project.destroy()).result, "succeeded", project.diagnostics().join("\n"));
  });

  it("a plugin receives environment variables under their mapped names, also when started from the state", async () => {
    project.program(`${PROGRAM}
const provider = new pulumi.ProviderResource("shop", "p", {}, { envVarMappings: { THEIR_REGION: "SHOP_REGION", NONE: "PATH" } });
new Item("a", { color: "red" }, { provider });`);
    await up();
    const env = { ...project.options.env, THEIR_REGION: "west" };
    assert.equal((await project.refresh({ env })).result, "succeeded", project.diagnostics().join("\n"));
    assert.equal((await byName()).a?.outputs?.color, "west");
  });

  it("the error for a missing plugin names the plugin and its version", async () => {
    program(`new Item("a", { color: "red" }, { version: "2.0.0", pluginDownloadURL: "https://127.0.0.1/x" });`);
    await up();
    const provider = (await byName())["default_2_0_0_https://127.0.0.1/x"];
    assert.deepEqual(provider?.inputs, {
      version: "2.0.0",
      __internal: { pluginDownloadURL: "https://127.0.0.1/x" },
    });
    assert.deepEqual(provider?.outputs, { version: "2.0.0" });
  });
});
