export { loadSpecSchema, parseSpec, type LoadSpec, type ParsedSpec, type ParseOptions } from "./parse.ts";
