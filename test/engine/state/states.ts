/** Builders for valid states, which tests change. */
import type { ResourceState, Snapshot } from "../../../engine/model.ts";

export const urnOf = (name: string, type = "test:index:Thing"): string => `urn:pulumi:dev::shop::${type}::${name}`;

export const STACK: ResourceState = {
  urn: urnOf("shop-dev", "pulumi:pulumi:Stack"),
  custom: false,
  type: "pulumi:pulumi:Stack",
};

export const PROVIDER: ResourceState = {
  urn: urnOf("default", "pulumi:providers:test"),
  custom: true,
  id: "0b5a4b8e-3f63-4f4c-8d5d-b1f1b7e9b5a1",
  type: "pulumi:providers:test",
};

export const thing = (name: string, more: Partial<ResourceState> = {}): ResourceState => ({
  urn: urnOf(name),
  custom: true,
  id: `${name}-1`,
  type: "test:index:Thing",
  inputs: { name },
  outputs: { name, out: name.toUpperCase() },
  parent: STACK.urn,
  provider: `${PROVIDER.urn}::${PROVIDER.id}`,
  ...more,
});

export const snapshotWith = (...things: ResourceState[]): Snapshot => ({
  resources: [STACK, PROVIDER, ...things],
  pendingOperations: [],
  metadata: {},
});
