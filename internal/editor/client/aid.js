// Suggestions and terms for the text that is being translated (aid.go). They are asked for when a field gets the focus, one
// text at a time. F9 leads to them and back; there a digit, or Enter, takes one over. What is taken over can be undone
// as if it had been typed.
(() => {
  'use strict';

  if (!window.vernacularEditor) return;
  const { list, fieldOf, send, parse, say } = vernacularEditor;
  const pause = 150; // milliseconds: whoever goes through the texts quickly asks for none
  let timer, asking;

  const aidOf = (section) => section.querySelector('.aid');
  const buttonsOf = (aid) => [...aid.querySelectorAll('button.take, button.term, button.ask')];

  // bare makes a text comparable with the stems of a term, as the function bare of the room checks does.
  const bare = (text) => text.toLowerCase().replace(/[\u200b\u00ad\u0640\u064b-\u0652\u0670]/g, '').replaceAll('\u0671', '\u0627');

  async function load(section) {
    asking?.abort();
    const own = asking = new AbortController();
    const address = new URL(location.pathname, location.href);
    address.search = new URLSearchParams({ aid: section.id, alone: '1' });
    let next;
    try {
      const response = await fetch(address, { cache: 'no-store', signal: own.signal });
      if (!response.ok) return null;
      next = document.importNode(parse(await response.text()).querySelector('.aid'), true);
    } catch {
      return null; // another text is asked for, or nobody answers: a save will say that
    }
    return section.isConnected ? show(section, next) : null;
  }

  // show puts the aid below a text, in the place of the one before.
  function show(section, next) {
    const old = aidOf(section);
    if (old?.contains(document.activeElement) && !next.querySelector('.made, .said')) return old;
    if (old) old.replaceWith(next);
    else section.querySelector('.pair').after(next);
    next.querySelector('.marked')?.remove(); // the source itself is marked
    highlight(section, next);
    compare(section);
    return next;
  }

  // highlight marks the terms in the source text, whose characters stay as they are.
  function highlight(section, aid) {
    const source = section.querySelector('.source .now');
    if (!source) return;
    const text = source.textContent;
    const places = [...aid.querySelectorAll('[data-marks]')].flatMap((e) => e.dataset.marks.split(' ').map((p) => p.split('-').map(Number)));
    const parts = [];
    let last = 0;
    for (const [from, to] of places.sort((a, b) => a[0] - b[0])) {
      const mark = document.createElement('mark');
      mark.textContent = text.slice(from, to);
      parts.push(text.slice(last, from), mark);
      last = to;
    }
    source.replaceChildren(...parts, text.slice(last));
  }

  // compare says which terms the text does not have yet: of each at least half of the parts of its words, as the check
  // of the glossary has it.
  function compare(section) {
    const text = bare(fieldOf(section).value);
    for (const e of section.querySelectorAll('.aid [data-stems]')) {
      const stems = e.dataset.stems.split('\n').filter(Boolean);
      const found = stems.filter((stem) => text.includes(stem)).length;
      const lacks = e.querySelector('.lacks');
      if (lacks) lacks.hidden = 2 * found >= stems.length;
    }
  }

  // put writes into a field, so that the browser can undo it.
  function put(section, text, all) {
    const field = fieldOf(section);
    if (field.readOnly) return;
    field.focus();
    if (all) field.select();
    if (!document.execCommand('insertText', false, text)) {
      field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }
  }

  // spaced gives a term the blanks that it needs at the cursor, in a script that has blanks between words. In Arabic and Hebrew an
  // article or a preposition before it is a part of its word.
  function spaced(term, field) {
    const letter = /[\p{L}\p{M}\p{N}]/u, unspaced = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;
    const meets = (a, b) => letter.test(a ?? '') && letter.test(b ?? '') && !unspaced.test(a) && !unspaced.test(b);
    const before = field.value.slice(0, field.selectionStart), after = field.value.slice(field.selectionEnd);
    const attached = /(?<![\p{L}\p{M}])[\p{sc=Arab}\p{sc=Hebr}]{1,3}$/u.test(before);
    return (meets([...before].at(-1), [...term][0]) && !attached ? ' ' : '') + term + (meets([...term].at(-1), [...after][0]) ? ' ' : '');
  }

  function take(button) {
    const section = button.closest('.seg');
    const term = button.matches('.term');
    put(section, term ? spaced(button.value, fieldOf(section)) : button.value, !term);
    if (button.dataset.digest) fieldOf(section).form.elements.made.value = button.dataset.digest; // holds for this text only
    say(term ? 'Term inserted.' : 'Suggestion taken over, not saved yet.');
  }

  // ask asks the machine: the only time that a text is sent there.
  async function ask(button) {
    const aid = button.closest('.aid'), section = aid.closest('.seg');
    if (aid.getAttribute('aria-busy') === 'true') return;
    const form = fieldOf(section).form;
    const body = new URLSearchParams(new FormData(form));
    body.set('ask', '1');
    body.set('part', '1');
    aid.setAttribute('aria-busy', 'true');
    say(`${button.textContent}: waiting.`);
    let next;
    try {
      const answer = await send(form, body);
      next = parse(answer.text).querySelector('.aid');
    } catch {
      // said below
    }
    aid.removeAttribute('aria-busy');
    if (!next || !section.isConnected) {
      say('The preview does not answer.');
      return;
    }
    asking?.abort();
    const own = show(section, document.importNode(next, true));
    const made = own.querySelector('.made');
    (made ?? own.querySelector('.ask')).focus();
    say(made ? made.textContent : own.querySelector('.said')?.textContent ?? '');
  }

  // withAid does something with the aid for a text, which is asked for if it is not there yet.
  async function withAid(section, run) {
    const aid = aidOf(section) ?? await load(section);
    if (aid) run(aid);
  }

  function takeFirst(section) {
    withAid(section, (aid) => {
      const first = aid.querySelector('button.take');
      if (first) take(first);
      else say('Nothing like this text has been translated before.');
    });
  }

  async function go(section) {
    const aid = aidOf(section) ?? await load(section);
    const first = aid && (buttonsOf(aid)[0] ?? aid);
    if (!first) return;
    first.focus();
    if (first === aid) say(aid.innerText);
  }

  list.addEventListener('focusin', ({ target }) => {
    const section = target.closest('.seg');
    if (!section || target !== fieldOf(section)) return;
    clearTimeout(timer);
    timer = setTimeout(() => load(section), pause);
  });

  list.addEventListener('input', ({ target }) => {
    const section = target.closest('.seg');
    if (section) compare(section);
  });

  list.addEventListener('click', (event) => {
    const e = event.target.closest('.take, .term, .ask, .aid-open');
    if (!e || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (e.matches('.aid-open')) go(e.closest('.seg'));
    else if (e.matches('.ask')) ask(e);
    else take(e);
  });

  list.addEventListener('keydown', (event) => {
    const aid = event.target.closest('.aid');
    if (!aid || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const all = buttonsOf(aid);
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1]; // whatever digits the keyboard writes
    if (event.key === 'Escape') {
      fieldOf(aid.closest('.seg')).focus();
    } else if (by && all.length > 0) {
      all[(Math.max(all.indexOf(event.target), by > 0 ? -1 : 0) + by + all.length) % all.length].focus();
    } else if (digit && all.some((b) => b.querySelector('kbd')?.textContent === digit)) {
      take(all.find((b) => b.querySelector('kbd')?.textContent === digit));
    } else {
      return;
    }
    event.preventDefault();
  });

  editorKeys.on('take', ({ target }) => {
    const section = target.closest?.('.seg');
    if (!section) return false;
    takeFirst(section);
    return true;
  });

  // The first term that the text lacks, at the cursor.
  editorKeys.on('term', ({ target }) => {
    const section = target.closest?.('.seg');
    if (!section || target !== fieldOf(section)) return false;
    withAid(section, (aid) => {
      const term = [...aid.querySelectorAll('button.term')].find((b) => !b.parentElement.querySelector('.lacks').hidden);
      if (term) take(term);
      else say('The text has all terms that the glossary has for it.');
    });
    return true;
  });

  editorKeys.on('aid', ({ target }) => {
    const section = target.closest?.('.seg');
    if (!section) return false;
    if (target.closest('.aid')) fieldOf(section).focus();
    else go(section);
  });
})();
