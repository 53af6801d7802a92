import type { dynamic } from "@pulumi/pulumi";
import type { PreloadOutputs, PreloadProps } from "./lifecycle.ts";

/** Pulumi keeps the text of this object in the state and runs it in another process, so it captures nothing. */
export const preloadProvider: dynamic.ResourceProvider<PreloadProps, PreloadOutputs> = {
  async diff(_id, olds, news) {
    return (await import("#infra/workloads/kubernetes/preload/lifecycle.ts")).diff(olds, news);
  },
  async create(inputs) {
    return (await import("#infra/workloads/kubernetes/preload/lifecycle.ts")).create(inputs);
  },
  read(id, props) {
    return Promise.resolve({ id, props: props! });
  },
  async update(_id, _olds, news) {
    return (await import("#infra/workloads/kubernetes/preload/lifecycle.ts")).update(news);
  },
};
