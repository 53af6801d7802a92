/** Reports for readers: tables for the terminal, Markdown, and one HTML page. */
export { comparisonTable } from "./terminal/comparison.ts";
export type { TerminalOptions } from "./terminal/options.ts";
export { comparisonMarkdown } from "./markdown.ts";
export { capacityTable } from "./terminal/derived.ts";
export { regionTables } from "./terminal/regions.ts";
export { trendTable } from "./terminal/trend.ts";
export { canaryText } from "./terminal/canary.ts";
export { cellTable, runList, runTable } from "./terminal/run.ts";
export { renderReport } from "./html/index.ts";
export { summary } from "./terminal/summary.ts";
export { metricLine } from "./derived-rows.ts";
export { pointRemark } from "./scaling/columns.ts";
export { scalingTables } from "./scaling/terminal.ts";
export { scalingCsv, scalingMarkdown } from "./scaling/files.ts";
