import assert from "node:assert/strict";
import fc from "fast-check";
import { fillIn, referencesIn } from "../../../infra/catalog/references.ts";

describe("references to addresses", () => {
  it("each reference is found, with its service and part", () => {
    assert.deepEqual(referencesIn("http://{{words.host}}:{{ words.port }}/{{self.url}}"), [
      { text: "{{words.host}}", service: "words", part: "host" },
      { text: "{{ words.port }}", service: "words", part: "port" },
      { text: "{{self.url}}", service: "self", part: "url" },
    ]);
  });

  it("other templates are no references, and stay as they are", () => {
    for (const text of [
      "{{.Names}}",
      "{{ range .Items }}",
      "{{a.b.c}}",
      "{words.host}",
      "{{words}}",
      "${words.host}",
    ]) {
      assert.deepEqual(referencesIn(text), [], text);
      assert.equal(
        fillIn(text, () => "x"),
        text,
      );
    }
  });

  it("all references are replaced, and the text between them is kept", () => {
    const plain = fc.string().filter((text) => !/[{}]/.test(text));
    const service = fc.constantFrom("words", "page-2", "self");
    const part = fc.constantFrom("host", "port");
    fc.assert(
      fc.property(fc.array(fc.tuple(plain, service, part)), plain, (parts, end) => {
        const text = parts.map(([before, name, which]) => `${before}{{${name}.${which}}}`).join("") + end;
        const expected = parts.map(([before, name, which]) => `${before}<${name} ${which}>`).join("") + end;
        assert.equal(
          fillIn(text, (name, which) => `<${name} ${which}>`),
          expected,
        );
      }),
    );
  });
});
