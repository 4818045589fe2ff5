"use strict";
(() => {
  const figures = JSON.parse(document.getElementById("figures").textContent);
  const dialog = document.getElementById("source");
  const make = (tag, text) => { const node = document.createElement(tag); if (text !== undefined) node.textContent = text; return node; };
  const table = (rows) => {
    const whole = make("table"), head = make("thead"), line = make("tr"), body = make("tbody");
    whole.append(make("caption", "来源单元格(贡献大的在前)"));
    for (const name of ["文件", "工作表", "单元格", "原值", "贡献"]) { const cell = make("th", name); cell.scope = "col"; line.append(cell); }
    head.append(line);
    for (const row of rows) { const tr = make("tr"); for (const value of row) tr.append(make("td", value)); body.append(tr); }
    whole.append(head, body);
    const box = make("div"); box.className = "scroll"; box.tabIndex = 0; box.setAttribute("role", "region"); box.setAttribute("aria-label", "来源单元格"); box.append(whole);
    return box;
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-figure]");
    if (!button) return;
    const figure = figures[Number(button.dataset.figure)];
    document.getElementById("source-title").textContent = figure.label + " " + figure.text;
    const body = document.getElementById("source-body");
    body.replaceChildren(make("p", "公布表|行|列:" + figure.where));
    if (figure.sources && figure.sources.length) {
      body.append(table(figure.sources));
      if (figure.cells > figure.sources.length) body.append(make("p", "共 " + figure.cells + " 个单元格,此处列出前 " + figure.sources.length + " 个;其余用 zhaoyin explain 查看。"));
    } else body.append(make("p", "本页未附来源单元格,用 zhaoyin explain 查看。"));
    dialog.showModal();
  });
  document.getElementById("source-close").addEventListener("click", () => dialog.close());
})();
