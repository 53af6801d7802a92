/** The shop's style sheet, served at /static/style.css and cached by browsers. */
export const STYLE = `
:root { color-scheme: light; --ink: #1d2b2a; --soft: #5b6f6c; --line: #d7e0de; --accent: #0b6b5d; --wash: #f3f7f6; }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: #fff; }
a { color: var(--accent); }
header, footer { background: var(--wash); padding: 0.75rem 1.5rem; display: flex; gap: 1.5rem; align-items: center; }
header { border-bottom: 1px solid var(--line); }
header .brand { font-weight: 700; font-size: 1.2rem; text-decoration: none; margin-right: auto; }
footer { border-top: 1px solid var(--line); color: var(--soft); font-size: 0.85rem; margin-top: 3rem; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); gap: 1rem; padding: 0; }
.card { display: block; border: 1px solid var(--line); border-radius: 0.5rem; padding: 1rem; text-decoration: none; }
.card svg { display: block; height: 6rem; margin: 0 auto 0.5rem; }
.card b { display: block; color: var(--ink); }
.product { display: grid; grid-template-columns: minmax(10rem, 1fr) 2fr; gap: 2rem; align-items: start; }
.product svg { width: 100%; color: var(--accent); }
.price { color: var(--soft); }
.ad { border: 1px dashed var(--line); padding: 0.5rem 1rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; padding: 0.5rem; border-bottom: 1px solid var(--line); }
td:last-child, th:last-child { text-align: right; }
.address { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 0.75rem; margin: 1rem 0; }
label { display: block; font-size: 0.85rem; color: var(--soft); }
input, select, button { font: inherit; padding: 0.35rem 0.6rem; border: 1px solid var(--line); border-radius: 0.3rem; }
.address input { width: 100%; }
button { background: var(--accent); border-color: var(--accent); color: #fff; cursor: pointer; }
button.plain { background: none; color: var(--accent); }
.actions { display: flex; gap: 1rem; align-items: center; }
`;
