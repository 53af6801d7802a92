/**
 * The dynamic providers of what is done inside a Kubernetes cluster: shims, as in providers.ts, and for its reasons in
 * this folder.
 */
import type { dynamic } from "@pulumi/pulumi";
import type { PasswordOutputs } from "./observability/kubernetes/password-lifecycle.ts";
import type { RescheduleOutputs, RescheduleProps } from "./workloads/rollout/reschedule-lifecycle.ts";
import type { RolloutOutputs, RolloutProps } from "./workloads/rollout/rollout-lifecycle.ts";

/** Grafana's password. */
export const passwordProvider: dynamic.ResourceProvider<object, PasswordOutputs> = {
  diff() {
    return Promise.resolve({ changes: false });
  },
  async create() {
    return (await import("./observability/kubernetes/password-lifecycle.ts")).create();
  },
  read(id, props) {
    return Promise.resolve({ id, props: props! });
  },
  update(_id, olds) {
    return Promise.resolve({ outs: olds });
  },
};

/** The wait until a workload is there. */
export const rolloutProvider: dynamic.ResourceProvider<RolloutProps, RolloutOutputs> = {
  async diff(_id, olds, news) {
    return (await import("./workloads/rollout/rollout-lifecycle.ts")).diff(olds, news);
  },
  async create(inputs) {
    return (await import("./workloads/rollout/rollout-lifecycle.ts")).create(inputs);
  },
  read(id, props) {
    return Promise.resolve({ id, props: props! });
  },
  async update(_id, _olds, news) {
    return (await import("./workloads/rollout/rollout-lifecycle.ts")).update(news);
  },
};

/** The move of a Deployment to other nodes. */
export const rescheduleProvider: dynamic.ResourceProvider<RescheduleProps, RescheduleOutputs> = {
  async diff(_id, olds, news) {
    return (await import("./workloads/rollout/reschedule-lifecycle.ts")).diff(olds, news);
  },
  async create(inputs) {
    return (await import("./workloads/rollout/reschedule-lifecycle.ts")).create(inputs);
  },
  read(id, props) {
    return Promise.resolve({ id, props: props! });
  },
  async update(_id, olds, news) {
    return (await import("./workloads/rollout/reschedule-lifecycle.ts")).update(olds, news);
  },
  async delete(_id, props) {
    return (await import("./workloads/rollout/reschedule-lifecycle.ts")).remove(props);
  },
};
