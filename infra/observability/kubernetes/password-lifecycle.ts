// Resources that 0.1 wrote to a state import this path.
export { create } from "../kube-prometheus/grafana-password/lifecycle.ts";
