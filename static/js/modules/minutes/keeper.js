// Keeps text in this browser until the hub has it.

/** Return a place for one text under a key; a browser that keeps nothing loses only this net. */
export function keeper(key) {
  return {
    put(html, revision) {
      try {
        localStorage.setItem(key, JSON.stringify({ html, revision }));
      } catch {
        // full or forbidden: the text is still in the page and goes to the hub
      }
    },
    take() {
      try {
        const text = JSON.parse(localStorage.getItem(key) ?? "null");
        return typeof text?.html === "string" && Number.isInteger(text.revision) ? text : null;
      } catch {
        return null;
      }
    },
    drop() {
      try {
        localStorage.removeItem(key);
      } catch {
        // nothing was kept
      }
    },
  };
}
