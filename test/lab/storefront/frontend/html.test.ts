import assert from "node:assert/strict";
import fc from "fast-check";
import { escape, Html, html } from "../../../../lab/storefront/frontend/html.ts";

describe("html", () => {
  it("html escapes text and leaves numbers and HTML as they are", () => {
    assert.equal(html`<p>${"<b>&'\""}${7}${new Html("<i>")}</p>`.text, "<p>&lt;b&gt;&amp;&#39;&quot;7<i></p>");
    const parts = ["<", ">"].map((text) => html`<b>${text}</b>`);
    assert.equal(html`<i>${parts}</i>`.text, "<i><b>&lt;</b><b>&gt;</b></i>");
  });

  it("escaped text cannot open a tag, leave a quoted attribute, or begin an entity", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const escaped = escape(text);
        assert.match(escaped, /^(?:[^<>"'&]|&(?:amp|lt|gt|quot|#39);)*$/u);
        const back = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" } as Record<string, string>;
        assert.equal(
          escaped.replaceAll(/&[^;]+;/g, (entity) => back[entity]!),
          text,
        );
      }),
    );
  });
});
