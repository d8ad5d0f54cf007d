"use strict";
(() => {
  const table = document.getElementById("scores");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const heads = Array.from(table.tHead.rows[0].cells);
  const shown = document.getElementById("shown");

  const compare = (a, b) => {
    if (a === "" || b === "") return (a === "") - (b === "");
    const numbers = [Number(a), Number(b)];
    return numbers.some(Number.isNaN) ? a.localeCompare(b, undefined, { numeric: true })
      : numbers[0] - numbers[1];
  };
  const sort = (column, falling) => {
    const key = (row) => row.cells[column].dataset.sort ?? "";
    const sorted = column ? rows.slice().sort((x, y) => {
      const [a, b] = [key(x), key(y)];
      const order = compare(a, b);
      return falling && a !== "" && b !== "" ? -order : order;
    }) : rows;
    body.append(...sorted);
    heads.forEach((head, at) => {
      if (at === column && column) head.setAttribute("aria-sort", falling ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  };
  const count = () => {
    const n = rows.filter((row) => !row.hidden).length;
    shown.textContent = n === rows.length ? "" : `${n} of ${rows.length} clips`;
  };

  table.tHead.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const column = Number(button.dataset.column);
    sort(column, heads[column].getAttribute("aria-sort") === "ascending");
  });
  document.getElementById("sort").addEventListener("change", (event) => {
    sort(Number(event.target.value), false);
  });
  document.getElementById("find").addEventListener("input", (event) => {
    const wanted = event.target.value.toLowerCase();
    rows.forEach((row) => { row.hidden = !row.textContent.toLowerCase().includes(wanted); });
    count();
  });
})();
