// What moves by itself: time that runs out, and a page whose only purpose is to lead to another.
(() => {
  "use strict";
  const { all, one } = window.relais;
  const two = (number) => String(number).padStart(2, "0");

  // The instant stays written in full for who hears the page; what is left is beside it.
  function tick() {
    all("[data-countdown]").forEach((time) => {
      const left = Math.max(0, Math.floor((new Date(time.dateTime) - Date.now()) / 1000));
      time.dataset.left = left >= 3600 ? "" : `${Math.floor(left / 60)}:${two(left % 60)}`;
      time.classList.toggle("over", left === 0);
    });
  }
  tick();
  setInterval(tick, 1000);
  document.addEventListener("htmx:afterSwap", tick);

  // A form may not be sent to another site, a link may lead to it; going back skips the page that led there.
  const follow = one("[data-follow]");
  if (follow) location.replace(follow.href);
})();
