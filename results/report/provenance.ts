/** What each provenance means, for readers who see it for the first time. */
import type { Provenance } from "../schema/outputs.ts";

export const PROVENANCE_MEANS: Readonly<Record<Provenance | "unknown", string>> = {
  measured: "real requests on real machines",
  emulated: "real requests on emulated nodes",
  simulated: "no request was sent to a real service",
  imported: "from a file of another tool",
  unknown: "how this was measured was not recorded",
};
