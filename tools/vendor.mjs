// Third-party browser files: copied or bundled from node_modules into static/vendor.
//
// The project's own scripts are native modules and are not built. What comes out here is
// served as it is; manifest.json gives each file the hash that its address carries.
import { build } from "esbuild";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";

import { iconNames, sprite } from "./sprite.mjs";

const TARGET = ["chrome109", "firefox115", "safari16"];
const DESTINATION = "static/vendor";
const WORKSHOP = "node_modules/.vendor";

const COPIES = {
  "bootstrap/dist/css/bootstrap.min.css": "bootstrap.css",
  "socket.io-client/dist/socket.io.esm.min.js": "socket.io.js",
  "pdfjs-dist/legacy/build/pdf.min.mjs": "pdfjs/pdf.mjs",
  "pdfjs-dist/legacy/build/pdf.worker.min.mjs": "pdfjs/pdf.worker.mjs",
  "pdfjs-dist/legacy/web/pdf_viewer.mjs": "pdfjs/pdf_viewer.mjs",
  "pdfjs-dist/legacy/web/pdf_viewer.css": "pdfjs/pdf_viewer.css",
  "pdfjs-dist/legacy/web/images": "pdfjs/images",
  "pdfjs-dist/cmaps": "pdfjs/cmaps",
  "pdfjs-dist/standard_fonts": "pdfjs/standard_fonts",
  "pdfjs-dist/wasm": "pdfjs/wasm",
  "pdfjs-dist/iccs": "pdfjs/iccs",
  "@fontsource-variable/public-sans/files/public-sans-latin-wght-normal.woff2": "fonts/public-sans.woff2",
  // For printed documents (Decree 30 asks for a Times-like face); named as Debian names them.
  "@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf": "fonts/Tinos-Regular.ttf",
  "@expo-google-fonts/tinos/400Regular_Italic/Tinos_400Regular_Italic.ttf": "fonts/Tinos-Italic.ttf",
  "@expo-google-fonts/tinos/700Bold/Tinos_700Bold.ttf": "fonts/Tinos-Bold.ttf",
  "@expo-google-fonts/tinos/700Bold_Italic/Tinos_700Bold_Italic.ttf": "fonts/Tinos-BoldItalic.ttf",
};
for (const script of ["latin", "vietnamese"]) {
  for (const weight of [400, 600]) {
    COPIES[`@fontsource/be-vietnam-pro/files/be-vietnam-pro-${script}-${weight}-normal.woff2`] =
      `fonts/be-vietnam-pro-${script}-${weight}.woff2`;
  }
}

function copyFiles() {
  for (const [from, to] of Object.entries(COPIES)) {
    const destination = `${WORKSHOP}/${to}`;
    fs.mkdirSync(path.dirname(destination), { recursive: true });
    fs.cpSync(`node_modules/${from}`, destination, { recursive: true });
  }
}

async function bundle() {
  const entryPoints = fs.readdirSync("tools/bundles").map((name) => `tools/bundles/${name}`);
  const common = { bundle: true, format: "esm", minify: true, target: TARGET, charset: "utf8", metafile: true };
  const bundles = await build({ ...common, entryPoints, outdir: WORKSHOP, legalComments: "none" });
  const htmx = await build({
    ...common,
    entryPoints: ["node_modules/htmx.org/dist/htmx.esm.js"],
    outfile: `${WORKSHOP}/htmx.js`,
    legalComments: "none",
  });
  return [...Object.keys(bundles.metafile.inputs), ...Object.keys(htmx.metafile.inputs)];
}

/** Every package of which something is handed to browsers, with its licence. */
function notices(inputs) {
  const files = [...inputs, ...Object.keys(COPIES).map((name) => `node_modules/${name}`), "node_modules/@tabler/icons/"];
  const packages = new Set(files.map((name) => name.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]).filter(Boolean));
  return [...packages].sort().map(notice).join("\n\n");
}

function notice(name) {
  const folder = `node_modules/${name}`;
  const facts = JSON.parse(fs.readFileSync(`${folder}/package.json`, "utf8"));
  const licences = fs.readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const texts = licences.map((file) => fs.readFileSync(`${folder}/${file}`, "utf8").trim());
  return [`== ${facts.name} ${facts.version} (${facts.license ?? "see below"})`, ...texts].join("\n");
}

function filesUnder(folder) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)).replaceAll("\\", "/"))
    .sort();
}

function hashOf(file) {
  return crypto.createHash("sha256").update(fs.readFileSync(file)).digest("hex").slice(0, 12);
}

fs.rmSync(WORKSHOP, { recursive: true, force: true });
fs.mkdirSync(WORKSHOP, { recursive: true });
copyFiles();
const inputs = await bundle();
const icons = iconNames("tools/icons.txt");
fs.writeFileSync(`${WORKSHOP}/icons.svg`, sprite(icons));
fs.writeFileSync(`${WORKSHOP}/THIRD_PARTY_NOTICES.txt`, notices(inputs));
const files = Object.fromEntries(filesUnder(WORKSHOP).map((name) => [name, hashOf(`${WORKSHOP}/${name}`)]));
const manifest = { recipe: process.argv[2] ?? "", icons, files };
fs.writeFileSync(`${WORKSHOP}/manifest.json`, JSON.stringify(manifest, null, 1));
// The new folder takes the old one's place only when it is complete.
fs.rmSync(DESTINATION, { recursive: true, force: true });
fs.renameSync(WORKSHOP, DESTINATION);
console.log(`${Object.keys(files).length} files, ${icons.length} icons in ${DESTINATION}`);
