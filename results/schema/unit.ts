/** Units of measured values, in comparisons, reports and dashboards. */
export type Unit = "ms" | "req/s" | "%" | "cores" | "bytes" | "bytes/s" | "bytes/request" | "count";
