import type { dynamic } from "@pulumi/pulumi";
import type { JoinInputs, JoinOutputs } from "./lifecycle.ts";

/** Pulumi keeps the text of this object in the state and runs it in another process, so it captures nothing. */
export const joinProvider: dynamic.ResourceProvider<JoinInputs, JoinOutputs> = {
  async diff(_id, olds, news) {
    return (await import("#infra/k3s/join/lifecycle.ts")).diff(olds, news);
  },
  async create(inputs) {
    return (await import("#infra/k3s/join/lifecycle.ts")).create(inputs);
  },
  read(id, props) {
    return Promise.resolve({ id, props: props! });
  },
  async update(_id, olds, news) {
    return (await import("#infra/k3s/join/lifecycle.ts")).update(olds, news);
  },
  async delete(_id, props) {
    return (await import("#infra/k3s/join/lifecycle.ts")).remove(props);
  },
};
