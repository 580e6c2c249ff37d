// Comments are sent without leaving the page, so that what is typed elsewhere stays.
(() => {
  'use strict';

  const list = document.getElementById('list');
  if (!list) return;

  // send sends what a form has; then the focus goes to the field of the text if it is to go back.
  async function send(form, button, back) {
    const { id } = form.closest('.comments');
    const body = new URLSearchParams(new FormData(form));
    body.set('do', button.value);
    body.set('part', '1');
    let doc, next, text = '';
    button.disabled = true;
    try {
      const response = await fetch(form.getAttribute('action'), { method: 'POST', body, cache: 'no-store' });
      text = await response.text();
      doc = new DOMParser().parseFromString(text, 'text/html');
      next = doc.getElementById(id);
    } catch {
      // said below
    }
    button.disabled = false;
    const old = document.getElementById(id);
    if (!next || !old) {
      const why = text.split('\n').filter(Boolean).pop() || 'The preview does not answer. Is “vernacular watch” still running?';
      vernacularEditor.say(`Not sent. ${why}`);
      const said = document.createElement('p');
      said.className = 'said refused';
      said.textContent = `Not sent. ${why}`;
      form.querySelector('.said')?.remove();
      form.append(said);
      return;
    }
    const part = document.importNode(next, true);
    const sent = form.querySelector('textarea').id;
    for (const field of old.querySelectorAll('textarea')) { // what is typed in another one stays
      const same = part.querySelector(`#${field.id}`);
      if (field.id !== sent && field.value && same && !same.value) same.value = field.value;
    }
    const section = old.closest('.seg'), link = doc.querySelector('.talk-open');
    old.replaceWith(part);
    part.open = true;
    if (!part.querySelector('.said.refused')) part.dispatchEvent(new CustomEvent('comment-sent', { bubbles: true, detail: sent }));
    if (link) section.querySelector('.talk-open').replaceWith(document.importNode(link, true));
    (back ? vernacularEditor.fieldOf(section) : part.querySelector('summary')).focus({ preventScroll: true });
    vernacularEditor.say(part.querySelector('.said.refused')?.textContent ?? 'Sent.');
  }

  list.addEventListener('submit', (event) => {
    if (!event.target.matches('.talk')) return;
    event.preventDefault();
    send(event.target, event.submitter ?? event.target.querySelector('button'), goesBack);
  });
  let goesBack = false;

  // go opens the comments on a text, to write one.
  function go(section) {
    const talk = section.querySelector('details.comments');
    talk.open = true;
    talk.querySelector(':scope > .talk textarea').focus();
  }

  list.addEventListener('click', (event) => {
    const link = event.target.closest('.talk-open');
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(link.closest('.seg'));
  });

  editorKeys.on('comments', ({ target }) => {
    const section = target.closest?.('.seg');
    if (!section?.querySelector('details.comments')) return false;
    if (target.closest('.comments')) vernacularEditor.fieldOf(section).focus();
    else go(section);
    return true;
  });

  list.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing || !event.target.matches('.talk textarea')) return;
    event.preventDefault();
    goesBack = true;
    event.target.form.requestSubmit();
    goesBack = false;
  });
})();
