/**
 * A cluster's description -> shell scripts and K3s' configuration files. Pure but for reading ./shell: nothing is run,
 * and nobody is asked.
 */
export { agentConfig, registriesConfig, serverConfig } from "./config-yaml.ts";
export { flannelConf, podMtu } from "./flannel-conf.ts";
export {
  agentTokenScript,
  forgetScript,
  identityScript,
  kubeconfigScript,
  uninstallScript,
  waitNodeScript,
} from "./scripts/ask-scripts.ts";
export { asRoot } from "./scripts/compose.ts";
export { JOIN_SCRIPT_MODE, joinScript } from "./scripts/join-script.ts";
export { defaultLimits, type Limits } from "./scripts/limits.ts";
export { factsScript, listenScript, probeScript } from "./scripts/preflight-scripts.ts";
export { agentScript, serverScript } from "./scripts/node-script.ts";
export { quote } from "./scripts/quote.ts";
