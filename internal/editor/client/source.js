// What an author types into a text of the source and does not save is kept in this browser, and offered back: after a reload,
// a restart of the preview, or a crash. Each entry of the local storage is one text:
//
//   vernacular-source <site> <page> <id of the text>  →  { text, lock, at, anchor }
//
// lock is that of the text that was edited, so that a save of what was put back is a conflict where a save before would have
// been one. An entry goes when its text is saved, or left as it was.
(() => {
  'use strict';

  const list = document.getElementById('list');
  const board = document.getElementById('typed');
  const form = document.getElementById('source-form');
  const prefix = `vernacular-source ${list.dataset.site} ${list.dataset.page} `;
  const field = form?.elements.text;
  const name = form && prefix + form.elements.id.value;
  let failing = false;

  const make = (tag, attributes, ...children) => {
    const e = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
    e.append(...children);
    return e;
  };
  const press = (words, run) => {
    const e = make('button', { type: 'button' }, words);
    e.addEventListener('click', run);
    return e;
  };

  function entries() {
    const out = [];
    for (let i = 0; i < localStorage.length; i++) {
      const key = localStorage.key(i);
      if (!key.startsWith(prefix)) continue;
      try {
        const entry = JSON.parse(localStorage.getItem(key));
        if (typeof entry.text === 'string') out.push({ ...entry, key });
      } catch {
        // not ours
      }
    }
    return out.sort((a, b) => a.at - b.at);
  }

  function keep() {
    try {
      if (field.value !== field.defaultValue || 'tried' in form.dataset) {
        localStorage.setItem(name, JSON.stringify({ text: field.value, lock: form.elements.lock.value, at: Date.now(), anchor: field.id.slice(2) }));
      } else {
        localStorage.removeItem(name);
      }
      failing = false;
    } catch {
      if (!failing) board.prepend(make('p', { class: 'typed-note', role: 'status' }, make('strong', {}, 'This browser keeps nothing. '), 'Save the text before you leave this page.'));
      failing = true;
    }
  }

  // offer shows a text that was typed: below its field, or with the way to it.
  function offer(entry) {
    const here = entry.key === name;
    if (here && entry.text === field.value) return;
    const when = new Date(entry.at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
    const note = make('div', { class: 'typed-note' }, make('p', {}, make('strong', {}, 'Typed and not saved'), `, ${when}.`),
      make('div', { class: 'text', lang: document.querySelector('.text, textarea').lang, dir: 'auto' }, entry.text));
    const away = press('Throw it away', () => {
      localStorage.removeItem(entry.key);
      note.remove();
      (here ? field : list).focus();
    });
    const back = here ? press('Put it back', () => {
      field.value = entry.text;
      form.elements.lock.value = entry.lock;
      note.remove();
      keep();
      field.focus();
    }) : make('a', { href: `?edit=${encodeURIComponent(entry.anchor)}#t-${entry.anchor}` }, 'Go to its field');
    note.append(make('p', { class: 'buttons' }, back, ' ', away));
    if (here) field.after(note);
    else board.append(note);
  }

  const saved = new URLSearchParams(location.search).get('saved');
  try {
    for (const entry of entries()) {
      if (entry.anchor === saved) localStorage.removeItem(entry.key);
      else offer(entry);
    }
  } catch {
    // the first text that is typed will say that nothing is kept
  }
  field?.addEventListener('input', keep);
  document.getElementById('leave')?.addEventListener('click', () => {
    try {
      localStorage.removeItem(name);
    } catch {
      // it is offered once more
    }
  });
  addEventListener('beforeunload', (event) => {
    if (failing) event.preventDefault();
  });
  board.dataset.ready = '';
})();
