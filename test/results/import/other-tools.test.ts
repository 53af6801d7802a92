import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readForeign } from "../../../results/import/detect.ts";
import { OTHER_TOOLS, otherToolOf } from "../../../results/import/other-tools.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

/** Beginnings of what the tools write, by tool. */
const WRITTEN: Record<string, string[]> = {
  autocannon: [
    '{"url":"http://127.0.0.1:18999/","connections":2,"sampleInt":1000,"pipelining":1,"workers":0,"duration":1.02,"errors":0,"timeouts":0,"mismatches":0,"non2xx":0,"2xx":3418,"latency":{"average":0.31},"requests":{"average":3418}}',
    "Running 1s test @ http://127.0.0.1:18999/\n2 connections\n\n",
  ],
  vegeta: [
    '{"latencies":{"total":1,"mean":1,"50th":1},"bytes_in":{"total":1,"mean":1},"bytes_out":{"total":0,"mean":0},"requests":1,"status_codes":{"200":1}}',
    '{"attack":"","seq":0,"code":200,"timestamp":"2026-01-01T00:00:00Z","latency":1,"bytes_out":0,"bytes_in":2}\n',
    "1700000000000000000,200,315620,0,12,,b2s=,,0,GET,http://x/,\n",
    "Requests      [total, rate, throughput]         1, 1.00, 1.00\n",
  ],
  oha: [
    '{\n  "summary": {\n    "successRate": 1.0,\n    "total": 1.1,\n    "requestsPerSec": 90.1\n  },\n  "latencyPercentiles": {}\n}\n',
    "Summary:\n  Success rate:\t100.00%\n  Total:\t4.4720 secs\n",
    "request-start,DNS,DNS+dialup,Response-delay,request-duration,bytes,status\n",
  ],
  hey: [
    "\nSummary:\n  Total:\t0.0217 secs\n  Slowest:\t0.0019 secs\n",
    "response-time,DNS+dialup,DNS,Request-write,Response-delay,Response-read,status-code,offset\n0.0117,0.0017,0.0000,0.0001,0.0096,0.0001,200,0.0001\n",
  ],
  wrk: ["Running 10s test @ http://127.0.0.1:8080/\n  2 threads and 10 connections\n"],
  "ab (ApacheBench)": [
    "This is ApacheBench, Version 2.3 <$Revision: 1923142 $>\n",
    "Percentage served,Time in ms\n0,0.1\n",
    "starttime\tseconds\tctime\tdtime\tttime\twait\n",
  ],
  bombardier: [
    '{"spec":{"numberOfConnections":2,"testType":"number-of-requests"},"result":{"bytesRead":1,"timeTakenSeconds":0.1,"req2xx":200}}',
    "Bombarding http://localhost:80 with 200 request(s) using 2 connection(s)\n",
  ],
  fortio: ['{\n  "RunType": "HTTP",\n  "RequestedQPS": "8",\n  "DurationHistogram": {}\n}'],
  Artillery: ['{\n  "aggregate": {\n    "counters": {},\n    "rates": {},\n    "summaries": {}\n  }\n}'],
  Gatling: [
    '{"name":"All Requests","numberOfRequests":{"total":1},"meanNumberOfRequestsPerSecond":{"total":1}}',
    "RUN\tshop.Basic\tbasic\t1700000000000\t \t3.9.5\n",
  ],
  siege: ['{\t"transactions": 100,\n\t"availability": 100.00,\n\t"elapsed_time": 0.10\n}'],
  h2load: ["starting benchmark...\nspawning thread #0\n"],
};

describe("files of tools that are not imported", () => {
  const folder = temporaryFolder();

  it("each tool is recognised by each of its files, and docs/results.md lists all of them", async () => {
    assert.deepEqual(Object.keys(WRITTEN).sort(), [...OTHER_TOOLS].sort());
    for (const [tool, texts] of Object.entries(WRITTEN))
      for (const text of texts) assert.equal(otherToolOf(text), tool, text);
    const docs = await readFile(join(import.meta.dirname, "../../../docs/results.md"), "utf8");
    for (const tool of OTHER_TOOLS) assert.ok(docs.includes(tool), tool);
  });

  it("the error names the tool, what to do instead, and the supported files", async () => {
    const file = join(folder.path, "given");
    for (const [tool, [text = ""]] of Object.entries(WRITTEN)) {
      await writeFile(file, text);
      await assert.rejects(readForeign(file), ({ code, message }: Error & { code: string }) => {
        assert.equal(code, "RESULTS_FOREIGN_FILE");
        assert.ok(message.includes(`given was written by ${tool}, whose results are not imported`), message);
        assert.match(message, /stackmark load.*Supported files: Locust/);
        return true;
      });
    }
  });

  it("other files of the supported tools come with the option that writes a supported one", async () => {
    const expected: Record<string, RegExp> = {
      '[{"name": "/", "method": "GET", "last_request_timestamp": 1.5, "num_requests": 3}]': /use --csv PREFIX/,
      "Type     Name          # reqs      # fails |    Avg\n": /use --csv PREFIX/,
      "  http_req_duration..............: avg=1.2ms min=1ms\n": /--summary-export FILE/,
      '{"Home": {"transaction": "Home", "sampleCount": 3}}': /import the JTL/,
      "<!DOCTYPE html>\n<html>": /It is a web page/,
    };
    for (const [text, message] of Object.entries(expected)) {
      await writeFile(join(folder.path, "given"), text);
      await assert.rejects(readForeign(join(folder.path, "given")), { code: "RESULTS_FOREIGN_FILE", message }, text);
    }
  });

  it("JSON of an unknown kind is refused with the supported files", async () => {
    await writeFile(join(folder.path, "given"), '{"answer": 42}');
    await assert.rejects(readForeign(join(folder.path, "given")), {
      code: "RESULTS_FOREIGN_FILE",
      message: /JSON of an unknown kind.*Supported files/,
    });
  });
});
