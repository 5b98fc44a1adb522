// webrtc-adapter has no browser module of its own: it imports the bare name "sdp".
export { default } from "webrtc-adapter";
