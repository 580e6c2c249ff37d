// What is typed and not saved is kept in this browser, and offered back when the page is opened again: after a reload,
// a restart of the preview, or a crash. Each entry of the local storage is one text:
//
//   vernacular-typed <site> <locale>/<page> <name of the open page> <id of the text>  →  { text, lock, at, section }
//
// and of a comment, with "comment:" and the id of its field in the place of the text's id, { text, at, section }.
//
// lock is that of the text that was edited, so that a save of what was put back is a conflict where a save before would
// have been one. What a page keeps that is open in another tab is not offered.
(() => {
  'use strict';

  if (!window.vernacularEditor) return;
  const { list, fieldOf, unsaved, mark, make, say, insert } = vernacularEditor;
  const board = document.getElementById('typed');
  const prefix = `vernacular-typed ${list.dataset.site} ${list.dataset.page} `;
  const failing = new Set(); // ids of the units, and of the fields of comments, whose text could not be kept
  let tab = '';

  const hidden = (section, name) => section.querySelector(`input[name="${name}"]`);
  const keyOf = (section) => `${prefix}${tab} ${hidden(section, 'id').value}`;

  // keep writes down what a field has, or strikes it out when that is saved.
  function keep(section) {
    if (!tab || !hidden(section, 'id')) return;
    try {
      if (unsaved(section)) {
        localStorage.setItem(keyOf(section), JSON.stringify({ text: fieldOf(section).value, lock: hidden(section, 'lock').value, at: Date.now(), section: section.id }));
      } else {
        localStorage.removeItem(keyOf(section));
      }
      failing.delete(section.id);
    } catch {
      if (unsaved(section)) failing.add(section.id);
    }
    warn();
  }

  // warn says when this browser keeps nothing, and only then asks before the page is left.
  function warn() {
    const note = document.getElementById('typed-fails');
    if (failing.size === 0) {
      note?.remove();
    } else if (!note) {
      board.prepend(make('p', { id: 'typed-fails', class: 'typed-note' }, make('strong', {}, 'This browser keeps nothing. '),
        'The window is private, or its storage is full: save each text before you leave this page.'));
      say('This browser keeps nothing: save each text before you leave this page.');
    }
  }
  addEventListener('beforeunload', (event) => {
    if (failing.size > 0) event.preventDefault();
  });

  for (const name of ['input', 'unit-saved', 'unit-left']) {
    list.addEventListener(name, ({ target }) => {
      const section = target.closest('.seg');
      if (section && (name !== 'input' || target === fieldOf(section))) keep(section);
    });
  }

  // keepComment does the same for a comment that is not sent.
  function keepComment(field) {
    if (!tab) return;
    const name = `${prefix}${tab} comment:${field.id}`;
    try {
      if (field.value !== field.defaultValue) localStorage.setItem(name, JSON.stringify({ text: field.value, at: Date.now(), section: field.closest('.seg').id }));
      else localStorage.removeItem(name);
      failing.delete(field.id);
    } catch {
      failing.add(field.id);
    }
    warn();
  }
  list.addEventListener('input', ({ target }) => {
    if (target.matches('.talk textarea')) keepComment(target);
  });
  list.addEventListener('comment-sent', ({ detail }) => {
    try {
      localStorage.removeItem(`${prefix}${tab} comment:${detail}`);
    } catch {
      // it is offered once more
    }
    failing.delete(detail);
    warn();
  });

  // entries returns what is kept for this page by tabs that are gone, the newest last.
  function entries(open) {
    const out = [];
    for (let i = 0; i < localStorage.length; i++) {
      const name = localStorage.key(i);
      if (!name.startsWith(prefix)) continue;
      const [, of, id] = /^(\S+) ([^]*)$/.exec(name.slice(prefix.length)) ?? [];
      if (!of || open.has(of)) continue;
      try {
        const { text, lock, at, section } = JSON.parse(localStorage.getItem(name));
        if (typeof text === 'string') out.push({ name, id, text, lock, at, section });
      } catch {
        // not ours
      }
    }
    return out.sort((a, b) => a.at - b.at);
  }

  const forget = (entry) => {
    try {
      localStorage.removeItem(entry.name);
    } catch {
      // it is offered once more
    }
  };
  const when = (at) => new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
  const press = (words, run) => {
    const e = make('button', { type: 'button' }, words);
    e.addEventListener('click', run);
    return e;
  };

  const waiting = new Map(); // id of a section -> what is offered there

  function offer(found) {
    const sections = new Map();
    for (const e of list.querySelectorAll('form.translation input[name="id"]')) sections.set(e.value, e.closest('.seg'));
    const shown = [], others = [];
    for (const entry of found) {
      const comment = /^comment:(.+)$/.exec(entry.id)?.[1];
      if (comment) {
        if (!offerComment(entry, document.getElementById(comment))) others.push(entry);
        continue;
      }
      const section = sections.get(entry.id);
      if (!section) others.push(entry);
      else if (fieldOf(section).defaultValue === entry.text && !unsaved(section)) forget(entry);
      else shown.push([entry, section]);
    }
    for (const [entry, section] of shown) {
      waiting.set(section.id, [...waiting.get(section.id) ?? [], entry]);
      offerIn(section, entry);
    }
    if (others.length > 0) offerOutside(others);
    if (shown.length > 0) {
      const first = shown[0][1];
      board.append(make('p', { class: 'typed-note' }, make('strong', {}, `${shown.length === 1 ? 'A text was' : `${shown.length} texts were`} typed here and not saved. `),
        make('a', { href: `#t-${first.id}` }, 'Go to the first')));
      say(`${shown.length === 1 ? 'A text was' : `${shown.length} texts were`} typed here and not saved.`);
    }
  }

  // offerIn offers a text below its field.
  function offerIn(section, entry) {
    const field = fieldOf(section);
    const lock = hidden(section, 'lock');
    const text = make('div', { class: 'text', lang: field.lang, dir: field.dir }, entry.text);
    const changed = lock.value !== entry.lock ? ' The text or its source has changed since; when you save it, you will see both.' : '';
    const note = make('div', { class: 'typed-note' }, make('p', {}, make('strong', {}, 'Typed and not saved'), `, ${when(entry.at)}.${changed}`), text);
    const done = () => {
      const own = note.closest('.seg');
      note.remove();
      forget(entry);
      waiting.set(section.id, waiting.get(section.id).filter((other) => other !== entry));
      fieldOf(own).focus();
    };
    note.append(make('p', { class: 'buttons' },
      press('Put it back', () => {
        const own = note.closest('.seg');
        hidden(own, 'lock').value = entry.lock;
        insert(fieldOf(own), entry.text, true);
        done();
        keep(own);
        mark(own);
      }), ' ', press('Throw it away', done)));
    section.querySelector('form.translation').append(note);
  }
  list.addEventListener('unit-shown', ({ target }) => {
    for (const entry of waiting.get(target.id) ?? []) offerIn(target, entry);
  });

  // offerComment offers a comment below its field, and reports whether that is there.
  function offerComment(entry, field) {
    if (!field?.matches('.talk textarea')) return false;
    const note = make('div', { class: 'typed-note' }, make('p', {}, make('strong', {}, 'Typed and not sent'), `, ${when(entry.at)}.`),
      make('div', { class: 'text', dir: 'auto' }, entry.text));
    const done = (text) => {
      const own = document.getElementById(field.id) ?? field;
      note.remove();
      forget(entry);
      own.focus();
      if (text) insert(own, text, true);
    };
    note.append(make('p', { class: 'buttons' }, press('Put it back', () => done(entry.text)), ' ', press('Throw it away', () => done())));
    field.after(note);
    field.closest('details').open = true;
    board.append(make('p', { class: 'typed-note' }, make('strong', {}, 'A comment was typed here and not sent. '), make('a', { href: `#${field.id}` }, 'Go to it')));
    say('A comment was typed here and not sent.');
    return true;
  }

  // offerOutside shows texts whose field is in another part of the page, or gone, so that they can be copied.
  function offerOutside(others) {
    const items = others.map((entry) => {
      const { lang, dir } = list.dataset;
      const item = make('li', {}, make('p', {}, when(entry.at)), make('div', { class: 'text', lang, dir }, entry.text));
      if (entry.section) item.append(make('a', { href: `?${new URLSearchParams({ unit: entry.section })}#t-${entry.section}` }, 'Go to its field'), ' ');
      item.append(press('Throw it away', () => {
        forget(entry);
        item.remove();
      }));
      return item;
    });
    board.append(make('details', { class: 'typed-note' }, make('summary', {}, 'Typed and not saved, for texts that are not shown here'), make('ul', {}, ...items)));
  }

  // claim gives this page a name, and returns those of the pages that are open. Each holds a lock with its name, which the
  // browser takes back when it ends. The page that this tab had before may be about to end.
  async function claim() {
    const own = crypto.getRandomValues(new Uint32Array(2)).join('-');
    const lock = (name) => `vernacular-tab ${name}`;
    const open = new Set();
    const before = sessionStorage.getItem('vernacular-tab');
    sessionStorage.setItem('vernacular-tab', own);
    if (navigator.locks) {
      if (before) await navigator.locks.request(lock(before), { signal: AbortSignal.timeout(1000) }, () => {}).catch(() => {});
      const { held } = await navigator.locks.query();
      for (const { name } of held) if (name.startsWith(lock(''))) open.add(name.slice(lock('').length));
      navigator.locks.request(lock(own), () => new Promise(() => {}));
    }
    return [own, open];
  }

  (async () => {
    try {
      const [own, open] = await claim();
      offer(entries(open));
      tab = own;
    } catch {
      tab = 'none'; // the first text that is typed will say that nothing is kept
    }
    for (const section of list.querySelectorAll('.seg.dirty')) keep(section);
    board.dataset.ready = '';
  })();
})();
