// Sorts tables by a click on a heading. Without it the tables stand in the order of the file.
for (const table of document.querySelectorAll("table.sortable")) {
  const headings = Array.from(table.tHead.rows[0].cells);
  headings.forEach((heading, column) => heading.addEventListener("click", () => {
    const descending = heading.getAttribute("aria-sort") === "ascending";
    headings.forEach(other => other.removeAttribute("aria-sort"));
    heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const value = row => row.cells[column].dataset.v ?? row.cells[column].textContent;
    const compare = (a, b) => {
      const x = value(a), y = value(b);
      // Missing figures stay at the end in both orders.
      if (x === "" || y === "") return (x === "" ? 1 : 0) - (y === "" ? 1 : 0);
      const order = isNaN(x) || isNaN(y) ? x.localeCompare(y) : x - y;
      return descending ? -order : order;
    };
    const body = table.tBodies[0];
    Array.from(body.rows).sort(compare).forEach(row => body.appendChild(row));
  }));
}
