"use strict";
(() => {
  const figures = JSON.parse(document.getElementById("figures").textContent);
  const dialog = document.getElementById("source");
  const HEADS = ["文件", "工作表", "单元格", "原值", "贡献"];
  const make = (tag, text, role) => {
    const node = document.createElement(tag);
    if (text !== undefined) node.textContent = text;
    if (role) node.setAttribute("role", role);
    return node;
  };
  const sourceTable = (rows) => {
    const whole = make("table", undefined, "table"), head = make("thead", undefined, "rowgroup"), body = make("tbody", undefined, "rowgroup");
    whole.className = "stack";
    whole.append(make("caption", "来源单元格，贡献大的在前"));
    const line = make("tr", undefined, "row");
    for (const name of HEADS) { const cell = make("th", name, "columnheader"); cell.scope = "col"; line.append(cell); }
    head.append(line);
    for (const row of rows) {
      const tr = make("tr", undefined, "row");
      row.forEach((value, at) => {
        const cell = make(at ? "td" : "th", value, at ? "cell" : "rowheader");
        if (at) cell.dataset.label = HEADS[at]; else cell.scope = "row";
        if (at > 2) cell.className = "n";
        tr.append(cell);
      });
      body.append(tr);
    }
    whole.append(head, body);
    const box = make("div", undefined, "region");
    box.className = "scroll"; box.tabIndex = 0; box.setAttribute("aria-label", "来源单元格");
    box.append(whole);
    return box;
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-figure]");
    if (!button) return;
    const figure = figures[Number(button.dataset.figure)];
    document.getElementById("source-title").textContent = figure.label + " " + figure.text;
    const body = document.getElementById("source-body");
    body.replaceChildren();
    if (figure.sources && figure.sources.length) {
      body.append(sourceTable(figure.sources));
      if (figure.cells > figure.sources.length) body.append(make("p", "共 " + figure.cells + " 个单元格，此处列前 " + figure.sources.length + " 个；全部来源用 zhaoyin explain 查看。"));
    } else body.append(make("p", "该数没有来源单元格，或本页未附来源；可用 zhaoyin explain 查看。"));
    const where = make("p", "公布表、行、列：" + figure.where);
    where.className = "where";
    body.append(where);
    dialog.showModal();
    dialog.scrollTop = 0; // the close button has the focus; the heading is what is read first
  });
  document.getElementById("source-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
})();
