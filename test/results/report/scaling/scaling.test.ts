import assert from "node:assert/strict";
import { parseObjectives } from "../../../../results/derived/index.ts";
import { scalingCsv, scalingMarkdown, scalingTables } from "../../../../results/report/index.ts";
import { scalingStudy } from "../../../../results/scaling/index.ts";
import { aRecommendation, aScalingRun } from "../../../helpers/scaling-runs.ts";

const study = scalingStudy(
  [
    aScalingRun("initial", 1000, { ratePerS: 33.9, avgMs: 18_584 }),
    aScalingRun("initial", 2000, { ratePerS: 33.7, avgMs: 101_575, failures: 800 }),
    aScalingRun("horizontal", 1000, { ratePerS: 60, avgMs: 2000 }),
    aScalingRun("vpa", 1000, { recommended: aRecommendation({ coversLoad: false }) }),
    aScalingRun("vpa", 2000, { recommended: aRecommendation({ samples: 21 }) }),
  ],
  parseObjectives("failures<5%"),
);

describe("a scaling study on the terminal", () => {
  const text = scalingTables(study);

  it("has a table for each variant, with a line for each number of users", () => {
    assert.match(text, /initial\nusers +mean .* replicas\n1\u202f000 +18\u202f584 ms .*\n2\u202f000 +101\u202f575 ms/);
    assert.match(text, /horizontal\n/);
  });

  it("says below which load was too much, and what follows from the table", () => {
    assert.match(text, /2000 users: too much: not failures<5%/);
    assert.match(text, /capacity within failures<5%: 1\u202f000 users/);
    assert.match(text, /horizontal against initial: better at 1\u202f000 users/);
  });

  it("has what is recommended where something is, beside what is requested and how sure it is", () => {
    const [before, after] = text.split("\nvpa\n");
    assert.doesNotMatch(before!, /VPA/);
    assert.match(after!, /^users .* replicas +VPA: CPU +VPA: RAM\n1\u202f000 .* 0\.126 cores +100 MiB\n/);
    assert.match(
      after!,
      /recommended CPU of each replica: 0\.126 cores, between 0\.0100 cores and 1\.50 cores; requested\s+0\.100 cores, limit 0\.200 cores/,
    );
    assert.match(after!, /memory of each replica: 100 MiB, .* requested\s+128 MiB, limit –/);
    assert.match(after!, /recommended after 2\u202f000 users, from 21 readings; after a day/);
  });

  it("leaves columns out where the terminal is narrow, and the most important ones last", () => {
    const narrow = scalingTables(study, { widthChars: 100 });
    assert.ok(Math.max(...narrow.split("\n").map(({ length }) => length)) <= 100);
    assert.match(narrow, /users +mean/);
  });
});

describe("a scaling study in files", () => {
  it("Markdown has the same tables, with text of targets escaped", () => {
    const text = scalingMarkdown({ ...study, service: "<api>" });
    assert.match(text, /^# Scaling &lt;api> of local\n\n## initial\n\n\| users \| mean \|/);
    assert.match(text, /\| too much: not failures&lt;5% \|/);
  });

  it("CSV has a line for each measurement, with its verdict and its run", () => {
    const [heads, ...rows] = scalingCsv(study).trim().split("\r\n");
    assert.match(heads!, /^variant,users,avgMs,p95Ms,errorPct,ratePerS,cpuCoresMax,/);
    assert.deepEqual(
      rows.map((row) => row.split(",").slice(0, 3)),
      [
        ["initial", "1000", "18584"],
        ["initial", "2000", "101575"],
        ["horizontal", "1000", "2000"],
        ["vpa", "1000", "10"],
        ["vpa", "2000", "10"],
      ],
    );
    assert.match(rows[2]!, /,better,run-horizontal-1000$/);
  });
});
