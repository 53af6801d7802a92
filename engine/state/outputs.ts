/** A stack's outputs: those of its root resource. Pure. */
import type { Snapshot } from "../model.ts";
import { STACK_TYPE } from "../steps/urn.ts";
import type { Properties } from "../values.ts";

/** In wire form, secrets included; none before the first update and after a destroy. */
export const stackOutputs = ({ resources }: Snapshot): Properties =>
  resources.find((resource) => resource.type === STACK_TYPE && !resource.delete)?.outputs ?? {};
