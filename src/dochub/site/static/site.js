// What the pages do by themselves: contents, theme, tabs, search. They are whole without it.
'use strict'
const $ = (selector, within = document) => within.querySelector(selector)
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)]
const root = document.body.dataset.root
const remember = (key, value) => { try { localStorage.setItem(key, value) } catch { /* kept nowhere */ } }
const remembered = key => { try { return localStorage.getItem(key) } catch { return null } }

// The contents: open where the page is.
const here = $('.nav [aria-current]')
here?.closest('details')?.setAttribute('open', '')
const nav = $('#nav')
if (here && nav.scrollHeight > nav.clientHeight) nav.scrollTop = here.offsetTop - nav.clientHeight / 3
const menu = $('.menu')
menu.addEventListener('click', () => {
  const open = document.body.classList.toggle('open')
  menu.setAttribute('aria-expanded', String(open))
})

// Light or dark.
const theme = $('.theme')
theme.hidden = false
theme.addEventListener('click', () => {
  const set = document.documentElement.dataset
  const dark = set.theme ? set.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  set.theme = dark ? 'light' : 'dark'
  remember('dochub-theme', set.theme)
})

// On this page.
const toc = $('.toc')
const headings = $$('main h2[id]')
if (headings.length > 1) {
  const list = document.createElement('ul')
  for (const heading of headings) {
    const link = Object.assign(document.createElement('a'), {
      href: `#${heading.id}`, textContent: heading.textContent.replace(/\s*#\s*$/, '') })
    const item = document.createElement('li')
    item.append(link)
    list.append(item)
  }
  const title = Object.assign(document.createElement('p'), { textContent: 'On this page' })
  toc.append(title, list)
}

// Examples: one language at a time, the same on every page.
const languages = ['curl', 'SQL', 'supabase-js']
function speak(language) {
  for (const tabs of $$('[data-tabs]')) {
    for (const tab of $$('.tab', tabs)) tab.hidden = tab.dataset.tab !== language
    for (const button of $$('.languages button', tabs)) button.setAttribute('aria-pressed', String(button.textContent === language))
  }
}
for (const tabs of $$('[data-tabs]')) {
  const bar = document.createElement('div')
  bar.className = 'languages'
  for (const language of languages) {
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: language })
    button.addEventListener('click', () => { speak(language); remember('dochub-language', language) })
    bar.append(button)
  }
  tabs.prepend(bar)
}
speak(languages.includes(remembered('dochub-language')) ? remembered('dochub-language') : 'curl')

// Code is copied whole.
for (const block of $$('pre.code')) {
  if (!navigator.clipboard) break
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'copy', textContent: 'Copy' })
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText($('code', block).textContent)
    button.textContent = 'Copied'
    setTimeout(() => { button.textContent = 'Copy' }, 1500)
  })
  const box = document.createElement('div')
  box.className = 'copied'
  block.replaceWith(box)
  box.append(block, button)
}

// A link into a closed part opens it.
function reveal() {
  const target = /^#[^=]+$/.test(location.hash) && document.getElementById(decodeURIComponent(location.hash.slice(1)))
  const closed = target && target.closest('details:not([open])')
  if (closed) { closed.open = true; target.scrollIntoView() }
}
addEventListener('hashchange', reveal)
reveal()

// Search: opened by / or Ctrl-K, read by arrows and Enter. Its two scripts come when it is first opened.
const find = $('.find')
if (find) {
  const dialog = $('.search')
  const input = $('#query')
  const hits = $('#hits')
  let engine
  const load = source => new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement('script'), { src: root + 'assets/' + source, onload: resolve, onerror: reject })
    document.head.append(script)
  })
  async function ready() {
    if (engine) return
    await Promise.all([load('minisearch.js'), load('entries.js')])
    const ranks = { table: 3, function: 3, page: 2.5, role: 2, 'internal table': 1.5, guide: 1.5, error: 2, policy: 0.6 }
    engine = new MiniSearch({
      fields: ['title', 'text', 'kind'],
      storeFields: ['title', 'kind', 'url', 'text'],
      tokenize: text => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean),
      searchOptions: {
        prefix: true,
        fuzzy: term => (term.length > 3 ? 0.25 : false),
        boost: { title: 6, kind: 1.2 },
        boostDocument: (_id, _term, stored) => ranks[stored.kind] ?? ranks[stored.kind.split(' ')[0]] ?? 1,
        combineWith: 'AND',
      },
    })
    engine.addAll(window.DOCHUB_ENTRIES.map(([title, kind, url, text], id) => ({ id, title, kind, url, text })))
  }
  function show() {
    const asked = input.value.trim()
    const exact = asked.toLowerCase().replace(/\(\)$/, '')
    const found = asked ? engine.search(asked) : []
    found.sort((a, b) => (b.title.toLowerCase() === exact) - (a.title.toLowerCase() === exact) || b.score - a.score)
    if (asked && found.length < 6) { // what has only some of the words, below what has all
      const have = new Set(found.map(hit => hit.id))
      found.push(...engine.search(asked, { combineWith: 'OR' }).filter(hit => !have.has(hit.id)))
    }
    hits.replaceChildren(...found.slice(0, 12).map(hit => {
      const link = document.createElement('a')
      link.href = root + hit.url
      const name = Object.assign(document.createElement('b'), { textContent: hit.title })
      const kind = Object.assign(document.createElement('span'), { textContent: hit.kind })
      const text = Object.assign(document.createElement('small'), { textContent: hit.text.slice(0, 110) })
      link.append(name, ' ', kind, text)
      return link
    }))
    if (asked && !found.length) hits.textContent = 'Nothing like that.'
  }
  async function open() {
    if (!dialog.open) dialog.showModal()
    input.focus()
    input.select()
    await ready()
    show()
  }
  find.hidden = false
  find.addEventListener('click', open)
  input.addEventListener('input', () => { if (engine) show() })
  dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close() })
  hits.addEventListener('click', () => dialog.close())
  dialog.addEventListener('keydown', event => {
    const links = $$('a', hits)
    const at = links.indexOf(document.activeElement)
    if (event.key === 'ArrowDown' && links.length) { event.preventDefault(); links[Math.min(at + 1, links.length - 1)].focus() }
    if (event.key === 'ArrowUp' && at >= 0) { event.preventDefault(); (links[at - 1] ?? input).focus() }
    if (event.key === 'Enter' && event.target === input) { event.preventDefault(); links[0]?.click() }
  })
  addEventListener('keydown', event => {
    const typing = /^(input|textarea|select)$/i.test(event.target.tagName)
    if ((event.key === '/' && !typing) || (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey))) { event.preventDefault(); open() }
  })
}
