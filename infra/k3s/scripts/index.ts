/** A cluster's description as shell scripts. Pure but for reading ./shell: nothing runs and no network is used. */
export { agentTokenScript, forgetScript, identityScript, kubeconfigScript, waitNodeScript } from "./commands.ts";
export { defaultLimits, type Limits } from "./compose.ts";
export { agentScript, JOIN_SCRIPT_MODE, joinScript, serverScript, uninstallScript } from "./install.ts";
