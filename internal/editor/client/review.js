// The name of the person is kept without leaving the page, in which something may be typed.
(() => {
  'use strict';

  const status = document.getElementById('live-status');

  document.addEventListener('submit', async (event) => {
    const form = event.target;
    if (!form.matches('form.who') || event.defaultPrevented) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    body.set('do', 'name');
    try {
      const response = await fetch(form.getAttribute('action'), { method: 'POST', body, cache: 'no-store', redirect: 'manual' });
      if (response.type !== 'opaqueredirect') throw new Error(String(response.status));
      form.querySelector('#who').defaultValue = form.querySelector('#who').value;
      status.textContent = 'The name is kept.';
    } catch {
      status.textContent = 'The name was not kept: the preview does not answer.';
    }
  });
})();
