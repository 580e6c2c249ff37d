// The preview's script. The server adds it to every page it serves; published pages have no script.
//
// It hears from the server which addresses changed (events.go), fetches this page again if it is
// among them, and changes in the document only what differs, so that scroll position, focus,
// selection and opened <details> stay. It lists the current problems in a corner of the page.
//
// Text from the server is only ever inserted as text.
(() => {
  'use strict';

  const me = document.currentScript;
  if (!me) return;
  let token, instance, revision = -1, status;
  const mode = me.dataset.mode; // in the translation editor "editor" or "overview", else nothing
  readOwn(me);
  me.remove();

  // ---- What the server says ----

  // readOwn takes over what the server wrote into its script element.
  function readOwn(script) {
    const d = script.dataset;
    token = d.token;
    status = Number(d.status);
    // A page from the browser's cache may name an older revision than is known already.
    revision = d.instance === instance ? Math.max(revision, Number(d.revision)) : Number(d.revision);
    instance = d.instance;
  }

  const plain = (path) => path.normalize('NFC').replace(/\/index\.html$/, '/');

  function pathOf(url) {
    try {
      const u = new URL(url, document.baseURI);
      return u.origin === location.origin ? plain(decodeURIComponent(u.pathname)) : '';
    } catch {
      return '';
    }
  }

  let work = Promise.resolve(); // one message after the other

  function receive(message) {
    work = work.then(() => obey(message)).catch(() => {});
  }

  async function obey(m) {
    show({ down: false, locked: false, problems: m });
    const known = m.instance === instance && !m.more && m.from <= revision;
    if (known && m.revision <= revision) return;
    instance = m.instance;
    revision = m.revision;
    if (mode) {
      await look(); // it shows sources, of which no list of addresses tells
      return;
    }
    if (!known) {
      await look();
      await restyle(() => true);
      return;
    }
    const here = pathOf(location.href);
    const changed = new Set(m.changed.map(plain));
    if (m.removed.map(plain).includes(here)) {
      show({ gone: true });
    } else if (changed.has(here)) {
      await look();
    }
    const styles = [...changed].filter((p) => p.endsWith('.css'));
    if (styles.length > 0) {
      const linked = new Set(stylesheets().map((l) => pathOf(l.href)));
      const imported = styles.some((p) => !linked.has(p));
      await restyle((p) => imported || changed.has(p));
    }
    repaint((p) => changed.has(p));
  }

  // look fetches this page and takes over what differs. It fails if the server does not answer.
  async function look() {
    const asked = performance.now();
    const response = await fetch(location.pathname + location.search, { cache: 'no-cache' });
    if (response.status === 403) { // the server wants a password, and its form is no newer state of this page
      show({ locked: true });
      channel?.postMessage({ locked: true });
      throw new Error('the server wants a password');
    }
    show({ locked: false });
    const next = new DOMParser().parseFromString(await response.text(), 'text/html');
    next.askedAt = asked; // the editor may know something newer
    const was = status, run = instance;
    for (const script of next.querySelectorAll('script[src="/_vernacular/reload.js"]')) {
      readOwn(script);
      script.remove();
    }
    if (response.status === 404 && was !== 404) {
      status = was; // what is shown is still the page that was there
      show({ gone: true });
      return;
    }
    show({ gone: false });
    takeOver(next);
    if (instance !== run) await restyle(() => true); // another run of the server: nobody knows what changed
  }

  // ---- Changing the document ----

  const busted = /[?&]vernacular=\d+/g;
  const bust = (url) => {
    const u = new URL(url, document.baseURI);
    u.searchParams.set('vernacular', revision);
    return u.href;
  };

  const leaving = new WeakSet(); // stylesheets that go as soon as their successors are there
  let keys; // of elements, for one comparison

  function takeOver(next) {
    const scripts = (doc) => [...doc.scripts].map((s) => s.outerHTML).join('\n');
    if (scripts(document) !== scripts(next)) { // a script cannot be taken back
      if (!holdsText()) location.reload();
      return;
    }
    if (mode === 'editor') { // somebody is typing in it: its own script knows where
      document.dispatchEvent(new CustomEvent('vernacular-page', { detail: next }));
      return;
    }
    keys = new WeakMap();
    const focus = document.activeElement;
    const anchor = CSS.supports('overflow-anchor', 'auto') ? null : firstInView();
    morphAttributes(document.documentElement, next.documentElement);
    morphAttributes(document.body, next.body);
    morphChildren(document.head, next.head);
    morphChildren(document.body, next.body);
    if (focus && focus.id && !focus.isConnected) {
      document.getElementById(focus.id)?.focus({ preventScroll: true });
    }
    if (anchor && anchor.node.isConnected) {
      scrollBy(0, anchor.node.getBoundingClientRect().top - anchor.top);
    }
  }

  // holdsText reports whether something stands in a field that was typed and not sent.
  function holdsText() {
    return [...document.querySelectorAll('textarea, input:not([type="hidden"])')].some((e) => e.value !== e.defaultValue);
  }

  // firstInView is what must not move, in browsers that do not see to that themselves.
  function firstInView() {
    for (const node of document.body.querySelectorAll('h1,h2,h3,h4,h5,h6,p,li,td,figure')) {
      const { top } = node.getBoundingClientRect();
      if (top >= 0) return { node, top };
    }
    return null;
  }

  // key is equal for nodes that look alike to a reader who has opened some <details>.
  function key(node) {
    if (node.nodeType !== Node.ELEMENT_NODE) return node.nodeType + node.data;
    let k = keys.get(node);
    if (k === undefined) {
      const copy = node.cloneNode(true);
      for (const e of [copy, ...copy.querySelectorAll('details, dialog')]) {
        if (opens(e)) e.removeAttribute('open');
      }
      k = copy.outerHTML.replace(busted, '');
      keys.set(node, k);
    }
    return k;
  }

  const opens = (e) => e.localName === 'details' || e.localName === 'dialog';
  const isStylesheet = (e) => e.localName === 'link' && e.relList.contains('stylesheet');

  // alike tells whether one node can become the other.
  const alike = (a, b) =>
    a.nodeType === b.nodeType && a.nodeName === b.nodeName && (a.id || '') === (b.id || '') &&
    (a.localName !== 'link' || a.rel === b.rel);

  // morph makes one node like another, and gives the node that then stands in its place.
  function morph(from, to) {
    if (isStylesheet(from)) {
      const next = document.importNode(to, true);
      replaceStylesheet(from, next);
      return next;
    }
    if (from.nodeType !== Node.ELEMENT_NODE) {
      from.data = to.data;
    } else {
      morphAttributes(from, to);
      morphChildren(from, to);
    }
    return from;
  }

  function morphAttributes(from, to) {
    for (const a of [...to.attributes]) {
      if (a.name === 'open' && opens(from)) continue;
      const old = from.getAttributeNS(a.namespaceURI, a.localName);
      if (old === null || old.replace(busted, '') !== a.value) from.setAttributeNS(a.namespaceURI, a.name, a.value);
    }
    for (const a of [...from.attributes]) {
      if (a.name === 'open' && opens(from)) continue;
      if (!to.hasAttributeNS(a.namespaceURI, a.localName)) from.removeAttributeNode(a);
    }
  }

  function morphChildren(parent, model) {
    const olds = [...parent.childNodes].filter((n) => !leaving.has(n));
    const news = [...model.childNodes];
    const partner = align(olds, news);
    const kept = new Set(partner);
    for (const n of olds) if (!kept.has(n)) n.remove();
    let last = null;
    news.forEach((n, i) => {
      let node = partner[i];
      if (!node) {
        node = document.importNode(n, true);
        parent.insertBefore(node, last ? last.nextSibling : parent.firstChild);
      } else if (key(node) !== key(n)) {
        node = morph(node, n);
      }
      last = node;
    });
  }

  // align finds for each new node the old one that stays for it, in order, or none.
  function align(olds, news) {
    const partner = new Array(news.length).fill(null);
    let start = 0, oldEnd = olds.length, newEnd = news.length;
    const same = (i, j) => key(olds[i]) === key(news[j]);
    while (start < oldEnd && start < newEnd && same(start, start)) {
      partner[start] = olds[start];
      start++;
    }
    while (oldEnd > start && newEnd > start && same(oldEnd - 1, newEnd - 1)) {
      partner[--newEnd] = olds[--oldEnd];
    }
    // Between equal nodes, those that can become each other stay.
    const pair = (i, iEnd, j, jEnd) => {
      for (; j < jEnd; j++) {
        for (let k = i; k < iEnd; k++) {
          if (alike(olds[k], news[j])) {
            partner[j] = olds[k];
            i = k + 1;
            break;
          }
        }
      }
    };
    let i = start, j = start;
    for (const [a, b] of common(start, oldEnd, newEnd, same)) {
      pair(i, a, j, b);
      partner[b] = olds[a];
      i = a + 1;
      j = b + 1;
    }
    pair(i, oldEnd, j, newEnd);
    return partner;
  }

  // common is the longest common subsequence of two lists, as pairs of indexes; of very long lists none.
  function common(start, aEnd, bEnd, same) {
    const n = aEnd - start, m = bEnd - start;
    if (n * m === 0 || n * m > 250000) return [];
    const table = Array.from({ length: n + 1 }, () => new Uint16Array(m + 1));
    for (let i = n - 1; i >= 0; i--) {
      for (let j = m - 1; j >= 0; j--) {
        table[i][j] = same(start + i, start + j) ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
      }
    }
    const pairs = [];
    for (let i = 0, j = 0; i < n && j < m;) {
      if (same(start + i, start + j)) pairs.push([start + i++, start + j++]);
      else if (table[i + 1][j] >= table[i][j + 1]) i++;
      else j++;
    }
    return pairs;
  }

  // ---- Styles and pictures ----

  const stylesheets = () =>
    [...document.querySelectorAll('link')].filter((l) => isStylesheet(l) && !leaving.has(l) && pathOf(l.href));

  const replaced = new WeakMap(); // by stylesheet: those that go when it has been loaded

  // replaceStylesheet lets the old one go when the new one has been loaded, so that nothing flashes. One that goes
  // before it was loaded never says that it was, so its successor takes along what it was to replace.
  function replaceStylesheet(old, next) {
    const olds = [...(replaced.get(old) ?? []).filter((l) => l.isConnected), old];
    replaced.set(next, olds);
    leaving.add(old);
    return new Promise((done) => {
      const end = () => { for (const l of olds) l.remove(); done(); };
      next.addEventListener('load', end, { once: true });
      next.addEventListener('error', end, { once: true });
      old.after(next);
    });
  }

  function restyle(wanted) {
    return Promise.all(stylesheets().filter((l) => wanted(pathOf(l.href))).map((l) => {
      const next = l.cloneNode();
      next.href = bust(l.href);
      return replaceStylesheet(l, next);
    }));
  }

  function repaint(wanted) {
    for (const e of document.querySelectorAll('[src], [srcset], [poster]')) {
      for (const name of ['src', 'poster']) {
        const url = e.getAttribute(name);
        if (url && wanted(pathOf(url))) e.setAttribute(name, bust(url));
      }
      const set = e.getAttribute('srcset');
      const again = set && set.replace(/(^|,)(\s*)(\S*[^\s,])/g, (all, comma, space, url) =>
        wanted(pathOf(url)) ? comma + space + bust(url) : all);
      if (set && again !== set) e.setAttribute('srcset', again);
    }
  }

  // ---- The connection ----
  //
  // A browser opens no more than six connections to one server, so of all visible pages one holds the
  // connection (by a lock, where the browser has those) and passes on what it hears; a hidden page
  // holds none, and catches up when it is seen again.

  const channel = 'BroadcastChannel' in window ? new BroadcastChannel('vernacular') : null;
  let source = null, timer = 0, tries = 0, letGo = null, heard = null;
  let turn = 0; // counts the times this page let go, so that what was begun before is not finished after

  channel?.addEventListener('message', ({ data }) => {
    if (data.ask) {
      if (source && heard) channel.postMessage(heard);
    } else if (data.locked) {
      show({ locked: true });
    } else if (data.down) {
      show({ down: true });
    } else if (!document.hidden) {
      receive(data);
    }
  });

  function connect() {
    source = new EventSource(`/_vernacular/events?token=${encodeURIComponent(token)}&instance=${instance}&since=${revision}`);
    source.addEventListener('update', (event) => {
      tries = 0;
      heard = JSON.parse(event.data);
      channel?.postMessage(heard);
      receive(heard);
    });
    source.addEventListener('error', () => {
      source.close();
      source = null;
      again();
    });
  }

  // again waits longer and longer for the server, and then reads from the page the server's new token.
  function again() {
    if (++tries > 2 && !state.locked) {
      show({ down: true });
      channel?.postMessage({ down: true });
    }
    const mine = turn;
    timer = setTimeout(() => {
      look().then(() => mine === turn && connect(), () => mine === turn && again());
    }, Math.min(10000, 125 * 2 ** tries));
  }

  function start() {
    if (document.hidden || letGo) return;
    if (!navigator.locks || !channel) {
      letGo = () => {};
      connect();
      return;
    }
    const waiting = new AbortController();
    letGo = () => waiting.abort();
    navigator.locks.request('vernacular', { signal: waiting.signal }, () => new Promise((release) => {
      if (waiting.signal.aborted) return release();
      letGo = release;
      connect();
    })).catch(() => {});
    channel.postMessage({ ask: true });
  }

  function stop() {
    turn++;
    clearTimeout(timer);
    source?.close();
    source = null;
    letGo?.();
    letGo = null;
  }

  document.addEventListener('visibilitychange', () => (document.hidden ? stop() : start()));
  addEventListener('pagehide', stop);
  addEventListener('pageshow', (event) => event.persisted && start());

  // ---- The list of problems ----

  const state = { problems: null, gone: false, down: false, locked: false };
  let box = null; // the parts of the list, once there is something to say
  let opened = false; // by the user
  let said = '';

  // The translation editor shows the problems of a page at their texts: the page that it has in a frame
  // does not show them again, and its own list waits to be opened.
  const framed = (() => { try { return frameElement?.name === 'live'; } catch { return false; } })();

  // What the user has put away stays away, on every page, until something new is wrong.
  const seen = {
    get: () => { try { return new Set(JSON.parse(sessionStorage.getItem('vernacular-seen') || '[]')); } catch { return new Set(); } },
    set: (list) => { try { sessionStorage.setItem('vernacular-seen', JSON.stringify(list)); } catch { /* then not */ } },
  };

  function show(news) {
    Object.assign(state, news);
    render();
  }

  const count = (n, word) => `${n} ${word}${n === 1 ? '' : 's'}`;

  // visible makes characters that would rearrange or hide text visible.
  const visible = (text) => String(text).replace(/[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

  function make(name, attributes, ...children) {
    const e = document.createElement(name);
    for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
    e.append(...children);
    return e;
  }

  function build() {
    const host = make('vernacular-preview', { lang: 'en', dir: 'ltr', translate: 'no' });
    const root = host.attachShadow({ mode: 'open' });
    const style = make('link', { rel: 'stylesheet', href: '/_vernacular/overlay.css' });
    const close = make('button', { type: 'button', class: 'close', 'aria-label': 'Put away' }, '×');
    const title = make('h2', {});
    const list = make('ol', { tabindex: '0' });
    const panel = make('section', { class: 'panel', 'aria-label': 'Problems found by Vernacular' }, make('header', {}, title, close), list);
    const badge = make('button', { type: 'button', class: 'badge', 'aria-expanded': 'false' });
    const live = make('div', { class: 'live', role: 'status', 'aria-live': 'polite' });
    root.append(style, live, panel, badge);
    panel.hidden = badge.hidden = true;
    host.hidden = true; // until it has its style
    style.addEventListener('load', () => { host.hidden = false; });
    style.addEventListener('error', () => { host.hidden = false; });
    close.addEventListener('click', putAway);
    badge.addEventListener('click', () => {
      opened = true;
      render();
      close.focus();
    });
    addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !panel.hidden) putAway();
    });
    document.documentElement.append(host); // beside the body, whose layout and content it is no part of
    return { host, root, panel, title, list, badge, live };
  }

  function items() {
    const list = [];
    if (state.locked && !framed) {
      list.push({ severity: 'note', code: 'locked', message: 'The editor asks for the password again', hint: 'It was started again, or nobody has used it for hours. What you typed is still here: open this address in another tab, give the password there, and go on here.' });
    } else if (state.down && !framed) {
      list.push({ severity: 'note', code: 'down', message: 'The preview does not answer', hint: 'Is “vernacular watch” still running? This page will catch up by itself when it is.' });
    }
    if (state.gone) {
      list.push({ severity: 'warning', code: 'gone', message: 'This page is no longer part of the site', hint: 'Its source was removed or moved. What you see is how it last was.' });
    }
    return framed ? list : list.concat(state.problems?.diagnostics ?? []);
  }

  const sign = (d) => JSON.stringify([d.code, d.file, d.message]);

  function putAway() {
    const inside = box.root.activeElement;
    opened = false;
    seen.set(items().map(sign));
    render();
    if (inside && !box.badge.hidden) box.badge.focus();
  }

  function render() {
    const list = items();
    if (list.length === 0 && !box) return;
    box ??= build();
    const { errors = 0, warnings = 0 } = framed ? {} : state.problems ?? {};
    const words = [errors && count(errors, 'error'), warnings && count(warnings, 'warning')].filter(Boolean).join(', ');
    const summary = state.locked && !framed ? 'Password needed' : state.down && !framed ? 'Preview not connected' : words || (state.gone ? 'Page removed' : '');
    const known = seen.get();
    const news = !mode && list.some((d) => (d.severity === 'error' || d.code === 'gone') && !known.has(sign(d)));
    if (list.length === 0) opened = false;
    const open = list.length > 0 && (opened || news);

    box.host.dataset.side = getComputedStyle(document.documentElement).direction === 'rtl' ? 'left' : 'right';
    box.panel.hidden = !open;
    box.badge.hidden = open || list.length === 0;
    box.badge.setAttribute('aria-expanded', String(open));
    box.badge.dataset.severity = state.down || state.locked ? 'note' : errors ? 'error' : 'warning';
    box.badge.textContent = summary;
    box.title.textContent = summary;
    const rows = list.map(row);
    const shown = framed ? 0 : state.problems?.diagnostics.length ?? 0;
    if (errors + warnings > shown) rows.push(make('li', { class: 'rest' }, `and ${errors + warnings - shown} more, listed where “vernacular watch” runs`));
    box.list.replaceChildren(...rows);

    // Said once, not again with every build that leaves the problems as they are.
    const say = list.map(sign).join();
    if (say !== said) {
      box.live.textContent = list.length === 0 ? 'All problems solved' : summary + '. ' + visible(list[0].message);
      said = say;
    }
  }

  function row(d) {
    const place = d.file ? [d.file, d.line, d.column].filter(Boolean).join(':') : '';
    const words = { error: 'Error', warning: 'Warning', note: 'Note' };
    const li = make('li', { 'data-severity': d.severity },
      make('p', { class: 'where' },
        make('strong', {}, words[d.severity] ?? d.severity),
        ...(place ? [' ', make('code', {}, visible(place))] : [])),
      make('p', { class: 'message' }, visible(d.message)));
    if (d.hint) li.append(make('p', { class: 'hint' }, visible(d.hint)));
    return li;
  }

  start();
})();
