/**
 * The dynamic providers of what goes over SSH: shims, as in providers.ts, and for its reasons in this folder.
 */
import type { dynamic } from "@pulumi/pulumi";
import type { SshKeyInputs, SshKeyOutputs } from "./hosts/ssh-keys/lifecycle.ts";
import type { JoinInputs, JoinOutputs } from "./k3s/join/lifecycle.ts";
import type { PreflightInputs, PreflightOutputs } from "./k3s/preflight/lifecycle.ts";
import type { TokenOutputs } from "./k3s/tokens/lifecycle.ts";
import type { UninstallInputs } from "./k3s/uninstall/lifecycle.ts";

/** SSH key pairs and host keys. */
export const sshKeyProvider: dynamic.ResourceProvider<SshKeyInputs, SshKeyOutputs> = {
  async diff(_id, olds, news) {
    return (await import("./hosts/ssh-keys/lifecycle.ts")).diff(olds, news);
  },
  async create(inputs) {
    return (await import("./hosts/ssh-keys/lifecycle.ts")).create(inputs);
  },
  read(id, props) {
    return Promise.resolve({ id, props: props! });
  },
  update(_id, olds) {
    return Promise.resolve({ outs: olds });
  },
};

/** A cluster's tokens: made once, whatever else changes. */
export const clusterTokensProvider: dynamic.ResourceProvider<object, TokenOutputs> = {
  diff() {
    return Promise.resolve({ changes: false });
  },
  async create() {
    return (await import("./k3s/tokens/lifecycle.ts")).create();
  },
  read(id, props) {
    return Promise.resolve({ id, props: props! });
  },
  update(_id, olds) {
    return Promise.resolve({ outs: olds });
  },
};

/** K3s on a machine of somebody else's. */
export const uninstallProvider: dynamic.ResourceProvider<UninstallInputs, UninstallInputs> = {
  async diff(_id, olds, news) {
    return (await import("./k3s/uninstall/lifecycle.ts")).diff(olds, news);
  },
  async create(inputs) {
    return (await import("./k3s/uninstall/lifecycle.ts")).create(inputs);
  },
  read(id, props) {
    return Promise.resolve({ id, props: props! });
  },
  async update(_id, _olds, news) {
    return { outs: (await import("./k3s/uninstall/lifecycle.ts")).create(news).outs };
  },
  async delete(_id, props) {
    return (await import("./k3s/uninstall/lifecycle.ts")).remove(props);
  },
};

/** A machine that joins by hand. */
export const joinProvider: dynamic.ResourceProvider<JoinInputs, JoinOutputs> = {
  async diff(_id, olds, news) {
    return (await import("./k3s/join/lifecycle.ts")).diff(olds, news);
  },
  async create(inputs) {
    return (await import("./k3s/join/lifecycle.ts")).create(inputs);
  },
  read(id, props) {
    return Promise.resolve({ id, props: props! });
  },
  async update(_id, olds, news) {
    return (await import("./k3s/join/lifecycle.ts")).update(olds, news);
  },
  async delete(_id, props) {
    return (await import("./k3s/join/lifecycle.ts")).remove(props);
  },
};

/** What is measured of the network before any load. */
export const preflightProvider: dynamic.ResourceProvider<PreflightInputs, PreflightOutputs> = {
  async diff(_id, olds, news) {
    return (await import("./k3s/preflight/lifecycle.ts")).diff(olds, news);
  },
  async create(inputs) {
    return (await import("./k3s/preflight/lifecycle.ts")).create(inputs);
  },
  read(id, props) {
    return Promise.resolve({ id, props: props! });
  },
  async update(_id, _olds, news) {
    return { outs: (await (await import("./k3s/preflight/lifecycle.ts")).create(news)).outs };
  },
};
