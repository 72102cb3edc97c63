// Runs once for each group of controls on a page; `this` is the style element among them.
((root) => {
  if (!root || root.dataset.ready) return;
  root.dataset.ready = 'yes';

  // Keys belong to the control that has the focus, or JupyterLab would move between cells, insert
  // or delete them. It looks at the focused element itself for this attribute, not at what is
  // around it. Ctrl, Alt, Cmd and Shift+Enter stay the application's: save, run.
  if (!window.courseKeys) {
    window.courseKeys = true;
    window.addEventListener('keydown', (event) => {
      if (!event.target.closest?.('.course-controls')) return;
      const theirs = event.ctrlKey || event.altKey || event.metaKey
        || (event.shiftKey && event.key === 'Enter');
      event.target.toggleAttribute('data-lm-suppress-shortcuts', !theirs);
    }, true);
  }

  // What ipywidgets leaves without a name or a role.
  const silent = document.createElement('div');
  const complete = () => {
    for (const slider of root.querySelectorAll('[role=slider]:not([aria-label])')) {
      const label = slider.closest('.widget-slider')?.querySelector('.widget-label');
      if (label) slider.setAttribute('aria-label', label.textContent);
    }
    for (const said of root.querySelectorAll('.course-said:not([role])')) {
      said.setAttribute('role', 'status');
    }
    for (const twice of root.querySelectorAll('.course-said [role=status]')) {
      twice.removeAttribute('role');
    }
    const question = root.querySelector('.course-question');
    for (const choices of root.querySelectorAll('.widget-radio-box:not([role])')) {
      choices.setAttribute('role', 'radiogroup');
      choices.setAttribute('aria-label', question?.textContent ?? '');
    }
    for (const field of root.querySelectorAll('input:not([spellcheck])')) {
      field.setAttribute('spellcheck', 'false');
    }
  };

  // The kernel answers every change at once, if only with "Working". If nothing comes, say why.
  let timer;
  silent.setAttribute('role', 'status');
  silent.className = 'course-silent';
  root.append(silent);
  const asked = () => {
    clearTimeout(timer);
    timer = setTimeout(() => { silent.textContent = SILENT }, 4000);
  };
  const SILENT = 'No answer yet. If the kernel is busy, wait. If it was restarted, run the first '
    + 'cell of this notebook and the cells down to this one again.';
  const differs = (field) => {
    const slider = field.closest('.course-pair')?.querySelector('[role=slider]');
    return !slider || Number(field.value) !== Number(slider.getAttribute('aria-valuenow'));
  };
  root.addEventListener('change', (event) => {
    if (event.target.type !== 'radio' && differs(event.target)) asked();
  });
  root.addEventListener('click', (event) => { if (event.target.closest('button')) asked() });
  new MutationObserver((changes) => {
    complete();
    if (changes.some(({ target }) => target.parentElement?.closest('.course-said'))) {
      clearTimeout(timer);
      silent.textContent = '';
    }
    const moved = ({ attributeName, target }) => attributeName && target.matches(':focus, .noUi-active');
    if (changes.some(moved)) asked();
  }).observe(root, { childList: true, subtree: true, attributeFilter: ['aria-valuenow'] });
  complete();
})(this.closest('.course-controls'));
