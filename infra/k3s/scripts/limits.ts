/** How long scripts wait for what, in seconds. Each wait says at its end what it saw last. */
export interface Limits {
  /** Between two questions. */
  pollS: number;
  /** Download and installation. */
  installS: number;
  /** From the service's start until it says that it is up. */
  startS: number;
  /** For each of: API server, node, system pods. */
  readyS: number;
  /** Until the API server answers an agent's machine. */
  reachS: number;
  uninstallS: number;
}

export const defaultLimits: Limits = {
  pollS: 2,
  installS: 600,
  startS: 300,
  readyS: 300,
  reachS: 120,
  uninstallS: 300,
};

/** Where K3s' install script puts the binary. */
export const K3S_BINARY = "/usr/local/bin/k3s";
