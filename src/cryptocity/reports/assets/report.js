"use strict";
// Draws every chart of a page from the JSON beside it, in the colours that the reader's system asks for.
{
  const style = document.getElementById("style").textContent;
  const { dark, locale } = JSON.parse(style);
  const wantsDark = matchMedia("(prefers-color-scheme: dark)");
  const config = { displayModeBar: false, responsive: true, locale: locale.name };

  const coloured = (json, isDark) =>
    JSON.parse(isDark ? Object.entries(dark).reduce((text, [from, to]) => text.replaceAll(from, to), json) : json);

  const draw = (isDark) => {
    const { template } = coloured(JSON.stringify({ template: JSON.parse(style).template }), isDark);
    for (const chart of document.querySelectorAll(".chart")) {
      const { data, layout } = coloured(chart.nextElementSibling.textContent, isDark);
      Plotly.react(chart, data, { ...layout, template }, config);
    }
  };

  Plotly.register({ moduleType: "locale", dictionary: {}, ...locale });
  draw(wantsDark.matches);
  wantsDark.addEventListener("change", () => draw(wantsDark.matches));
  addEventListener("beforeprint", () => draw(false));
  addEventListener("afterprint", () => draw(wantsDark.matches));
}
