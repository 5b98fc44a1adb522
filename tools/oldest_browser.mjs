// Unpacks Chromium 109, the oldest browser supported, and prints its path:
//   node tools/oldest_browser.mjs FOLDER, where `npm install --prefix FOLDER` put the package.
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";

const folder = process.argv[2];
const program = `${folder}/chromium`;
if (!existsSync(program)) {
  const packed = `${folder}/node_modules/@sparticuz/chromium/bin/chromium.br`;
  await pipeline(createReadStream(packed), createBrotliDecompress(), createWriteStream(program, { mode: 0o755 }));
}
console.log(program);
