/** A section that is folded until it is needed; the heading says what is in it. */
import { html, type Content, type Markup } from "../markup.ts";

export interface Folded {
  id: string;
  title: string;
  /** The gist, shown beside the title. */
  gist?: Content;
  /** Default `false`. */
  isOpen?: boolean;
}

export function folded({ id, title, gist, isOpen = false }: Folded, body: Content): Markup {
  return html`<section id="${id}" class="folded" aria-labelledby="${id}-title">
    <details${isOpen && html` open`}>
      <summary>
        <h2 id="${id}-title">${title}</h2>
        <span class="gist">${gist}</span>
      </summary>
      ${body}
    </details>
  </section>`;
}
