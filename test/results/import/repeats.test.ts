import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readForeign } from "../../../results/import/detect.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { at, of } from "./files.ts";

describe("files with something twice", () => {
  const folder = temporaryFolder();
  const given = async (text: string, name = "given"): Promise<string> => {
    const file = join(folder.path, name);
    await writeFile(file, text);
    return file;
  };
  const invalid = (message: RegExp) => ({ code: "RESULTS_INVALID", message });

  it("a table with a column twice is refused with the names of these columns", async () => {
    const jtl =
      "timeStamp,elapsed,label,success,elapsed,label\n1700000000000,5,a,true,500,b\n1700000000001,5,a,true,500,b\n";
    await assert.rejects(readForeign(await given(jtl)), invalid(/given:1 has more than one column "elapsed", "label"/));
    const k6 = "metric_name,timestamp,metric_value,metric_value,status\nhttp_req_duration,1700000000,5,50,200\n";
    await assert.rejects(readForeign(await given(k6)), invalid(/given:1 has more than one column "metric_value"/));
    const locust = (await readFile(at("base", "locust_stats.csv"), "utf8")).replaceAll(/^(.*)$/gm, "$1,$1");
    await assert.rejects(readForeign(await given(locust)), invalid(/given:1 has more than one column "Type", "Name"/));
  });

  it("a row of Locust's statistics or failures that is there twice is refused with both lines", async () => {
    const rows = (await readFile(at("base", "locust_stats.csv"), "utf8")).trimEnd().split(/\r?\n/);
    for (const repeated of [rows[1]!, rows.at(-1)!])
      await assert.rejects(
        readForeign(await given(`${[...rows, repeated].join("\n")}\n`)),
        invalid(
          new RegExp(`given:${rows.length + 1}, column "Type, Name": .* is also in line ${rows.indexOf(repeated) + 1}`),
        ),
      );
    const failures = (await readFile(at("base", "locust_failures.csv"), "utf8")).trimEnd().split(/\r?\n/);
    await given(`${[...failures, failures[1]].join("\n")}\n`, "a_failures.csv");
    await assert.rejects(
      readForeign(await given(`${rows.join("\n")}\n`, "a_stats.csv")),
      invalid(/a_failures\.csv:4, column "Method, Name, Error": .* is also in line 2/),
    );
  });

  it("Locust's history counts the requests of rows with one time stamp once, and refuses time stamps that go back", async () => {
    const stats = await readFile(at("base", "locust_stats.csv"), "utf8");
    const header = "Timestamp,User Count,Type,Name,Total Request Count,Total Failure Count";
    const history = (...rows: string[]) => given(`${[header, ...rows].join("\n")}\n`, "b_stats_history.csv");
    const file = await given(stats, "b_stats.csv");
    await history(
      "100,1,,Aggregated,0,0",
      "101,1,GET,Aggregated,900,0",
      "101,1,,Aggregated,10,0",
      "101,1,,Aggregated,15,0",
      "102,1,,Aggregated,30,0",
    );
    const { seconds } = await readForeign(file);
    assert.deepEqual(
      seconds.map(({ atMs, requests }) => [atMs, requests]),
      [
        [1000, 15],
        [2000, 15],
      ],
    );
    await history("100,1,,Aggregated,0,0", "101,1,,Aggregated,10,0", "90,1,,Aggregated,0,0");
    await assert.rejects(
      readForeign(file),
      invalid(/b_stats_history\.csv:4, column "Timestamp": 90 is before the row/),
    );
  });

  it("a k6 stream that was appended to another one is refused with the line where it begins", async () => {
    const stream = await readFile(at("base", "k6-stream.ndjson"), "utf8");
    const line = stream.split("\n").findIndex((text) => /"Metric".*"metric":"http_req_duration"/.test(text)) + 1;
    const second = stream.trimEnd().split("\n").length + line;
    await assert.rejects(
      readForeign(await given(stream + stream)),
      invalid(new RegExp(`given:${second} declares http_req_duration again, after line ${line}: .* split the file`)),
    );
  });

  it("a machine-readable summary of k6 with a metric twice is refused", async () => {
    const summary = JSON.parse(await readFile(of("k6-1.8/machine.json"), "utf8")) as {
      results: { metrics: unknown[] };
    };
    summary.results.metrics.push(summary.results.metrics[0]);
    await assert.rejects(readForeign(await given(JSON.stringify(summary))), invalid(/has a metric twice/));
  });
});
