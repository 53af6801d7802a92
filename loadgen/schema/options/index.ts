/**
 * The options of a load, each stated once. From here come the fields of the specification and their defaults, the flags
 * and the help of `stackmark load`, and the table of options in docs/loadgen.md.
 */
export { LIMIT_OPTIONS } from "./limits.ts";
export { CLOSED_OPTIONS, OPEN_OPTIONS, RATE_OPTION, SCENARIO_OPTIONS, THINK_OPTIONS, TIME_OPTIONS } from "./levels.ts";
export { fieldsOf, type LoadOption } from "./option.ts";
export { SHAPE_OPTIONS } from "./shapes.ts";
