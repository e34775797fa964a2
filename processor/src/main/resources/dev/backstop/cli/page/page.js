
// Draws each chart from the table beside it: rows and columns with <data> are the figures.
(() => {
  "use strict";
  if (typeof Chart === "undefined") return;
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const text = cell => cell.textContent.trim();

  const figures = pair => {
    const table = pair.querySelector("table");
    const header = [...table.tHead.rows[0].cells].map(text);
    const rows = [...table.tBodies[0].rows].map(row => [...row.cells]);
    const columns = header.map((_, i) => i).filter(i => rows.some(row => row[i].querySelector("data")));
    const value = cell => {
      const data = cell.querySelector("data");
      return data ? Number(data.value) : null;
    };
    // Then and now stand in columns where the rows are tiers, else in rows.
    return rows.length === 2 && text(rows[0][0]) === "then"
      ? { labels: columns.map(i => header[i]), then: columns.map(i => value(rows[0][i])), now: columns.map(i => value(rows[1][i])) }
      : { labels: rows.map(row => text(row[0])), then: rows.map(row => value(row[columns[0]])), now: rows.map(row => value(row[columns[1]])) };
  };

  const shorten = label => label.length > 24 ? label.slice(0, 23) + "…" : label;

  const draw = pair => {
    const { labels, then, now } = figures(pair);
    if (labels.length === 0) return null;
    const box = document.createElement("div");
    box.className = "canvas";
    box.style.height = 70 + labels.length * 52 + "px";
    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", pair.dataset.description + " The table beside it has the same figures.");
    box.append(canvas);
    pair.prepend(box);
    pair.classList.add("drawn");
    const unit = pair.dataset.unit;
    const axis = ticks => ({
      border: { color: colour("--line") }, grid: { color: colour("--line") },
      ticks: { color: colour("--quiet"), ...ticks }
    });
    const bars = (label, data, name) => ({ label, data, backgroundColor: colour(name), borderRadius: 3, maxBarThickness: 20 });
    return new Chart(canvas, {
      type: "bar",
      data: { labels, datasets: [bars("then", then, "--then"), bars("now", now, "--now")] },
      options: {
        indexAxis: "y", maintainAspectRatio: false, animation: false,
        scales: {
          x: { beginAtZero: true, ...axis({ callback: value => value + " " + unit }) },
          y: { ...axis({ callback: (_, i) => shorten(labels[i]) }), grid: { display: false } }
        },
        plugins: {
          legend: { position: "top", align: "start", labels: { color: colour("--ink"), boxWidth: 14, boxHeight: 14 } },
          tooltip: { callbacks: { label: item => item.dataset.label + ": " + item.formattedValue + " " + unit } }
        }
      }
    });
  };

  let charts = [];
  const all = () => {
    charts.forEach(chart => chart.destroy());
    document.querySelectorAll(".canvas").forEach(box => box.remove());
    charts = [...document.querySelectorAll("[data-chart]")].map(draw).filter(Boolean);
  };
  all();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
})();
