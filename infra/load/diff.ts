// Resources that 0.1 wrote to a state import this path.
export { diff } from "./cell.ts";
