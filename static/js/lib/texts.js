// What scripts say. The sentences come translated with the page: those of every page in
// #texts-common, the page's own in #texts, those of its parts in #texts-…. Places read {name}.

const blocks = document.querySelectorAll('script[type="application/json"][id^="texts"]');
const sentences = Object.assign({}, ...[...blocks].map((block) => JSON.parse(block.textContent)));

/** Return the sentence of a key with its places filled. A key without one shows as itself. */
export function t(key, values = {}) {
  const sentence = sentences[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
}
