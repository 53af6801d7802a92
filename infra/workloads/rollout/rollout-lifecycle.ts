// Resources that 0.1 wrote to a state import their lifecycle by this path.
export { create, diff, update } from "./lifecycle.ts";
