/** Azure. Loaded only for stacks that have machines there. */
export { azureMachine } from "./machine.ts";
export { azureNetwork } from "./network.ts";
export { azureRules } from "./rules.ts";
