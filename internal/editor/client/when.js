// With each form goes when it was sent, as this machine tells the time.
(() => {
  'use strict';

  // 2026-11-30 16:20 in the time of this machine, with its distance from UTC.
  function now() {
    const at = new Date(), two = (n) => String(n).padStart(2, '0');
    const off = -at.getTimezoneOffset(), away = Math.abs(off);
    return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())} `
      + `${off < 0 ? '-' : '+'}${two(Math.floor(away / 60))}:${two(away % 60)}`;
  }
  document.addEventListener('formdata', ({ formData }) => { if (!formData.get('when')) formData.set('when', now()); });
})();
