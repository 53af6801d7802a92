import assert from "node:assert/strict";
import { parseJournalctl } from "../../../../lab/hosts/init/journalctl-words.ts";
import { formatEntry } from "../../../../lab/hosts/init/journal-format.ts";
import { formatMeminfo } from "../../../../lab/hosts/init/meminfo.ts";
import { parseSystemctl } from "../../../../lab/hosts/init/systemctl-words.ts";

describe("command lines of systemctl", () => {
  const parse = (line: string) => parseSystemctl(line.split(" "));

  it("options stand before, between or after the command and its units", () => {
    const { command, units, flags } = parse("--no-block restart --quiet k3s a.service");
    assert.deepEqual([command, units, [...flags]], ["restart", ["k3s", "a.service"], ["--no-block", "--quiet"]]);
  });

  it("values follow an equals sign, a space or the short option, and properties add up", () => {
    const { values } = parse("show k3s --property=ActiveState,SubState -p Result -pType --signal 9");
    assert.deepEqual(
      [...values],
      [
        ["--property", "ActiveState,SubState,Result,Type"],
        ["--signal", "9"],
      ],
    );
  });

  it("unknown options, and options without their value, are refused", () => {
    assert.throws(() => parse("start x --frobnicate"), /unrecognized option '--frobnicate'/);
    assert.throws(() => parse("show x --property"), /'--property' requires an argument/);
  });
});

describe("command lines of journalctl", () => {
  const now = Date.UTC(2026, 0, 2);
  const parse = (line: string) => parseJournalctl(line.split(" "), now);

  it("units, lines and output are read in long and short form, also joined", () => {
    const expected = { units: ["k3s"], lines: 8, output: "cat", sinceMs: 0 };
    assert.deepEqual(parse("--unit k3s --lines 8 --no-pager --output cat"), expected);
    assert.deepEqual(parse("-u k3s -n8 -o cat"), expected);
    assert.deepEqual(parse("--unit=k3s --lines=8 --output=cat"), expected);
    assert.deepEqual(parse("-xeu k3s -n 8 -ocat"), expected);
  });

  it("--since takes a time, a span before now, or seconds since 1970", () => {
    assert.equal(parse("-u x --since=2026-01-01T00:00:00").sinceMs, now - 86_400_000);
    assert.equal(parse("-u x --since=-5min").sinceMs, now - 300_000);
    assert.equal(parse("-u x -S @1000").sinceMs, 1_000_000);
  });

  it("unknown options and values are refused, and a journal without a unit", () => {
    for (const line of [
      "-u x --frobnicate",
      "-u x -n many",
      "-u x -o verbose",
      "-u x --since=yesterdayish",
      "--no-pager",
      "-u",
    ])
      assert.throws(() => parse(line), Error, line);
  });

  it("entries are shown as journalctl shows them", () => {
    const entry = { timeMs: now + 3_723_000, unit: "k3s.service", identifier: "k3s", pid: 7, message: "hello" };
    assert.equal(formatEntry(entry, "cat"), "hello");
    assert.equal(formatEntry(entry, "short", "host"), "Jan 02 01:02:03 host k3s[7]: hello");
    assert.equal((JSON.parse(formatEntry(entry, "json")) as Record<string, string>).MESSAGE, "hello");
  });
});

describe("the file that stands for /proc/meminfo", () => {
  it("has always the same length, and available memory includes what can be reclaimed", () => {
    const texts = [
      formatMeminfo(1024 * 1024, { usedKiB: 0, cacheKiB: 0, reclaimableKiB: 0 }),
      formatMeminfo(1024 * 1024, { usedKiB: 1024 * 1024 + 5, cacheKiB: 9, reclaimableKiB: 70_000 }),
    ];
    assert.equal(texts[0]!.length, texts[1]!.length);
    assert.match(texts[1]!, /^MemTotal: +1048576 kB\nMemFree: +0 kB\nMemAvailable: +70000 kB$/m);
  });
});
