// The headings of the text as links beside it.
import { t } from "../../lib/texts.js";

/** Keep the list of headings in step with the editor. */
export function outline(editor) {
  const list = document.getElementById("anchors");
  let shown = "";

  function draw() {
    const headings = [];
    editor.state.doc.descendants((node, position) => {
      if (node.type.name === "heading" && node.textContent.trim()) headings.push({ text: node.textContent, position });
      return !node.isTextblock;
    });
    const now = JSON.stringify(headings);
    if (now === shown) return;
    shown = now;
    list.replaceChildren(...(headings.length ? headings.map(link) : [nothing()]));
  }

  function link({ text, position }) {
    const item = document.createElement("li");
    const anchor = document.createElement("a");
    anchor.href = "#editor";
    anchor.textContent = text;
    anchor.addEventListener("click", (event) => {
      event.preventDefault();
      editor.chain().focus(position + 1).scrollIntoView().run();
    });
    item.append(anchor);
    return item;
  }

  function nothing() {
    const item = document.createElement("li");
    item.className = "sub small";
    item.textContent = t("minutes-no-headings");
    return item;
  }

  editor.on("update", draw);
  draw();
}
