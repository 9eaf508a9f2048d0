/// What pages do beside showing: tables sort by their headings and filter by a text.
///
/// Everything is there without it; the script adds the controls itself, so that none stands idle.
enum HTMLScript {
  static let javaScript = """
    "use strict";
    for (const table of document.querySelectorAll("table[data-sortable]")) {
      const body = table.tBodies[0];
      const rows = Array.from(body.rows);
      const heads = Array.from(table.tHead.rows[0].cells);
      const key = (row, index) => {
        const text = row.cells[index].textContent.trim();
        return heads[index].classList.contains("n") ? Number(text.replaceAll(",", "")) : text;
      };
      heads.forEach((head, index) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = head.textContent;
        head.dataset.title = head.textContent;
        head.textContent = "";
        head.append(button);
        button.addEventListener("click", () => {
          const isNumber = head.classList.contains("n");
          const old = head.getAttribute("aria-sort");
          const order = old ? (old === "ascending" ? "descending" : "ascending") : isNumber ? "descending" : "ascending";
          for (const other of heads) other.removeAttribute("aria-sort");
          head.setAttribute("aria-sort", order);
          const sign = order === "ascending" ? 1 : -1;
          const keyed = rows.map((row, place) => [key(row, index), place, row]);
          keyed.sort((a, b) => (a[0] < b[0] ? -sign : a[0] > b[0] ? sign : a[1] - b[1]));
          body.append(...keyed.map((entry) => entry[2]));
        });
      });
      if (rows.length < 8) continue;
      const tools = document.createElement("div");
      tools.className = "tools";
      const label = document.createElement("label");
      const input = document.createElement("input");
      const count = document.createElement("span");
      input.type = "search";
      count.setAttribute("role", "status");
      count.className = "quiet";
      label.append("Filter ", input);
      tools.append(label, count);
      table.closest(".scroll").before(tools);
      let texts = null;
      let timer = 0;
      input.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          texts ??= rows.map((row) => row.textContent.toLowerCase());
          const wanted = input.value.trim().toLowerCase();
          let shown = 0;
          rows.forEach((row, place) => {
            row.hidden = wanted !== "" && !texts[place].includes(wanted);
            if (!row.hidden) shown += 1;
          });
          count.textContent = wanted === "" ? "" : `${shown} of ${rows.length} rows`;
        }, 80);
      });
    }
    """
}
