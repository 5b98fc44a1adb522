// One SVG file with a <symbol> per icon that templates may name.
import fs from "node:fs";

const FOLDER = "node_modules/@tabler/icons/icons/outline";

/** Read the icon names, one per line; `#` starts a comment. */
export function iconNames(listFile) {
  return fs
    .readFileSync(listFile, "utf8")
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter(Boolean);
}

/** Return the sprite. Throws one error that lists every name without an icon. */
export function sprite(names) {
  const missing = names.filter((name) => !fs.existsSync(`${FOLDER}/${name}.svg`));
  if (missing.length) throw new Error(`no such icon in @tabler/icons: ${missing.join(", ")}`);
  const symbols = names.map((name) => symbol(name, fs.readFileSync(`${FOLDER}/${name}.svg`, "utf8")));
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
}

function symbol(name, svg) {
  const drawing = svg
    .replace(/^[\s\S]*?<svg[^>]*>/, "")
    .replace(/<\/svg>[\s\S]*$/, "")
    .replace(/\s+/g, " ")
    .trim();
  return (
    `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" ` +
    `stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${drawing}</symbol>`
  );
}
