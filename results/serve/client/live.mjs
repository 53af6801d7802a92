/* global document, EventSource */
// Follows a run: the server sends the parts of the page, drawn as in the report, and this puts them into place.
const { events, report } = JSON.parse(document.getElementById("run").textContent);
const state = document.getElementById("state");
const [now, charts, cells] = ["now", "charts", "cells"].map((id) => document.getElementById(id));

/** Only what changed, so that screen readers do not repeat it. */
function announce(text) {
  if (state.textContent !== text) state.textContent = text;
}

/** Drawings and data are replaced within their figures, which keeps the focus and what is read at the pointer. */
function update(html) {
  const next = document.createElement("template");
  next.innerHTML = html;
  const places = (root) => [...root.querySelectorAll(".chart")];
  const [shown, wanted] = [places(charts), places(next.content)];
  const names = (figures) => figures.map(({ dataset }) => dataset.chart ?? "").join(" ");
  const heading = (root) => root.querySelector("h2")?.textContent;
  if (names(shown) !== names(wanted) || heading(charts) !== heading(next.content)) {
    charts.replaceChildren(next.content);
    return;
  }
  for (const [at, figure] of wanted.entries()) {
    if (!figure.dataset.chart) continue;
    for (const part of [".drawing", "script", "figcaption"])
      shown[at].querySelector(part).replaceWith(figure.querySelector(part));
    const [plot, described] = [shown[at], figure].map((each) => each.querySelector(".plot"));
    plot.setAttribute("aria-label", described.getAttribute("aria-label"));
  }
}

const source = new EventSource(events);
source.addEventListener("error", () => announce("Connection lost; reconnecting."));
source.addEventListener("view", ({ data }) => {
  const view = JSON.parse(data);
  now.innerHTML = view.now;
  cells.innerHTML = view.cells;
  update(view.charts);
  announce(view.said);
  if (!view.isClosed) return;
  source.close();
  now.append(Object.assign(document.createElement("a"), { href: report, textContent: "Its report" }));
});
