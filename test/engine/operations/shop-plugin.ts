/** A provider plugin with items and a component of them, and the classes that a program uses them by. */
import * as fs from "node:fs";
import * as path from "node:path";
import type { TestProject } from "./test-project.ts";

const PLUGIN = `
import * as pulumi from "@pulumi/pulumi";
import * as provider from "@pulumi/pulumi/provider/index.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";

class Shop extends pulumi.ComponentResource {
  constructor(name, { color }, opts) {
    super("shop:index:Shop", name, {}, opts);
    const item = new pulumi.CustomResource("shop:index:Item", name + "-item", { color, made: undefined }, { parent: this });
    this.sign = pulumi.interpolate\`\${color} shop\`;
    this.item = item.id;
    this.registerOutputs({ sign: this.sign });
  }
}

// The SDK's server fails if the properties of a read are unset, as in an import.
const { getProperties } = messages.ReadRequest.prototype;
messages.ReadRequest.prototype.getProperties = function () {
  return getProperties.call(this) ?? new struct.Struct();
};

// The SDK's server ignores the configuration.
let region = process.env.SHOP_REGION ?? "found";
const { deserializeBinary } = messages.ConfigureRequest;
messages.ConfigureRequest.deserializeBinary = (bytes) => {
  const request = deserializeBinary(bytes);
  region = request.getArgs()?.toJavaScript().region ?? region;
  return request;
};

// The parameter of Parameterize.
let made = true;

const plugin = {
  version: "1.2.3",
  checkConfig: async (_, olds, news) => ({ inputs: news }),
  check: async (_, olds, news) => ({ inputs: news }),
  diff: async (id, _, olds, news) => ({ changes: JSON.stringify(olds.color) !== JSON.stringify(news.color) }),
  create: async (urn, inputs) => ({ id: "item-1", outs: { ...inputs, made } }),
  update: async (id, _, olds, news) => ({ outs: { ...news, made } }),
  read: async (id, urn, props) => id === "none" ? { id: "", props: {} } : ({ id, props: { color: region, made }, inputs: { color: region } }),
  delete: async () => {},
  parameterizeValue: async (name, version, value) => {
    made = value;
    return { name, version };
  },
  invoke: async (token, args) => ({ outputs: { ...args, token } }),
  construct: async (name, type, inputs, options) => {
    const shop = new Shop(name, inputs, options);
    return { urn: shop.urn, state: { sign: shop.sign, item: shop.item } };
  },
  call: async (token, { word }) => ({ outputs: { greeting: pulumi.interpolate\`\${word} from \${token}\` } }),
};
await provider.main(plugin, process.argv.slice(2));
`;

export const PROGRAM = `
import { existsResource } from "@pulumi/pulumi/runtime/resource.js";
class Shop extends pulumi.ComponentResource {
  constructor(name, args, opts) {
    super("shop:index:Shop", name, { sign: undefined, item: undefined, ...args }, opts, true);
  }
  greet(word) {
    return pulumi.runtime.call("shop:index:Shop/greet", { word, __self__: this }, this);
  }
}
class Item extends pulumi.CustomResource {
  constructor(name, args, opts) {
    super("shop:index:Item", name, { made: undefined, ...args }, opts);
  }
}
class Provider extends pulumi.ProviderResource {
  constructor(name, args, opts) {
    super("shop", name, args, opts);
  }
}
`;

/** Adds the plugin to a project, under the package name `shop`. */
export function layPlugin(project: TestProject): void {
  fs.mkdirSync(path.join(project.dir, "plugin"));
  project.write("plugin/plugin.mjs", PLUGIN);
  const script = `#!/bin/sh\nexec '${process.execPath}' '${path.join(project.dir, "plugin/plugin.mjs")}' "$@"\n`;
  project.write("plugin/pulumi-resource-shop", script);
  fs.chmodSync(path.join(project.dir, "plugin/pulumi-resource-shop"), 0o755);
  const yaml = fs.readFileSync(path.join(project.dir, "Pulumi.yaml"), "utf8");
  project.write("Pulumi.yaml", `${yaml}plugins:\n  providers:\n    - name: shop\n      path: plugin\n`);
}
