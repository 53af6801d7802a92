// Resources that 0.1 wrote to a state import this path.
export { create, diff, update } from "./lifecycle.ts";
