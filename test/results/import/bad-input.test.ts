import assert from "node:assert/strict";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { OTHER_ENDPOINTS } from "@stackmark/loadgen/schema";
import fc from "fast-check";
import { ResultsError } from "../../../results/errors.ts";
import { readForeign } from "../../../results/import/detect.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { at, of } from "./files.ts";

const FILES = join(import.meta.dirname, "../../fixtures/import/base");
const NAMES = [
  "locust_stats.csv",
  "k6-handle.json",
  "k6-export.json",
  "k6-stream.ndjson",
  "jmeter.jtl",
  "stackmark/result.json",
];

describe("a file that cannot be imported", () => {
  const folder = temporaryFolder();
  const given = async (text: string | Buffer, name = "given"): Promise<string> => {
    const file = join(folder.path, basename(name));
    await writeFile(file, text);
    return file;
  };

  it("an unsupported file is named, with the supported ones", async () => {
    for (const text of ["", "hello", "a,b,c\n1,2,3\n", "<html>", "[]", "\0\0\0"])
      await assert.rejects(
        readForeign(await given(text)),
        { code: "RESULTS_FOREIGN_FILE", message: /given/ },
        JSON.stringify(text),
      );
  });

  it("an unsupported file of a known kind comes with advice", async () => {
    await assert.rejects(readForeign(await given("1795538528076,57,GET /,200,OK\n")), /print_field_names/);
    await assert.rejects(readForeign(await given('<?xml version="1.0"?><testResults>')), /output_format=csv/);
    for (const name of ["locust_stats_history.csv", "locust_failures.csv"])
      await assert.rejects(readForeign(join(FILES, name)), /name only the _stats\.csv/, name);
    await assert.rejects(readForeign(await given("")), /It is empty/);
    await assert.rejects(readForeign(await given(gzipSync(""))), /It is empty/);
    await assert.rejects(readForeign(await given("PK\u0003\u0004")), /It is compressed/);
    await assert.rejects(readForeign(await given('{"kind": "stackmark-cell"}')), /It belongs to an archive/);
    await assert.rejects(readForeign(await given("Label,# Samples,Average\nHome,3,5\n")), /import the JTL/);
    const empty = await mkdtemp(join(folder.path, "empty-"));
    await assert.rejects(readForeign(empty), { code: "RESULTS_FOREIGN_FILE", message: /directory without the result/ });
  });

  it("what JMeter writes with other settings is refused with the setting that is needed", async () => {
    const expected: Record<string, RegExp> = {
      "formatted.jtl": /formatted\.jtl:2, column "timeStamp": "2026\/11\/29 [^"]*" .*timestamp_format=ms/,
      "xml.jtl": /JTL in XML: set jmeter\.save\.saveservice\.output_format=csv/,
      "headless.jtl": /print_field_names=true/,
      "few.jtl": /JTL without "success" \(jmeter\.save\.saveservice\.successful=true\)/,
    };
    for (const [name, message] of Object.entries(expected))
      await assert.rejects(readForeign(of(`jmeter-5.6/${name}`)), { message }, name);
    const jtl = (await readFile(at("base", "jmeter.jtl"), "utf8")).replaceAll(",", "^");
    await assert.rejects(readForeign(await given(jtl)), /unknown delimiter: set .*default_delimiter/);
  });

  it("times in another unit than milliseconds are refused with line, column and setting", async () => {
    for (const stamp of ["1700000000", "1700000000000000", "1700000000000000000", "17e9", ""])
      await assert.rejects(
        readForeign(await given(`timeStamp,elapsed,label,success\n${stamp},50,a,true\n`)),
        { code: "RESULTS_INVALID", message: /given:2, column "timeStamp": .*timestamp_format=ms/ },
        stamp,
      );
  });

  it("a file without requests is refused, whichever tool wrote it", async () => {
    const locust = (await readFile(at("base", "locust_stats.csv"), "utf8")).replace(
      ",Aggregated,356,14,",
      ",Aggregated,0,0,",
    );
    const k6 = JSON.stringify({ metrics: { http_reqs: { count: 0, rate: 0 }, http_req_failed: { passes: 0 } } });
    const [jmeter = ""] = (await readFile(at("base", "jmeter.jtl"), "utf8")).split("\n");
    for (const text of [locust, k6, `${jmeter}\n`])
      await assert.rejects(readForeign(await given(text)), {
        code: "RESULTS_INVALID",
        message: /nothing was measured/,
      });
  });

  it("numbers that a spreadsheet changed are named as such", async () => {
    const text = "timeStamp;elapsed;label;success\n1700000000000;12,5;a;true\n";
    await assert.rejects(readForeign(await given(text)), /given:2, column "elapsed": "12,5" .* decimal comma/);
    const counts = (await readFile(at("base", "locust_stats.csv"), "utf8")).replace(",277,8,", ",277,300,");
    await assert.rejects(
      readForeign(await given(counts, "x_stats.csv")),
      /x_stats\.csv:2, column "Failure Count": 300 is more than the 277 of "Request Count"/,
    );
    const appended = await readFile(at("base", "jmeter.jtl"), "utf8");
    await assert.rejects(readForeign(await given(appended + appended)), /given:62 repeats the header/);
  });

  it("an invalid value is named with its line and column", async () => {
    const jtl = await readFile(join(FILES, "jmeter.jtl"), "utf8");
    await assert.rejects(
      readForeign(await given(jtl.replace(",57,GET", ",fast,GET"))),
      /given:2, column "elapsed": "fast" is not a number/,
    );
    await assert.rejects(
      readForeign(await given(jtl.replace("1795538528076", "2026-01-01"))),
      /given:2, column "timeStamp"/,
    );
    const stream = (await readFile(join(FILES, "k6-stream.ndjson"), "utf8")).split("\n");
    stream[3] = stream[3]!.replace(/"value":[\d.]+/, '"value":"quick"');
    await assert.rejects(readForeign(await given(stream.join("\n"))), /given:4, data\.value/);
    stream[3] = '{nonsense "http_req_duration"';
    await assert.rejects(readForeign(await given(stream.join("\n"))), {
      code: "RESULTS_FOREIGN_FILE",
      message: /given:4 is not JSON/,
    });
  });

  it("a file that ends in its last line is a partial cell or refused as incomplete", async () => {
    for (const name of NAMES) {
      const whole = await readFile(join(FILES, name), "utf8");
      const file = await given(whole.trimEnd().slice(0, -20), name);
      const read = await readForeign(file).catch((error: unknown) => error);
      if (read instanceof Error)
        assert.equal((read as ResultsError).code, "RESULTS_CUT_SHORT", `${name}: ${read.message}`);
      else assert.equal((read as Awaited<ReturnType<typeof readForeign>>).result.status, "partial", name);
    }
  });

  it("a damaged file gives a result or a ResultsError, wherever it is cut or changed", async function () {
    this.timeout(60_000);
    const texts = await Promise.all(NAMES.map((name) => readFile(join(FILES, name))));
    const changes = fc.record({
      which: fc.nat(NAMES.length - 1),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      byte: fc.nat(255),
      cut: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(changes, async ({ which, at, byte, cut }) => {
        const bytes = Buffer.from(texts[which]!);
        const place = Math.floor(at * (bytes.length - 1));
        bytes[place] = byte;
        const file = await given(cut ? bytes.subarray(0, place) : bytes, NAMES[which]);
        const read = await readForeign(file).catch((error: unknown) => error);
        if (!(read instanceof Error)) return;
        assert.ok(read instanceof ResultsError, String(read.stack));
        assert.ok(read.message.includes(file), read.message);
      }),
      { numRuns: 150 },
    );
  });

  it("a line or row of excessive length is refused before it fills the memory", async () => {
    const head = await readFile(join(FILES, "jmeter.jtl"), "utf8");
    await assert.rejects(readForeign(await given(`${head}${"x".repeat(3 * 2 ** 20)},1\n`)), {
      code: "RESULTS_TOO_LARGE",
    });
    const stream = await readFile(join(FILES, "k6-stream.ndjson"), "utf8");
    await assert.rejects(readForeign(await given(`${stream}{"metric":"vus",${" ".repeat(3 * 2 ** 20)}}\n`)), {
      code: "RESULTS_TOO_LARGE",
      message: /given:\d+/,
    });
  });

  it("user information of URLs is not imported", async () => {
    const [header = "", row = ""] = (await readFile(at("base", "jmeter.jtl"), "utf8")).split("\n");
    const secret = row
      .replace("GET /", "http://ada:secret@shop.test/")
      .replace(",200,OK,", ",500,no http://ada:secret@shop.test/,");
    const jtl = await readForeign(await given(`${header}\n${secret.replace(",true,", ",false,")}\n`));
    const stats = await readFile(at("base", "locust_stats.csv"), "utf8");
    await given(stats.replace("GET,/,", "GET,http://ada:secret@shop.test/,"), "s_stats.csv");
    await given(
      'Method,Name,Error,Occurrences\nGET,/,"404 for url: http://ada:secret@shop.test/",3\n',
      "s_failures.csv",
    );
    const locust = await readForeign(join(folder.path, "s_stats.csv"));
    for (const { result } of [jtl, locust]) {
      assert.doesNotMatch(JSON.stringify(result), /secret/);
      assert.match(result.errors[0]!.message, /http:\/\/\*\*\*@shop\.test/);
      assert.ok(result.endpoints.some(({ name }) => name.endsWith("http://***@shop.test/")));
    }
  });

  it("requests beyond the first 500 names count under one name, with a note", async () => {
    const [header = "", row = ""] = (await readFile(at("base", "jmeter.jtl"), "utf8")).split("\n");
    const rows = Array.from({ length: 600 }, (_, index) => row.replace("GET /", `GET /${index}`));
    const { result, absent } = await readForeign(await given(`${[header, ...rows].join("\n")}\n`));
    assert.deepEqual([result.endpoints.length, result.overall.requests], [501, 600]);
    assert.equal(result.endpoints.find(({ name }) => name === OTHER_ENDPOINTS)?.requests, 100);
    assert.match(absent.find(({ what }) => what === "some endpoints")!.reason, /100 requests .* the same name/);
  });
});
