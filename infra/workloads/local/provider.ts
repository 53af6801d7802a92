import type { dynamic } from "@pulumi/pulumi";
import type { WorkloadInputs, WorkloadOutputs } from "./lifecycle.ts";

/** Pulumi keeps the text of this object in the state and runs it in another process, so it captures nothing. */
export const workloadProvider: dynamic.ResourceProvider<WorkloadInputs, WorkloadOutputs> = {
  async diff(_id, olds, news) {
    return (await import("#infra/workloads/local/lifecycle.ts")).diff(olds, news);
  },
  async create(inputs) {
    return (await import("#infra/workloads/local/lifecycle.ts")).create(inputs);
  },
  async read(id, props) {
    return (await import("#infra/workloads/local/lifecycle.ts")).read(id, props!);
  },
  async update(_id, _olds, news) {
    return (await import("#infra/workloads/local/lifecycle.ts")).update(news);
  },
  async delete(_id, props) {
    return (await import("#infra/workloads/local/lifecycle.ts")).remove(props);
  },
};
