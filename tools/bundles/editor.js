// The minutes editor. All @tiptap packages stay at one exact version.
export { Editor } from "@tiptap/core";
export { TableKit } from "@tiptap/extension-table";
export { default as StarterKit } from "@tiptap/starter-kit";
