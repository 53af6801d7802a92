/**
 * The dynamic providers: shims whose text is kept in the state and run by another process, in this folder.
 *
 * They capture nothing and import what they need inside each method, so the text stays small and the same from version
 * to version. This file lies where that process runs (`infra/`), so the paths mean the same to it and to the compiler.
 */
import type { dynamic } from "@pulumi/pulumi";
import type { CellInputs, CellOutputs } from "./load/cell-inputs.ts";
import type { DaemonInputs, DaemonOutputs } from "./hosts/local/lifecycle.ts";
import type { WorkloadInputs, WorkloadOutputs } from "./workloads/local/lifecycle.ts";

/** Emulated nodes and links. */
export const daemonProvider: dynamic.ResourceProvider<DaemonInputs, DaemonOutputs> = {
  async diff(_id, olds, news) {
    return (await import("./hosts/local/lifecycle.ts")).diff(olds, news);
  },
  async create(inputs) {
    return (await import("./hosts/local/lifecycle.ts")).create(inputs);
  },
  async read(id, props) {
    return (await import("./hosts/local/lifecycle.ts")).read(id, props!);
  },
  update(_id, olds) {
    return Promise.resolve({ outs: olds });
  },
  async delete(_id, props) {
    return (await import("./hosts/local/lifecycle.ts")).remove(props);
  },
};

/** The storefront on emulated nodes. */
export const workloadProvider: dynamic.ResourceProvider<WorkloadInputs, WorkloadOutputs> = {
  async diff(_id, olds, news) {
    return (await import("./workloads/local/lifecycle.ts")).diff(olds, news);
  },
  async create(inputs) {
    return (await import("./workloads/local/lifecycle.ts")).create(inputs);
  },
  async read(id, props) {
    return (await import("./workloads/local/lifecycle.ts")).read(id, props!);
  },
  async update(_id, _olds, news) {
    return (await import("./workloads/local/lifecycle.ts")).update(news);
  },
  async delete(_id, props) {
    return (await import("./workloads/local/lifecycle.ts")).remove(props);
  },
};

/** One measured cell. */
export const loadProvider: dynamic.ResourceProvider<CellInputs, CellOutputs> = {
  async diff(_id, olds, news) {
    return (await import("./load/diff.ts")).diff(olds, news);
  },
  async create(inputs) {
    return (await import("./load/lifecycle.ts")).create(inputs);
  },
  read(id, props) {
    return Promise.resolve({ id, props: props! });
  },
  async update(_id, olds, news) {
    return (await import("./load/lifecycle.ts")).update(olds, news);
  },
  async delete(_id, props) {
    return (await import("./load/lifecycle.ts")).remove(props);
  },
};
