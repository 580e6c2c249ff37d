// What is written at the cursor of the field that has the focus: the pieces of its source that stay as they are in every
// language, such as placeholders, links and tags, and the typographic marks of the language (insert.go). There is one
// toolbar for all fields, and it is made for a field when that gets the focus. It counts the characters, too.
(() => {
  'use strict';

  if (!window.vernacularEditor) return;
  const { list, fieldOf, insert, say } = vernacularEditor;
  const box = document.getElementById('insert');
  if (!box) return;
  const tools = box.querySelector('[role="toolbar"]');
  const pieces = box.querySelector('.insert-pieces');
  const count = box.querySelector('.insert-count');
  let section; // whose toolbar it is

  const sourceOf = (s) => s.querySelector('.source .now')?.textContent ?? '';

  // The kinds of pieces, in the order in which they are tried at a place: the source as written, what goes before and
  // after what is selected, and whether what stands between them is looked into by itself.
  const kinds = [
    [/\{\{[^{}]*\}\}/y, (m) => [m[0], '']],
    [/%(?:\d+\$)?[sdvqf]\b/y, (m) => [m[0], '']],
    [/`+[^`]+`+/y, (m) => [m[0], '']],
    [/\[\^[^\]\s]+\]/y, (m) => [m[0], '']],
    [/(!?\[)(?:[^[\]]|\[[^\]]*\])*(\]\((?:[^()\s]|\([^()]*\))*(?:\s+"[^"]*")?\))/y, (m) => [m[1], m[2]], true],
    [/(!?\[)[^[\]]+(\]\[[^\]]*\])/y, (m) => [m[1], m[2]], true],
    [/<(?:https?:\/\/|mailto:)[^\s<>]+>|https?:\/\/[^\s<>)\]"']+/y, (m) => [m[0], '']],
    [/<(br|img|hr|wbr)\b[^<>]*>/y, (m) => [m[0], '']],
    [/<([a-z][a-z0-9-]*)\b[^<>]*>/yi, (m) => [m[0], `</${m[1]}>`]],
    [/(\*\*|__|~~)(?=\S)/y, (m) => [m[1], m[1]]],
    [/(\*)(?=[^\s*])/y, (m) => [m[1], m[1]]],
  ];

  // piecesIn returns the pieces of a text, each once. What a link or a tag holds is looked into as well.
  function piecesIn(text) {
    const out = new Map();
    for (let at = 0; at < text.length;) {
      let step = 1;
      for (const [expression, make, inside] of kinds) {
        expression.lastIndex = at;
        const m = expression.exec(text);
        if (!m) continue;
        const [open, close] = make(m);
        out.set(open + close, { open, close });
        if (inside) for (const piece of piecesIn(m[0].slice(open.length, -close.length))) out.set(piece.open + piece.close, piece);
        step = inside ? m[0].length : open.length;
        break;
      }
      at += step;
    }
    return [...out.values()];
  }

  const has = (text, { open, close }) => text.includes(open) && text.includes(close);
  const short = (text) => [...text].length > 28 ? `${[...text].slice(0, 27).join('')}…` : text;

  function buttonOf(piece) {
    const e = document.createElement('button');
    const whole = piece.close ? `${piece.open}…${piece.close}` : piece.open;
    e.type = 'button';
    e.dataset.open = piece.open;
    e.dataset.close = piece.close;
    e.title = whole;
    e.textContent = short(whole);
    e.tabIndex = -1;
    return e;
  }

  const buttons = () => [...tools.querySelectorAll('button')];

  // move brings the toolbar to a field.
  function move(to) {
    if (section === to && box.isConnected && to.contains(box)) return;
    section = to;
    pieces.replaceChildren(...piecesIn(sourceOf(section)).map(buttonOf));
    (section.querySelector('form.translation > .buttons') ?? fieldOf(section)).after(box);
    box.hidden = false;
    buttons().forEach((e, i) => { e.tabIndex = i === 0 ? 0 : -1; });
    tell();
  }

  list.addEventListener('focusin', ({ target }) => {
    const of = target.closest('.seg');
    if (of && target === fieldOf(of) && !target.readOnly) move(of);
  });
  list.addEventListener('unit-shown', ({ target }) => {
    if (section && target.id === section.id && target !== section) {
      if (target.contains(document.activeElement)) move(target);
    }
  });

  // write puts a mark at the cursor, or around what is selected.
  function write({ open, close }) {
    const field = fieldOf(section);
    const { selectionStart, selectionEnd, value } = field;
    const inside = close ? value.slice(selectionStart, selectionEnd) : '';
    insert(field, open + inside + close);
    if (close && !inside) field.setSelectionRange(selectionStart + open.length, selectionStart + open.length);
  }

  tools.addEventListener('mousedown', (event) => event.preventDefault()); // the field keeps the focus
  tools.addEventListener('click', ({ target }) => {
    const e = target.closest('button');
    if (e) write(e.dataset);
  });

  // One stop for the Tab key, and arrows within (ARIA Authoring Practices, toolbar).
  tools.addEventListener('keydown', (event) => {
    const all = buttons(), at = all.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === 'Escape') {
      fieldOf(section).focus();
    } else if (to !== undefined) {
      const next = all[(to + all.length) % all.length];
      for (const e of all) e.tabIndex = e === next ? 0 : -1;
      next.focus();
    } else {
      return;
    }
    event.preventDefault();
  });

  editorKeys.on('insert-next', () => {
    if (!section?.contains(document.activeElement)) return false;
    const text = fieldOf(section).value;
    const piece = piecesIn(sourceOf(section)).find((one) => !has(text, one));
    if (piece) write(piece);
    else say('The text has everything of the source that stays as it is.');
    return true;
  });
  editorKeys.on('insert', () => {
    if (!section?.contains(document.activeElement)) return false;
    buttons()[0]?.focus();
    return true;
  });

  // ---- Length ----

  const graphemes = window.Intl?.Segmenter ? new Intl.Segmenter(undefined, { granularity: 'grapheme' }) : null;
  const length = (text) => {
    if (!graphemes) return [...text].length;
    let n = 0;
    for (const _ of graphemes.segment(text)) n++; // eslint-disable-line no-unused-vars
    return n;
  };

  const holes = /\{\{[^{}]*\}\}/g; // a placeholder counts as one character, as in the check (internal/checks/room.go)
  let over = false;
  function tell() {
    if (!section) return;
    const field = fieldOf(section);
    const limit = Number(field.dataset.limit ?? 0);
    const n = length(field.value.replace(holes, '0'));
    const most = limit ? ` of at most ${limit}` : '';
    count.textContent = `Source ${length(sourceOf(section).replace(holes, '0'))}, translation ${n}${most} characters`;
    const is = limit > 0 && n > limit;
    count.classList.toggle('over', is);
    if (is && !over) say(`${n} characters; at most ${limit} have room.`);
    over = is;
  }
  let soon;
  list.addEventListener('input', ({ target }) => {
    if (!section?.contains(target)) return;
    clearTimeout(soon);
    soon = setTimeout(tell, 100); // typing does not wait for it
  });
})();
