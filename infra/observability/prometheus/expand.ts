/** Fills in the variables of a catalogue query. Pure. */
import { InfraError } from "../../errors.ts";

export interface QueryValues {
  /** Range of rates, in milliseconds; or in Prometheus' own form, for dashboards (`5m`). */
  window: number | string;
  /** Namespace of the workload, or a dashboard's variable. */
  namespace: string;
}

const DURATION = /^[1-9][0-9]*(ms|s|m|h|d)$/;
/** A Kubernetes namespace, or the variable `$namespace` of a dashboard. */
const NAMESPACE = /^(\$namespace|[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)$/;

/** Prometheus takes whole milliseconds. */
const duration = (window: number | string): string =>
  typeof window === "string" ? window : `${Math.max(1, Math.round(window))}ms`;

/** Replaces the variables of a catalogue query. @throws {InfraError} PROMETHEUS where a value would change its meaning */
export function expand(query: string, { window, namespace }: QueryValues): string {
  const range = duration(window);
  if (!DURATION.test(range)) throw new InfraError("PROMETHEUS", `"${range}" is not a PromQL range such as 30s or 5m`);
  if (!NAMESPACE.test(namespace))
    throw new InfraError("PROMETHEUS", `"${namespace}" is not the name of a Kubernetes namespace`);
  return query.replaceAll("$window", range).replaceAll("$namespace", () => namespace);
}
