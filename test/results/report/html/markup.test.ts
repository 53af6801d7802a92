import assert from "node:assert/strict";
import fc from "fast-check";
import { escapeText, html, jsonScript } from "../../../../results/report/html/markup.ts";
import { ATTACKS } from "./attacks.ts";

describe("HTML markup", () => {
  it("a value in a template is escaped, so that it cannot become an element, an attribute or an entity", function () {
    this.timeout(60_000);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...ATTACKS)), (value) => {
        const { text } = html`<p title="${value}">${[value, [value]]}</p>`;
        const inner = text.slice('<p title="'.length, -"</p>".length).replace('">', "");
        assert.doesNotMatch(inner.replace(/&#\d+;/g, ""), /[<>"'`&]/);
      }),
    );
  });

  it("escaping changes only characters that HTML interprets", () => {
    assert.equal(escapeText(`a < b & "c"`), "a &#60; b &#38; &#34;c&#34;");
    assert.equal(escapeText("zwei Zeilen\nbleiben"), "zwei Zeilen\nbleiben");
  });

  it("embedded JSON parses to the same value and cannot end its script element", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...ATTACKS), (value, attack) => {
        const { text } = jsonScript("data", [value, attack, { [attack]: 1 }]);
        const inner = text.slice(text.indexOf(">") + 1, text.lastIndexOf("</script>"));
        assert.ok(!inner.includes("<"));
        assert.equal(JSON.stringify(JSON.parse(inner)), JSON.stringify([value, attack, { [attack]: 1 }]));
      }),
    );
  });
});
