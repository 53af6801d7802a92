// The program of every run, and its provider. program.json, next to this file, lists the things to register. The
// provider keeps a ledger of its things, one file per thing, which the engine does not read.
import * as fs from "node:fs";
import * as pulumi from "@pulumi/pulumi";

// Serialized by the SDK, so it captures nothing. Unless it is careless, a create adopts what an interrupted one made.
const provider = {
  async pause(ms) {
    if (ms) await new Promise((resolve) => setTimeout(resolve, ms));
  },
  async diff(_id, olds, news) {
    const replaces = olds.generator === news.generator ? [] : ["generator"];
    const changes = replaces.length > 0 || olds.value !== news.value || olds.password !== news.password;
    return { changes, replaces, deleteBeforeReplace: news.deleteFirst };
  },
  async create(inputs) {
    const { writeFileSync } = await import("node:fs");
    const suffix = inputs.careless ? `${process.pid}-${process.hrtime.bigint()}` : inputs.generator;
    const id = `${inputs.name}@${suffix}`;
    await this.pause(inputs.beforeMs);
    writeFileSync(`ledger/${id}`, inputs.name);
    await this.pause(inputs.afterMs);
    return { id, outs: { ...inputs, token: `token-of-${inputs.password}` } };
  },
  async update(_id, _olds, news) {
    await this.pause(news.beforeMs + news.afterMs);
    return { outs: { ...news, token: `token-of-${news.password}` } };
  },
  async delete(id, props) {
    const { rmSync } = await import("node:fs");
    await this.pause(props.beforeMs);
    rmSync(`ledger/${id}`, { force: true });
    await this.pause(props.afterMs);
  },
  async read(id, props) {
    const { existsSync } = await import("node:fs");
    return existsSync(`ledger/${id}`) ? { id, props } : { id: "", props: {} };
  },
};

class Thing extends pulumi.dynamic.Resource {
  constructor(name, props, opts) {
    super(provider, name, { name, token: undefined, ...props }, opts, "faults", "Thing");
  }
}

const password = new pulumi.Config().requireSecret("password");
const component = new pulumi.ComponentResource("faults:index:Group", "group");
const made = new Map();
for (const { name, needs, inGroup, ...props } of JSON.parse(fs.readFileSync("program.json", "utf8"))) {
  const dependsOn = needs.map((other) => made.get(other)).filter((other) => other !== undefined);
  const options = { dependsOn, additionalSecretOutputs: ["token"], ...(inGroup ? { parent: component } : {}) };
  made.set(name, new Thing(name, { ...props, password }, options));
}
export const tokens = [...made.values()].map(({ token }) => token);
