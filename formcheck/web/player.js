// A video that steps frame by frame. Frames are found by their own times, since phones do not film
// at an even rate; a little later than a frame's beginning, so that rounding cannot miss it.
const LATER = 0.4;
const TELL_AFTER_MS = 200;

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".player");
  const player = (root.player ??= made(root));
  player.tell = (time) => setTriggerValue("moved", time);
  player.update(data);
}

function made(root) {
  const find = (name) => root.querySelector(name);
  const [video, slider, play, output] = ["video", ".time", ".play", "output"].map(find);
  const self = { index: 0, asked: null, told: 0, update, tell: () => {} };
  let data = null;

  function update(given) {
    data = given;
    root.style.cssText = data.variables;
    root.ariaLabel = data.alt;
    video.ariaLabel = data.alt;
    if (video.getAttribute("src") !== data.url) {
      video.setAttribute("src", data.url);
      self.asked = null;
    }
    slider.max = data.video_s.length - 1;
    for (const [name, words] of Object.entries(data.words)) {
      const part = find(`.${name}`);
      if (part && name !== "broken") part.ariaLabel = part.title = words;
    }
    find(".broken").textContent = data.words.broken;
    if (self.asked !== data.asked) {
      self.asked = data.asked;
      video.pause();
      show(nearest(data.time_s, data.moment_s), false);
    }
  }

  function show(index, tell) {
    self.index = Math.min(Math.max(index, 0), data.video_s.length - 1);
    const start = data.video_s[self.index];
    const next = data.video_s[self.index + 1] ?? start + 0.01;
    video.currentTime = start + LATER * (next - start);
    say(tell);
  }

  function say(tell) {
    slider.value = self.index;
    const time = data.time_s[self.index];
    output.textContent = `${time.toFixed(2)} s`;
    slider.setAttribute("aria-valuetext", output.textContent);
    root.dataset.time = time;
    clearTimeout(self.told);
    if (tell) self.told = setTimeout(() => self.tell(time), TELL_AFTER_MS);
  }

  const step = (by) => { video.pause(); show(self.index + by, true); };
  const toggle = () => (video.paused ? video.play().catch(() => {}) : video.pause());
  find(".back").onclick = () => step(-1);
  find(".on").onclick = () => step(1);
  play.onclick = toggle;
  video.onclick = toggle;
  slider.oninput = () => { video.pause(); show(Number(slider.value), true); };
  find(".speed").onchange = (event) => { video.playbackRate = Number(event.target.value); };
  video.onplay = () => { video.playbackRate = Number(find(".speed").value); label(); };
  video.onpause = () => { label(); if (!video.seeking) say(true); };
  video.ontimeupdate = () => {
    if (video.paused || !data) return;
    self.index = nearest(data.video_s, video.currentTime);
    say(false);
  };
  video.onerror = () => { find(".broken").hidden = false; };
  video.onloadeddata = () => { find(".broken").hidden = true; };
  root.onkeydown = (event) => {
    if (event.target.matches("select, input")) return;
    const act = { ArrowLeft: () => step(-1), ArrowRight: () => step(1) }[event.key];
    if (act) { act(); event.preventDefault(); }
    if (event.key === " " && event.target === root) { toggle(); event.preventDefault(); }
  };
  const label = () => {
    play.textContent = video.paused ? "\u25B6\uFE0E" : "\u275A\u275A";
    play.ariaLabel = play.title = video.paused ? data.words.play : data.words.pause;
  };
  return self;
}

function nearest(values, wanted) {
  let best = 0;
  values.forEach((value, index) => {
    if (Math.abs(value - wanted) < Math.abs(values[best] - wanted)) best = index;
  });
  return best;
}
