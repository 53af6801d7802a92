/** The peer didn't speak HTTP/1.1. The message names the fault, never the bytes, so that equal faults count together. */
export class ProtocolError extends Error {}
