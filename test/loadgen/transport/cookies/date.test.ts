import assert from "node:assert/strict";
import fc from "fast-check";
import { parseCookieDate } from "../../../../loadgen/transport/cookies/date.ts";

describe("cookie date", () => {
  it("dates of HTTP in all three formats are read back", () => {
    const seconds = fc.integer({ min: 0, max: 4_102_444_799 });
    fc.assert(
      fc.property(seconds, (second) => {
        const date = new Date(second * 1000);
        const text = date.toUTCString();
        const [, day, month, year, time] = text.split(" ");
        assert.equal(parseCookieDate(text), date.getTime());
        assert.equal(parseCookieDate(`Monday, ${day}-${month}-${year} ${time} GMT`), date.getTime());
        assert.equal(parseCookieDate(`Mon ${month} ${Number(day)} ${time} ${year}`), date.getTime());
      }),
    );
  });

  for (const [text, iso] of [
    ["01 Jan 70 00:00:00", "1970-01-01"],
    ["01 Jan 69 00:00:00", "2069-01-01"],
    ["1 january 2030 1:2:3", "2030-01-01T01:02:03Z"],
    ["2030 Feb 28 00:00:00 GMT+5", "2030-02-28"],
    ["30 Feb 2030 00:00:00", undefined],
    ["01 Jan 1600 00:00:00", undefined],
    ["01 Jan 2030 24:00:00", undefined],
    ["01 Jan 2030", undefined],
    ["0", undefined],
    ["-1", undefined],
    ["", undefined],
  ] as const) {
    it(`"${text}" is ${iso ?? "no date"}`, () => {
      assert.equal(parseCookieDate(text), iso === undefined ? undefined : Date.parse(iso));
    });
  }
});
