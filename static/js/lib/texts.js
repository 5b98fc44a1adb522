// What scripts say. The sentences come translated with the page: those of every page in
// #texts-common, the page's own in #texts. Places in a sentence read {name}.

function read(id) {
  const block = document.getElementById(id);
  return block ? JSON.parse(block.textContent) : {};
}

const sentences = { ...read("texts-common"), ...read("texts") };

/** Return the sentence of a key with its places filled. A key without one shows as itself. */
export function t(key, values = {}) {
  const sentence = sentences[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
}
