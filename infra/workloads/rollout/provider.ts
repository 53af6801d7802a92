import type { dynamic } from "@pulumi/pulumi";
import type { RolloutOutputs, RolloutProps } from "./lifecycle.ts";

/** Pulumi keeps the text of this object in the state and runs it in another process, so it captures nothing. */
export const rolloutProvider: dynamic.ResourceProvider<RolloutProps, RolloutOutputs> = {
  async diff(_id, olds, news) {
    return (await import("#infra/workloads/rollout/lifecycle.ts")).diff(olds, news);
  },
  async create(inputs) {
    return (await import("#infra/workloads/rollout/lifecycle.ts")).create(inputs);
  },
  read(id, props) {
    return Promise.resolve({ id, props: props! });
  },
  async update(_id, olds, news) {
    return (await import("#infra/workloads/rollout/lifecycle.ts")).updateFrom(olds, news);
  },
};
