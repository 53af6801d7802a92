/** The archive as pages on this machine. */
export { serve } from "./server.ts";
export type { ServeOptions, Served } from "./server.ts";
