import type { dynamic } from "@pulumi/pulumi";
import type { PreflightInputs, PreflightOutputs } from "./lifecycle.ts";

/** Pulumi keeps the text of this object in the state and runs it in another process, so it captures nothing. */
export const preflightProvider: dynamic.ResourceProvider<PreflightInputs, PreflightOutputs> = {
  async diff(_id, olds, news) {
    return (await import("#infra/k3s/preflight/lifecycle.ts")).diff(olds, news);
  },
  async create(inputs) {
    return (await import("#infra/k3s/preflight/lifecycle.ts")).create(inputs);
  },
  read(id, props) {
    return Promise.resolve({ id, props: props! });
  },
  async update(_id, _olds, news) {
    return { outs: (await (await import("#infra/k3s/preflight/lifecycle.ts")).create(news)).outs };
  },
};
