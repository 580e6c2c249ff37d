// What a save would say, while a text is being typed (try.go). It asks when the typing pauses, one question at a time,
// and drops an answer to a text that is no longer there. Without an answer the list of problems stays as it is.
(() => {
  'use strict';

  if (!window.vernacularEditor) return;
  const { list, fieldOf, unsaved, busy, send, parse, say } = vernacularEditor;
  const pause = 400; // milliseconds

  const served = new WeakMap(); // section -> the list of problems that came with it, null if none
  const problemsOf = (section) => section.querySelector(':scope > .problems');
  let timer, asking;

  const later = ({ target, isComposing }) => {
    const section = target.closest('.seg');
    if (!section || isComposing || target !== fieldOf(section)) return;
    clearTimeout(timer);
    asking?.abort();
    timer = setTimeout(() => ask(section), pause);
  };
  list.addEventListener('input', later);
  list.addEventListener('compositionend', later);

  async function ask(section) {
    const form = section.querySelector('form.translation');
    const button = form?.querySelector('button[name="do"]');
    if (!button || !section.isConnected || busy(section)) return;
    if (!served.has(section)) served.set(section, problemsOf(section)?.cloneNode(true) ?? null);
    if (!unsaved(section)) {
      show(section, served.get(section)?.cloneNode(true));
      return;
    }
    const text = fieldOf(section).value;
    const body = new URLSearchParams(new FormData(form));
    body.set('do', button.value);
    body.set('try', '1');
    asking = new AbortController();
    let answer;
    try {
      answer = await send(form, body, { signal: asking.signal });
    } catch {
      return; // a save will say that nobody answers
    }
    if (!answer.response.ok || !section.isConnected || busy(section) || fieldOf(section).value !== text) return;
    const next = parse(answer.text).querySelector('.problems');
    show(section, next && document.importNode(next, true));
  }

  // show puts a list of problems below a text, and ties it to the field.
  function show(section, next) {
    const old = problemsOf(section);
    const words = (ul) => [...ul?.querySelectorAll('li > span') ?? []].map((e) => `${e.querySelector('strong').textContent} ${e.querySelector('bdi').textContent}`);
    const before = words(old), now = words(next);
    if (next) {
      if (old) old.replaceWith(next);
      else section.append(next);
    } else {
      old?.remove();
    }
    const id = `d-${section.id}`, field = fieldOf(section);
    const rest = (field.getAttribute('aria-describedby') ?? '').split(' ').filter((one) => one && one !== id);
    field.setAttribute('aria-describedby', (next ? [id, ...rest] : rest).join(' '));
    const news = now.filter((one) => !before.includes(one));
    if (news.length > 0) say(news.join('. '));
    else if (before.length > 0 && now.length === 0) say('No problem any more.');
  }
})();
