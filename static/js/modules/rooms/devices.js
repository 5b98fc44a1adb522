// What the site sends: its microphone, its camera, its screen. The hub is told what is on; nobody
// but the site itself turns a microphone on.
import { emit } from "../../lib/live.js";
import { t } from "../../lib/texts.js";
import { say } from "../../lib/toast.js";
import { CAMERA, MICROPHONE, SCREEN } from "./media.js";

export const canShare = Boolean(navigator.mediaDevices?.getDisplayMedia);

export class Devices {
  /** `changed()` after every change; the others tell how the site stands in the room and on its line. */
  constructor({ meeting, publisher, joined, isMain, carriesPicture, changed }) {
    Object.assign(this, { meeting, publisher, joined, isMain, carriesPicture, changed });
    const asked = new URLSearchParams(location.search);
    this.microphone = false;
    this.wantsCamera = asked.get("camera") !== "0";
    this.wantsSound = asked.get("mic") !== "0";
    this.sound = null;
    this.picture = null;
    this.screen = null;
  }

  get camera() {
    return Boolean(this.wantsCamera && this.picture);
  }

  get started() {
    return Boolean(this.sound || this.picture);
  }

  async start() {
    this.sound = await track("audio", { ...MICROPHONE, ...chosen("microphone") });
    if (this.sound) this.sound.enabled = false;
    else say(t("no-microphone"), "warn");
    await this.publisher.setSound(this.sound);
    if (this.wantsCamera) await this.startCamera();
    if (this.isMain() && this.wantsSound && this.sound) this.microphone = true;
    this.wantsSound = false;
    this.switchSound();
  }

  stop() {
    for (const each of [this.sound, this.picture, this.screen]) each?.stop();
  }

  // ---- microphone ----------------------------------------------------------------------------

  async setMicrophone(on) {
    const before = this.microphone;
    this.microphone = on && Boolean(this.sound);
    if (!(await this.tell())) this.microphone = before && this.microphone;
    this.switchSound();
    this.changed();
  }

  /** The floor is over or the chair closed the microphone: nothing is sent any more. */
  silence() {
    this.microphone = false;
    this.switchSound();
  }

  switchSound() {
    if (this.sound) this.sound.enabled = this.microphone;
  }

  // ---- camera --------------------------------------------------------------------------------

  async startCamera() {
    this.picture = await track("video", { ...CAMERA, ...chosen("camera") });
    this.wantsCamera = Boolean(this.picture);
    if (!this.picture) say(t("no-camera"), "warn");
    else this.picture.addEventListener("ended", () => { this.wantsCamera = false; this.tell(); this.changed(); });
    await this.publisher.setPicture(this.picture);
  }

  async toggleCamera() {
    if (this.camera) {
      this.picture.stop();
      this.picture = null;
      this.wantsCamera = false;
      await this.publisher.setPicture(null);
    } else {
      await this.startCamera();
    }
    this.changed();
    await this.tell();
  }

  // ---- screen --------------------------------------------------------------------------------

  /** Ask the browser for a screen or window, then tell the room. The browser's own bar ends it too. */
  async share() {
    let screen;
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: SCREEN, audio: false });
      [screen] = stream.getVideoTracks();
    } catch (error) {
      if (error.name !== "NotAllowedError") say(t("no-screen"), "warn");
      return;
    }
    try {
      await emit("room:share", { meeting: this.meeting });
    } catch (error) {
      screen.stop();
      say(error.message, "error");
      return;
    }
    this.screen = screen;
    screen.addEventListener("ended", () => this.endShare());
    await this.publisher.setScreen(screen);
    this.changed();
  }

  async endShare() {
    await this.dropScreen();
    await emit("room:end-share", { meeting: this.meeting }).catch(() => {}); // it may have ended already
  }

  /** The room does not show the screen any more: the browser stops taking it. */
  async dropScreen() {
    if (!this.screen) return;
    this.screen.stop();
    this.screen = null;
    await this.publisher.setScreen(null);
    this.changed();
  }

  // ---- the hub -------------------------------------------------------------------------------

  async tell() {
    if (!this.joined()) return false;
    // Others see a picture when the camera is on and the line carries it.
    const message = () => ({ meeting: this.meeting, microphone: this.microphone, camera: this.camera && this.carriesPicture() });
    try {
      await emit("room:media", message());
      return true;
    } catch (error) {
      const code = error.problem?.code;
      if (code === "no-floor" || code === "muted-by-the-chair") {
        this.microphone = false;
        say(t(code === "no-floor" ? "no-floor" : "muted-by-chair"), "warn");
        await emit("room:media", message()).catch(() => {});
      } else if (error.problem) say(error.message, "error");
      return false;
    }
  }
}

function chosen(kind) {
  const id = localStorage.getItem(`device-${kind}`);
  return id ? { deviceId: { ideal: id } } : {};
}

async function track(kind, wishes) {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ [kind]: wishes });
    return stream.getTracks()[0];
  } catch {
    return null;
  }
}
