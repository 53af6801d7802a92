/**
 * Pulumi provider plugins in Node. A plugin is an object: its name, its version, and its types of resources by token.
 *
 * ```ts
 * const file: ResourceType = {
 *   check: ({ inputs }) => ({ inputs: { mode: 0o600, ...inputs }, failures: [] }),
 *   diff: ({ oldInputs, inputs }) => ({ changes: compareInputs(oldInputs, inputs, (path) => path === "path") }),
 *   async create({ inputs, isPreview }) {
 *     if (isPreview) return { id: "", outputs: { ...inputs, inode: UNKNOWN } };
 *     const inode = await write(inputs);
 *     return { id: String(inputs.path), outputs: { ...inputs, inode } };
 *   },
 * };
 * const accepts = { secrets: true, outputs: false, resources: false };
 * await servePlugin({ name: "disk", version: "1.0.0", accepts, configure() {}, resources: { "disk:index:File": file } });
 * ```
 */
export { compareInputs } from "./compare.ts";
export { InitFailed } from "./errors.ts";
export type * from "./resource-type.ts";
export { servePlugin } from "./serve.ts";
export { containsSecret, containsUnknown, isObject, isSecret, isUnknown, plain, plainProperties } from "./values.ts";
export { secret, UNKNOWN } from "./values.ts";
export type { Properties, Value } from "./values.ts";
