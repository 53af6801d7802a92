import type { dynamic } from "@pulumi/pulumi";
import type { DaemonInputs, DaemonOutputs } from "./lifecycle.ts";

/** Pulumi keeps the text of this object in the state and runs it in another process, so it captures nothing. */
export const daemonProvider: dynamic.ResourceProvider<DaemonInputs, DaemonOutputs> = {
  async diff(_id, olds, news) {
    return (await import("#infra/hosts/local/lifecycle.ts")).diff(olds, news);
  },
  async create(inputs) {
    return (await import("#infra/hosts/local/lifecycle.ts")).create(inputs);
  },
  async read(id, props) {
    return (await import("#infra/hosts/local/lifecycle.ts")).read(id, props!);
  },
  update(_id, olds) {
    return Promise.resolve({ outs: olds });
  },
  async delete(_id, props) {
    return (await import("#infra/hosts/local/lifecycle.ts")).remove(props);
  },
};
