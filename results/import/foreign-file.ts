import { ResultsError } from "../errors.ts";

const SUPPORTED =
  "Locust's <prefix>_stats.csv; k6's summary (--summary-export or handleSummary) and its streams (--out json, --out csv); JMeter's JTL as CSV; the folder of stackmark load --out or its result.json";

/** @param problem a sentence that names the file */
export const foreignFile = (problem: string): ResultsError =>
  new ResultsError("RESULTS_FOREIGN_FILE", `${problem} Supported files: ${SUPPORTED}.`);
