"use strict";
// Makes a report easier to read; without it everything is there, in the order of the file. Written
// without ampersands and opening angle brackets, so that the page is well-formed XML too.

// Tables sort by their headings: a click, or Enter and Space on the button in it.
for (const table of document.querySelectorAll("table.sortable")) {
  const headings = Array.from(table.tHead.rows[0].cells);
  const sortBy = (heading, column) => {
    const descending = heading.getAttribute("aria-sort") === "ascending";
    headings.forEach(other => other.removeAttribute("aria-sort"));
    heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const value = row => row.cells[column].dataset.v ?? row.cells[column].textContent;
    const missing = text => text === "" || text === "–";
    const rows = Array.from(table.tBodies[0].rows, row => ({row, value: value(row)}));
    rows.sort((a, b) => {
      // Missing figures stay at the end in both orders.
      if (missing(a.value) || missing(b.value)) return missing(a.value) - missing(b.value);
      const order = isNaN(a.value) || isNaN(b.value) ? a.value.localeCompare(b.value)
                                                     : a.value - b.value;
      return descending ? -order : order;
    });
    table.tBodies[0].append(...rows.map(entry => entry.row));
  };
  headings.forEach((heading, column) => {
    // No real button: browsers do not repeat a heading with one on every printed page.
    const button = document.createElement("span");
    button.tabIndex = 0;
    button.setAttribute("role", "button");
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => sortBy(heading, column));
    button.addEventListener("keydown", event => {
      if (!["Enter", " "].includes(event.key)) return;
      event.preventDefault();
      sortBy(heading, column);
    });
  });
}

// Long ones filter: every word must stand somewhere in the row.
const clearFilters = [];
for (const table of document.querySelectorAll("table.sortable")) {
  const rows = Array.from(table.tBodies[0].rows);
  if (15 > rows.length) continue;
  const bar = document.createElement("div");
  const field = document.createElement("input");
  const count = document.createElement("span");
  bar.className = "filter";
  field.type = "search";
  field.placeholder = "Filter rows, e.g. dot avx2";
  field.setAttribute("aria-label", "Filter rows");
  count.setAttribute("role", "status");
  bar.append(field, count);
  table.closest(".scroll").before(bar);
  let texts = null;
  const apply = () => {
    texts ??= rows.map(row => Array.from(row.cells, cell => cell.textContent).join(" ").toLowerCase());
    const words = field.value.toLowerCase().split(/\s+/).filter(word => word);
    let shown = 0;
    rows.forEach((row, i) => {
      row.hidden = !words.every(word => texts[i].includes(word));
      shown += !row.hidden;
    });
    count.textContent = words.length ? `${shown} of ${rows.length} rows` : `${rows.length} rows`;
  };
  field.addEventListener("input", apply);
  clearFilters.push(() => { if (field.value) { field.value = ""; apply(); } });
  apply();
}
// A link to a row that a filter hides shows it again.
addEventListener("hashchange", () => {
  const target = document.getElementById(location.hash.slice(1));
  if (!target || !target.hidden) return;
  clearFilters.forEach(clear => clear());
  target.scrollIntoView({block: "center"});
});

// Dark and light: the desktop's choice until the reader makes another.
const theme = document.createElement("button");
theme.type = "button";
theme.className = "theme";
const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (document.documentElement.dataset.theme ?? (prefersDark.matches ? "dark" : "light")) === "dark";
const label = () => { theme.textContent = isDark() ? "Light" : "Dark"; };
theme.setAttribute("aria-label", "Switch dark and light");
theme.addEventListener("click", () => {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  label();
});
prefersDark.addEventListener("change", label);
label();
document.querySelector("header").append(theme);
