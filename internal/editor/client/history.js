// The history of a text: fetched when it is asked for, so that the page is as small as its texts. It is shown in the form,
// whose buttons restore what they stand beside (editor.js saves). And with each form goes when it was sent.
(() => {
  'use strict';

  const list = document.getElementById('list');
  if (!list) return;

  // 2026-11-30 16:20 in the time of this machine, with its distance from UTC.
  function now() {
    const at = new Date(), two = (n) => String(n).padStart(2, '0');
    const off = -at.getTimezoneOffset(), away = Math.abs(off);
    return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())} `
      + `${off < 0 ? '-' : '+'}${two(Math.floor(away / 60))}:${two(away % 60)}`;
  }
  document.addEventListener('formdata', ({ formData }) => { if (!formData.get('when')) formData.set('when', now()); });

  async function show(link) {
    const { id } = link.closest('.seg');
    const to = new URL(link.href);
    to.searchParams.set('alone', '1');
    const response = await fetch(to, { cache: 'no-store' });
    if (!response.ok) throw new Error(String(response.status));
    const part = new DOMParser().parseFromString(await response.text(), 'text/html');
    const past = part.querySelector('.past'), undo = part.querySelector('.undo');
    const section = document.getElementById(id); // the page may have taken over another one meanwhile
    if (!past || !section) throw new Error('no history');
    section.querySelector('.past').replaceWith(document.importNode(past, true));
    if (undo && !section.querySelector('.undo')) section.querySelector('.buttons').append(document.importNode(undo, true));
    section.querySelector('.past h3').focus({ preventScroll: true });
  }

  list.addEventListener('click', (event) => {
    const link = event.target.closest('a.history');
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link).catch(() => { location.href = link.href; });
  });

  // A save is taken back by the key that takes typing back: in a text that was just saved, and where nothing is typed since.
  editorKeys.on('undo', ({ target }) => {
    const section = target.closest?.('.seg');
    const field = section?.querySelector('textarea');
    const button = section?.querySelector('.undo');
    if (!button || target !== field || field.value !== field.defaultValue || !section.querySelector('.said.ok')) return false;
    field.form.requestSubmit(button);
    return true;
  });
})();
