import assert from "node:assert/strict";
import { addSparse, Histogram, type SparseHistogram } from "../../../loadgen/histogram/index.ts";
import { readForeign, readParts } from "../../../results/import/detect.ts";
import type { ImportedLoad } from "../../../results/import/imported-load.ts";
import { of } from "./files.ts";

type Entry = SparseHistogram & { endpoint: string; outcome: string };

/** The distributions of several loads, each added to those of the same endpoint and outcome. */
function distributions(loads: readonly ImportedLoad[]): Map<string, Histogram> {
  const sums = new Map<string, Histogram>();
  for (const { endpoint, outcome, ...sparse } of loads.flatMap(
    (load) => load.histograms!["entries"] as unknown as Entry[],
  )) {
    const key = `${outcome} ${endpoint}`;
    sums.set(key, addSparse(sums.get(key) ?? new Histogram(), sparse));
  }
  return sums;
}

const countsOf = ({ result }: ImportedLoad) =>
  new Map(result.endpoints.map(({ name, requests, failures }) => [name, [requests, failures]]));

/** Files of one format, as several processes would have written them. */
const FORMATS: Record<string, string[]> = {
  "k6's streams": ["k6-1.8/stream.ndjson.gz", "k6-0.49/stream.ndjson.gz"],
  "k6's CSV files": ["k6-1.8/stream.csv.gz", "k6-0.49/stream.csv.gz"],
  "JMeter's JTL files": ["jmeter-5.6/split.jtl", "jmeter-5.6/alone.jtl", "jmeter-5.4/parent.jtl"],
};

describe("files that processes of one tool wrote at the same time", () => {
  for (const [name, files] of Object.entries(FORMATS))
    it(`every request of ${name} counts once: counts and distributions are the sums of the files`, async () => {
      const alone = await Promise.all(files.map((file) => readForeign(of(file))));
      const whole = await readParts(files.map(of));
      const requests = alone.map(({ result }) => result.overall.requests);
      assert.deepEqual(whole.partRequests, requests);
      assert.equal(
        whole.result.overall.requests,
        requests.reduce((sum, each) => sum + each),
      );
      const sums = new Map<string, number[]>();
      for (const [endpoint, counts] of alone.flatMap((load) => [...countsOf(load)]))
        sums.set(
          endpoint,
          counts.map((count, index) => count + (sums.get(endpoint)?.[index] ?? 0)),
        );
      assert.deepEqual(countsOf(whole), sums);
      assert.deepEqual(distributions([whole]), distributions(alone));
      assert.deepEqual(whole.files, files.map(of));
    });

  it("files without single requests are not added, nor files of different formats", async () => {
    const locust = ["locust-2.47/fast_stats.csv", "locust-2.47/http_stats.csv"].map(of);
    await assert.rejects(readParts(locust), { code: "RESULTS_FOREIGN_FILE", message: /no single requests/ });
    const mixed = ["k6-1.8/stream.csv.gz", "jmeter-5.6/split.jtl"].map(of);
    await assert.rejects(readParts(mixed), { code: "RESULTS_FOREIGN_FILE", message: /of different formats/ });
  });
});
