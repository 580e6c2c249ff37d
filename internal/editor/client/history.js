// The history of a text: fetched when it is asked for, so that the page is as small as its texts. It is shown in the form,
// whose buttons restore what they stand beside (editor.js saves).
(() => {
  'use strict';

  const list = document.getElementById('list');
  if (!list) return;

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
  // Whoever has gone on with the save to the next text, and has typed nothing there, takes back the one before.
  let last = '';
  list.addEventListener('unit-saved', ({ target }) => { last = target.id; });
  list.addEventListener('input', () => { last = ''; });
  const undoOf = (section) => section?.querySelector('.said.ok') && section.querySelector('.undo');

  editorKeys.on('undo', ({ target }) => {
    const here = target.closest?.('.seg');
    if (here && (target !== here.querySelector('form.translation textarea') || target.value !== target.defaultValue)) return false;
    const section = undoOf(here) ? here : document.getElementById(last);
    const button = undoOf(section), field = section?.querySelector('form.translation textarea');
    if (!button || field.value !== field.defaultValue) return false;
    field.focus();
    field.form.requestSubmit(button);
    return true;
  });
})();
