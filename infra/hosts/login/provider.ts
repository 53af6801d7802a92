import type { dynamic } from "@pulumi/pulumi";
import type { LoginInputs, LoginOutputs } from "./lifecycle.ts";

/** Pulumi keeps the text of this object in the state and runs it in another process, so it captures nothing. */
export const loginProvider: dynamic.ResourceProvider<LoginInputs, LoginOutputs> = {
  async diff(_id, olds, news) {
    return (await import("#infra/hosts/login/lifecycle.ts")).diff(olds, news);
  },
  async create(inputs) {
    return { id: inputs.node, outs: await (await import("#infra/hosts/login/lifecycle.ts")).login(inputs) };
  },
  read(id, props) {
    return Promise.resolve({ id, props: props! });
  },
  async update(_id, _olds, news) {
    return { outs: await (await import("#infra/hosts/login/lifecycle.ts")).login(news) };
  },
};
