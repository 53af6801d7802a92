/** The choice of the light or the dark theme. */
import { html, type Markup } from "./markup.ts";

export const themeChoice = (): Markup =>
  html`<label
    >Theme
    <select id="theme">
      <option value="auto">system</option>
      <option value="light">light</option>
      <option value="dark">dark</option>
    </select></label
  >`;
