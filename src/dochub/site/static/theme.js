// Before anything is painted: the theme that the reader has chosen, if any.
try {
  const chosen = localStorage.getItem('dochub-theme')
  if (chosen) document.documentElement.dataset.theme = chosen
} catch { /* a browser that keeps nothing for files */ }
document.documentElement.classList.add('js')
