// The script of the translation editor for one page. Without it the page works as well, with a new page for
// every save (view.go). With it a text is saved and the page stays, with everything that is typed in it;
// and when files change on the disk, reload.js fetches this page again and this script takes over the texts
// that differ, except where something is not saved yet.
(() => {
  'use strict';

  const list = document.getElementById('list');
  const status = document.getElementById('live-status');
  if (!list) return;

  const asServed = new WeakMap(); // parts of the page as the server wrote them, to see whether they changed
  const touched = new Set(); // ids of the texts that were saved here: they stay although a filter leaves them out
  const grows = CSS.supports('field-sizing', 'content');

  const fieldOf = (section) => section.querySelector('textarea');
  const unsaved = (section) => {
    const field = fieldOf(section);
    return 'unsaved' in section.dataset || field.value !== field.defaultValue;
  };
  const parse = (text) => new DOMParser().parseFromString(text, 'text/html');
  const drafts = (section) => [...section.querySelectorAll('.comments textarea')].some((f) => f.value !== f.defaultValue);
  const talks = (section) => drafts(section) || !!section.querySelector('.comments')?.contains(document.activeElement); // somebody writes a comment
  const busy = (section) => section.getAttribute('aria-busy') === 'true';

  // say lets a screen reader say something, also if it is the same as before.
  function say(text) {
    status.textContent = '';
    setTimeout(() => { status.textContent = text; }, 50);
  }

  function make(name, attributes, ...children) {
    const e = document.createElement(name);
    for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
    e.append(...children);
    return e;
  }

  // ---- One text ----

  function prepare(section) {
    asServed.set(section, section.outerHTML);
    const copy = section.querySelector('.copy');
    if (copy) copy.hidden = false;
    mark(section);
  }

  // mark shows whether there is something to save, and makes the field as high as its text.
  function mark(section) {
    const field = fieldOf(section);
    const is = unsaved(section);
    section.classList.toggle('dirty', is);
    const note = section.querySelector('.unsaved');
    if (note) note.hidden = !is;
    if (!grows) {
      field.style.height = 'auto';
      field.style.height = `${field.scrollHeight + 2}px`;
    }
  }

  // remember gives a function that puts the focus back after a part of the page was replaced.
  function remember(part) {
    const active = document.activeElement;
    if (!part.contains(active)) return () => {};
    if (active.localName === 'textarea') {
      const { selectionStart, selectionEnd, selectionDirection, scrollTop } = active;
      return (next) => {
        const field = fieldOf(next);
        field.focus({ preventScroll: true });
        field.setSelectionRange(selectionStart, selectionEnd, selectionDirection);
        field.scrollTop = scrollTop;
      };
    }
    const those = (p) => [...p.querySelectorAll('a, button, summary, [tabindex]')];
    const same = (e) => `${e.localName} ${e.className} ${e.value ?? ''} ${e.id}`;
    const sign = same(active), index = those(part).indexOf(active);
    return (next) => {
      const all = those(next);
      const found = all.find((e) => same(e) === sign) ?? fieldOf(next) ?? all[index];
      found?.focus({ preventScroll: true });
    };
  }

  // adopt puts a text as the server has it now in the place of the old one. typed is what stays in the field, and parts are
  // those that stay beside it.
  function adopt(old, next, typed, parts = []) {
    const refocus = remember(old);
    const section = document.importNode(next, true);
    const talk = section.querySelector('.comments');
    old.replaceWith(section);
    prepare(section);
    if (talk) talk.open = talk.open || !!old.querySelector('.comments')?.open;
    tell(section, 'unit-shown');
    if (typed !== undefined && typed !== fieldOf(section).value) {
      fieldOf(section).value = typed;
      mark(section);
    }
    for (const part of parts) {
      if (part.matches('.undo')) section.querySelector('.buttons').append(part);
      else section.querySelector(`.${part.classList[0]}`)?.replaceWith(part);
    }
    refocus(section);
    return section;
  }

  function message(section, ...content) {
    section.querySelector('.message').replaceChildren(make('div', { class: 'said refused' }, ...content));
  }

  // insert writes a text at the cursor of a field, in the place of what is selected, or of all. The browser's own undo
  // takes it back.
  function insert(field, text, all = false) {
    field.focus();
    if (all) field.select();
    if (document.execCommand(text ? 'insertText' : 'delete', false, text)) return;
    field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }

  // What the scripts of other matters use. A unit tells of its life by events that reach the list: "unit-shown" when it
  // is put on the page, once this script has begun, "unit-saved", and "unit-left" when what was typed is given up.
  window.vernacularEditor = { list, fieldOf, unsaved, busy, mark, make, say, insert, step, message, send, parse };
  const tell = (section, what) => section.dispatchEvent(new CustomEvent(what, { bubbles: true }));

  // ---- Saving ----

  const fetchPage = async () => {
    const response = await fetch(location.pathname + location.search, { cache: 'no-store' });
    if (response.status === 403) throw new Error('The editor asks for the password again: give it in another tab, and save once more.');
    if (!response.ok) throw new Error(String(response.status));
    return parse(await response.text());
  };

  // renew takes over the token of a server that was started again.
  function renew(doc) {
    const token = doc.querySelector('input[name="token"]')?.value;
    if (token) for (const e of document.querySelectorAll('input[name="token"]')) e.value = token;
    return token;
  }

  async function send(form, body, options) {
    const post = () => fetch(form.getAttribute('action'), { method: 'POST', body, cache: 'no-store', ...options });
    let response = await post();
    if (response.status === 403) {
      body.set('token', renew(await fetchPage()));
      response = await post();
    }
    return { response, text: await response.text() };
  }

  const answered = new Map(); // id of a text -> when its last save was answered

  async function save(form, button, onward) {
    let section = form.closest('.seg');
    if (busy(section)) return;
    const sent = fieldOf(section).value;
    const body = new URLSearchParams(new FormData(form));
    body.set('do', button.value);
    body.set('part', '1');
    section.setAttribute('aria-busy', 'true');
    let answer, next, asks;
    try {
      answer = await send(form, body);
      next = parse(answer.text).querySelector('.seg');
    } catch ({ message: why }) { // said below
      asks = /password/.test(why) && why;
    }
    section.removeAttribute('aria-busy');
    answered.set(section.id, performance.now());
    if (!next) {
      const why = asks || (answer ? answer.text.split('\n').filter(Boolean).pop() : 'The preview does not answer. Is “vernacular watch” still running?');
      message(section, make('strong', {}, 'Not saved. '), `${why} Your text is still here.`);
      say(`Not saved. ${why}`);
      return;
    }
    // Whoever has typed on while it was being saved keeps what was typed.
    const now = fieldOf(section).value;
    const saved = answer.response.ok;
    if (saved) touched.add(next.id);
    section = adopt(section, next, now === sent ? undefined : now, drafts(section) ? [section.querySelector('.comments')] : []);
    if (saved) tell(section, 'unit-saved');
    const words = section.querySelector('.message').innerText.trim();
    const at = saved && onward && now === sent && section.contains(document.activeElement) ? step(1, onward === toReview ? reviewAfter(section) : onward) : undefined;
    const then = at === null ? ended(section, onward) : '';
    say(saved ? `${words}. ${section.querySelector('.state')?.innerText ?? ''}. ${then}` : words);
    if (!saved) section.scrollIntoView({ block: 'nearest' });
  }

  // ended says, below the text that was saved last, that nothing like it is left in this page, and how to go on.
  function ended(section, of) {
    const words = of === toDo ? 'Nothing else is to do here.' : 'Nothing else is to review here.';
    section.querySelector('.message').append(make('p', { class: 'said ok end' }, `${words} `,
      make('a', { href: list.dataset.nextPage }, 'Next page with work'), ' ', make('kbd', {}, 'F8')));
    if (of === toReview) {
      markFrom = section.id;
      offerMark();
    }
    return `${words} F8 goes on to the next page.`;
  }

  // offerMark leads whoever has reviewed the last text of the page to the button that says so of the page. It may come a
  // moment later than the answer to the save.
  let markFrom = '';
  function offerMark() {
    const button = document.querySelector('#review button[value="page-reviewed"]');
    if (!markFrom || !button) return;
    if (document.getElementById(markFrom)?.contains(document.activeElement)) {
      button.focus();
      say('All of the page is reviewed. Enter marks it as reviewed.');
    }
    markFrom = '';
  }

  // keepTheirs gives up what was typed.
  async function keepTheirs(section) {
    try {
      const next = (await fetchPage()).getElementById(section.id);
      if (!next) {
        section.remove();
        return;
      }
      const own = adopt(section, next);
      tell(own, 'unit-left');
      fieldOf(own).focus({ preventScroll: true });
      say('The text on the disk was kept.');
    } catch {
      message(section, 'The preview does not answer.');
    }
  }

  // ---- When files change ----

  document.addEventListener('vernacular-page', ({ detail }) => merge(detail));

  function swap(id, next) {
    const old = document.getElementById(id), model = next.getElementById(id);
    if (!old || !model || asServed.get(old) === model.outerHTML) return;
    const refocus = remember(old);
    const part = document.importNode(model, true);
    asServed.set(part, model.outerHTML);
    const were = [...old.querySelectorAll('details')];
    [...part.querySelectorAll('details')].forEach((d, i) => { if (were[i]) d.open = were[i].open; });
    old.replaceWith(part);
    refocus(part);
  }

  // count asks how many texts have problems, where the server has not told: it shows a page with many texts before it has
  // checked them all.
  async function count() {
    if (!('counting' in (document.getElementById('tools')?.dataset ?? {}))) return;
    const to = new URL(location.href);
    to.searchParams.set('count', '1');
    try {
      const response = await fetch(to.pathname + to.search, { cache: 'no-store' });
      if (response.ok) swap('tools', parse(await response.text()));
    } catch {
      // the filter works without the number
    }
  }

  const sourceOf = (doc) => doc.querySelector('#live iframe')?.getAttribute('src');

  function merge(next) {
    const model = next.getElementById('list');
    if (!model) return;
    renew(next);
    for (const id of ['top', 'review', 'tools', 'file-problems', 'parts']) swap(id, next);
    offerMark();
    for (const name of ['before', 'after']) {
      if (name in model.dataset) list.dataset[name] = model.dataset[name];
      else delete list.dataset[name];
    }
    if (sourceOf(document) !== sourceOf(next)) swap('live', next);
    document.body.className = next.body.className;
    count();

    const news = [...model.children];
    const wanted = new Set(news.map((n) => n.id));
    const stays = (e) => wanted.has(e.id) || e.matches('.seg') && (touched.has(e.id) || unsaved(e) || busy(e) || e.contains(document.activeElement));
    for (const e of [...list.children]) if (!stays(e)) e.remove();
    let at = list.firstElementChild;
    for (const n of news) {
      while (at && !wanted.has(at.id)) at = at.nextElementSibling;
      let own = [...list.children].find((e) => e.id === n.id);
      if (!own) {
        own = document.importNode(n, true);
        list.insertBefore(own, at);
        if (own.matches('.seg')) {
          prepare(own);
          tell(own, 'unit-shown');
        }
        continue;
      }
      const here = own === at;
      if (own.matches('.seg')) own = take(own, n);
      if (here) {
        at = own.nextElementSibling;
      } else {
        const refocus = remember(own);
        list.insertBefore(own, at);
        refocus(own);
      }
    }
  }

  // take takes over a text that differs, unless it is being worked on.
  function take(own, n) {
    if (answered.get(own.id) > n.ownerDocument.askedAt) return own; // from before the save
    if (busy(own) || talks(own) || asServed.get(own) === n.outerHTML) return own;
    const lock = (s) => s.querySelector('input[name="lock"]')?.value;
    if (!unsaved(own)) {
      const said = [...own.querySelectorAll('.said.ok')];
      const next = adopt(own, n, undefined, lock(own) === lock(n) ? [...own.querySelectorAll('.undo, .past:has(h3)')] : []);
      if (said.length > 0) next.querySelector('.message').replaceChildren(...said);
      return next;
    }
    if (lock(own) !== lock(n) && !own.querySelector('.said.refused')) {
      message(own, 'This text has been changed on the disk meanwhile. When you save yours, you will see both.');
      say('A text that you are working on has been changed on the disk.');
    }
    return own;
  }

  // ---- Hands ----

  list.addEventListener('input', ({ target }) => {
    const section = target.closest('.seg');
    if (!section) return;
    for (const said of section.querySelectorAll('.said.ok')) said.remove();
    mark(section);
  });

  // saveHere saves the text that has the focus by one of its buttons; next finds the text to go on to then, if there is one.
  function saveHere(next, by = 'button[name="do"]') {
    const form = document.activeElement.closest('form.translation');
    const button = form?.querySelector(by);
    if (!button) return false;
    goesOn = next;
    form.requestSubmit(button);
    goesOn = undefined;
    return true;
  }
  let goesOn;

  editorKeys.on('save-next', () => saveHere(toDo));
  editorKeys.on('save', () => saveHere());
  editorKeys.on('approve', () => saveHere(toReview, 'button[value="approve"]'));
  editorKeys.on('next', () => step(1, () => true));
  editorKeys.on('previous', () => step(-1, () => true));
  editorKeys.on('next-todo', () => {
    if (step(1) === null) location.assign(list.dataset.nextPage); // no other text is to do here
  });
  editorKeys.on('previous-todo', () => step(-1));
  editorKeys.on('copy', ({ target }) => {
    const section = target.closest?.('.seg');
    if (!section || target !== fieldOf(section)) return false;
    copy(section);
    return true;
  });

  list.addEventListener('submit', (event) => {
    if (!event.target.matches('.translation')) return;
    event.preventDefault();
    save(event.target, event.submitter ?? event.target.querySelector('button[name="do"]'), goesOn);
  });

  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const e = event.target.closest?.('a, button');
    const section = e?.closest('.seg');
    if (!e) return;
    if (e.matches('.theirs')) {
      event.preventDefault();
      keepTheirs(section);
    } else if (e.matches('.copy')) {
      copy(section);
    } else if (e.matches('.go')) {
      show(section);
    } else if (e.matches('#next, #prev') && !e.matches('[href^="/"]')) {
      event.preventDefault();
      step(e.id === 'next' ? 1 : -1);
    }
  });

  function copy(section) {
    const source = section.querySelector('.source .now');
    if (source) insert(fieldOf(section), source.textContent, true);
  }

  // show makes the page visible, in which the link just followed has its text.
  function show(section) {
    const live = document.getElementById('live');
    const details = live?.querySelector('details');
    if (!details) return;
    details.open = true;
    const back = live.querySelector('.back');
    if (back) back.href = `#${section.id}`;
    const { top, bottom } = live.querySelector('iframe').getBoundingClientRect();
    if (bottom < 100 || top > innerHeight - 100) live.scrollIntoView({ block: 'start' });
  }

  // The text that had the focus last: a link to the next one takes the focus, and may move the page.
  // Whoever has turned a wheel since is somewhere else.
  let last = '';
  list.addEventListener('focusin', ({ target }) => { last = target.closest('.seg')?.id ?? last; });
  for (const name of ['wheel', 'touchmove']) addEventListener(name, () => { last = ''; }, { passive: true });

  const toDo = (s) => s.matches('.todo');
  const toReview = (s) => s.matches('.waits');
  const reviewAfter = (here) => (s) => toReview(s) && !(here.dataset.message && here.dataset.message === s.dataset.message); // all its forms are approved with it

  // step goes to the next text to do, or the one before: from the one that had the focus last, else
  // from the first in sight, and from the last on to the first. It returns that text, null if there is no other.
  function step(by, of = toDo) {
    const all = [...list.querySelectorAll('.seg')];
    const here = document.getElementById(last);
    const from = here ? all.indexOf(here) : all.findIndex((s) => s.getBoundingClientRect().top > 40) - 1;
    const ahead = by > 0 ? all.slice(from + 1) : all.slice(0, here ? from : from + 1).reverse();
    const around = by > 0 ? all.slice(0, from + 1) : all.slice(here ? from : from + 1).reverse();
    let to = ahead.find(of);
    const beyond = of === toDo ? (by > 0 ? list.dataset.after : list.dataset.before)
      : document.querySelector(`#parts a[rel="${by > 0 ? 'next' : 'prev'}"]`)?.href;
    if (!to && beyond) { // in another part of the page
      location.assign(beyond);
      return undefined;
    }
    to ??= around.find(of);
    if (!to) return null;
    fieldOf(to).focus();
    const { top, bottom } = to.getBoundingClientRect();
    if (top < 80 || bottom > innerHeight) to.scrollIntoView({ block: 'start' });
    return to === here ? null : to;
  }

  // layOut lays out the texts of a long list that parts.css leaves until the first ones are painted: a few at a time, so that no
  // key waits.
  function layOut() {
    const idle = window.requestIdleCallback ?? setTimeout;
    const left = [...list.querySelectorAll('.seg')];
    const some = () => {
      for (const section of left.splice(0, 5)) section.style.contentVisibility = 'visible';
      if (left.length) idle(some);
      else list.classList.remove('long');
    };
    requestAnimationFrame(() => idle(some));
  }

  for (const id of ['top', 'review', 'tools', 'file-problems', 'parts']) {
    const part = document.getElementById(id);
    if (part) asServed.set(part, part.outerHTML);
  }
  for (const section of list.querySelectorAll('.seg')) prepare(section);
  if (list.classList.contains('long')) layOut();
  count();
  if (location.hash.startsWith('#t-')) document.getElementById(location.hash.slice(1))?.focus(); // a text in another part of a page was gone to
  const here = new URL(location.href);
  if (here.searchParams.has('saved')) { // said once
    touched.add(here.searchParams.get('saved'));
    here.searchParams.delete('saved');
    history.replaceState(history.state, '', here);
  }
})();
