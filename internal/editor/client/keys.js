// The keys of the translation editor. The page lists them (keys.go); the script of each matter registers what they do:
//
//   editorKeys.on('save', (event) => { … })
//
// A function that returns false leaves the key to the browser.
(() => {
  'use strict';

  const runs = new Map(); // by the id of a row
  const presses = new Map(); // what is pressed -> id
  window.editorKeys = { on: (id, run) => runs.set(id, run), has: (id) => runs.has(id) };

  const dialog = document.getElementById('keys');
  if (!dialog) return;
  for (const row of dialog.querySelectorAll('[data-run]')) {
    for (const press of row.dataset.press.split(' ')) presses.set(press, row.dataset.run);
  }

  // name returns a key by what it writes. The keys of an Arabic, Cyrillic or Greek keyboard write no Latin letter: they
  // are known by the place of the letter on a keyboard that does, as everywhere on such a machine.
  function name(event) {
    const { key, code } = event;
    if (/^[a-z]$/i.test(key)) return key.toUpperCase();
    if (/^[?؟？]$/.test(key)) return '?'; // the Arabic one, and the wide one
    if ([...key].length > 1 || key.charCodeAt(0) < 128) return key;
    return /^Key([A-Z])$/.exec(code)?.[1] ?? (code === 'Slash' ? (event.shiftKey ? '?' : '/') : key);
  }

  // pressed returns what is pressed as the rows have it. A key that writes a sign has its Shift in the sign.
  function pressed(event) {
    const key = name(event);
    const sign = [...key].length === 1 && !/[A-Z]/.test(key);
    return (event.ctrlKey || event.metaKey ? 'Ctrl+' : '') + (event.altKey ? 'Alt+' : '') + (event.shiftKey && !sign ? 'Shift+' : '') + key;
  }

  // What is being composed by an input method, and what AltGr writes, belongs to the text.
  const writes = (event) => event.isComposing || event.keyCode === 229 || event.getModifierState('AltGraph');
  const types = (e) => e.isContentEditable || /^(textarea|select)$/.test(e.localName) || e.localName === 'input' && !/^(checkbox|radio|button|submit)$/.test(e.type);

  // Single characters can be turned off (WCAG 2.1.4): speech input types them by accident.
  const single = document.querySelector('#keys-single');
  const box = single.querySelector('input');
  single.hidden = false;
  try {
    box.checked = localStorage.getItem('vernacular-single-keys') !== 'off';
  } catch {
    // a browser that keeps nothing has them on
  }
  box.addEventListener('change', () => {
    try {
      localStorage.setItem('vernacular-single-keys', box.checked ? 'on' : 'off');
    } catch {
      // it holds until the page is left
    }
  });

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || writes(event)) return;
    const press = pressed(event);
    const id = presses.get(press);
    if ([...press].length === 1 && (!box.checked || types(event.target))) return;
    if (dialog.matches(':popover-open') && id !== 'keys') return;
    const run = runs.get(id);
    if (run) {
      if (run(event) !== false) event.preventDefault();
      return;
    }
    access(event);
  });

  // access does what the browser does for an access key, where the keyboard writes another alphabet: browsers compare
  // what the key writes. On a Mac they know the key.
  function access(event) {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.key.charCodeAt(0) < 128 || /^Mac/.test(navigator.platform)) return;
    const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
    const e = letter && document.querySelector(`[accesskey="${letter.toLowerCase()}"]`);
    if (!e) return;
    event.preventDefault();
    e.click();
  }

  editorKeys.on('keys', () => {
    dialog.togglePopover();
  });
})();
