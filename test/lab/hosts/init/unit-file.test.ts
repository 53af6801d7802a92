import assert from "node:assert/strict";
import fc from "fast-check";
import {
  expand,
  parseCommand,
  parseEnvironmentFile,
  parseTimeSpanMs,
  parseUnit,
  splitWords,
} from "../../../../lab/hosts/init/unit-file.ts";

const printable = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) });

describe("unit files", () => {
  it("values of a key are kept in order, and an empty value removes the earlier ones", () => {
    const texts = ["[Service]\nExecStart=/a\nExecStart=/b\n[Unit]\nAfter=x\n", "[Service]\nExecStart=\nExecStart=/c"];
    const settings = parseUnit(texts);
    assert.deepEqual(settings.get("Service.ExecStart"), ["/c"]);
    assert.deepEqual(settings.get("Unit.After"), ["x"]);
  });

  it("a backslash continues a line, over comments, and a blank line ends it", () => {
    const settings = parseUnit([
      "[Service]\nExecStart=/usr/local/bin/k3s \\\n    server \\\n# no\n\t'--flag' \\\n\nKillMode=process",
    ]);
    assert.deepEqual(splitWords(settings.get("Service.ExecStart")![0]!), ["/usr/local/bin/k3s", "server", "--flag"]);
    assert.deepEqual(settings.get("Service.KillMode"), ["process"]);
  });

  it("comments, blank lines and lines without = are skipped", () => {
    const settings = parseUnit(["# a=1\n; b=2\n\n[Service]\nnonsense\nType = exec "]);
    assert.deepEqual([...settings], [["Service.Type", ["exec"]]]);
  });

  it("words that were quoted are found again, whatever is in them", () => {
    const quote = (word: string): string => `"${word.replaceAll(/["\\]/g, (character) => `\\${character}`)}"`;
    fc.assert(
      fc.property(fc.array(printable), (words) => {
        assert.deepEqual(splitWords(words.map(quote).join(" ")), words);
      }),
    );
  });

  it("words without quotes and backslashes are split at spaces", () => {
    const plain = printable.filter((text) => !/["'\\]/.test(text));
    fc.assert(
      fc.property(plain, (text) => {
        assert.deepEqual(splitWords(text), text.split(" ").filter(Boolean));
      }),
    );
  });

  it("prefixes of a command are no part of it", () => {
    assert.deepEqual(parseCommand("-/sbin/modprobe br_netfilter"), {
      words: ["/sbin/modprobe", "br_netfilter"],
      ignoresFailure: true,
    });
    assert.equal(parseCommand("+/bin/true").ignoresFailure, false);
  });

  it("a whole word $NAME becomes as many words as its value has, ${NAME} stays in its word, and $$ is one dollar", () => {
    const environment = { FLAGS: "--a 'b c'", ONE: "1 2" };
    assert.deepEqual(expand(["$FLAGS", "x${ONE}y", "$$FLAGS", "$NONE", "${NONE}"], environment), [
      ...["--a", "b c", "x1 2y", "$FLAGS", ""],
    ]);
  });

  it("environment files have a name and a value a line, quoted or not", () => {
    const text = "# no\nA=1\nB=\"two words\"\nC='x'\nnot a line\nD=a=b\nE=\n";
    assert.deepEqual(parseEnvironmentFile(text), { A: "1", B: "two words", C: "x", D: "a=b", E: "" });
  });

  it("time spans have units, seconds without one, and infinity", () => {
    const spans = ["5", "5s", "100ms", "1min 30s", "2h", "infinity", "0", "5 parsecs", "", "s5"];
    assert.deepEqual(spans.map(parseTimeSpanMs), [
      5000,
      5000,
      100,
      90_000,
      7_200_000,
      Infinity,
      0,
      ...Array<undefined>(3),
    ]);
  });
});
