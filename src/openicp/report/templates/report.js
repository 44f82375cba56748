(function () {
  var root = document.documentElement, button = document.querySelector('.theme');
  root.classList.add('js');
  if (button) button.onclick = function () {
    var now = root.dataset.theme || (matchMedia('(prefers-color-scheme:dark)').matches ? 'dark' : 'light');
    root.dataset.theme = now === 'dark' ? 'light' : 'dark';
  };
  function open() {
    var found = location.hash && document.getElementById(location.hash.slice(1));
    for (; found; found = found.parentElement) if (found.tagName === 'DETAILS') found.open = true;
  }
  addEventListener('hashchange', open);
  open();
})();
