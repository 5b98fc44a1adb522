export { Upload, isSupported } from "tus-js-client";
