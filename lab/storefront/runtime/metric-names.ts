/** Every metric that a service exports. A test compares it with docs/metrics.md. */
export const METRICS = {
  requests: {
    name: "stackmark_requests_total",
    help: "Requests answered, by route and HTTP status",
    labelNames: ["route", "code"],
  },
  latency: {
    name: "stackmark_request_duration_seconds",
    help: "Time from a request's headers to its answer, by route",
    labelNames: ["route"],
  },
  callFailures: {
    name: "stackmark_call_failures_total",
    help: "Calls to other services without a good answer, by peer",
    labelNames: ["peer"],
  },
  received: {
    name: "stackmark_network_receive_bytes_total",
    help: "Bytes received on connections with a peer; remote is true where they crossed a link between nodes",
    labelNames: ["peer", "peer_node", "remote"],
  },
  sent: {
    name: "stackmark_network_transmit_bytes_total",
    help: "Bytes sent on connections with a peer; remote is true where they crossed a link between nodes",
    labelNames: ["peer", "peer_node", "remote"],
  },
  cpu: { name: "process_cpu_seconds_total", help: "User and system CPU time of the process", labelNames: [] },
  memory: { name: "process_resident_memory_bytes", help: "Resident memory of the process", labelNames: [] },
  startTime: {
    name: "process_start_time_seconds",
    help: "Start of the process as Unix time: a change is a restart",
    labelNames: [],
  },
} as const;
