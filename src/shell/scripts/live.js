// Says that a list has changed and offers it. Nothing on the page moves by itself: somebody may be
// about to click. Without this script a page is simply as old as its loading.
const LIVE = 'table[data-live-rows]'
const STALE = 'This list does not refresh itself: too many are open, or you have signed out. Load the page again.'
/** Theirs is of another page, and nothing here obeys it. */
const NONCE = document.currentScript.nonce

for (const note of document.querySelectorAll('[data-live]')) {
  const source = new EventSource(`/events/${note.dataset.live}`)
  source.addEventListener('changed', () => {
    if (note.querySelector('a[data-news]')) return
    const link = wholeList(note.dataset.words)
    link.dataset.news = ''
    if (note.dataset.changes) link.addEventListener('click', (event) => showChanges(event, note))
    note.classList.add('cc-live-note--news')
    note.replaceChildren(link)
  })
  // A browser comes back by itself to a stream that broke, and not to one that was refused.
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED && !note.textContent) note.textContent = STALE
  })
  addEventListener('pagehide', () => source.close())
}

function wholeList(words) {
  const link = document.createElement('a')
  link.href = location.href
  link.textContent = words
  return link
}

/** Asks for what has changed and puts it in place; whatever it cannot do, loading the page anew can. */
async function showChanges(event, note) {
  event.preventDefault()
  try {
    const answer = await fetch(note.dataset.changes, { headers: { accept: 'text/html' } })
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const changed = page.querySelector('[data-changed]')
    if (!answer.ok || !changed) return location.reload()
    note.dataset.changes = changed.dataset.next
    const words = wordsOf(applyChanges(changed))
    note.replaceChildren(`${words} The figures are as they were. `, wholeList('Show the whole list'))
  } catch {
    location.reload()
  }
}

/** Each row goes where it stands now, or to the head of its table; a table that is new goes before the others. */
function applyChanges(changed) {
  const gone = changed.dataset.gone.split(' ').filter(Boolean).map(rowOf).filter(Boolean)
  for (const row of gone) {
    row.classList.add('cc-table__row--gone')
  }
  const first = document.querySelector(LIVE)
  let shown = 0
  for (const theirs of changed.querySelectorAll('table')) {
    const ours = tableLike(theirs, first)
    for (const row of theirs.tBodies[0].rows) {
      const now = document.importNode(row, true)
      now.classList.add('cc-table__row--changed')
      const before = rowLike(row)
      if (before && before.closest('table') === ours) before.replaceWith(now)
      else {
        before?.remove()
        ours.tBodies[0].prepend(now)
      }
      shown++
    }
  }
  return { shown, gone: gone.length }
}

/** The table with the same heading; where there is none, one like theirs before all others. Throws without any. */
function tableLike(theirs, first) {
  const all = [...document.querySelectorAll(LIVE)]
  const same = all.find((table) => table.caption.textContent === theirs.caption.textContent)
  if (same) return same
  const table = document.importNode(theirs, true)
  table.tBodies[0].replaceChildren()
  for (const style of table.querySelectorAll('style')) style.nonce = NONCE
  first.before(table)
  return table
}

/** A row is known by what its heading leads to; one that has left the list is known no more. */
function rowOf(key) {
  return rowsLeadingTo(`$="/${CSS.escape(key)}"`)
}

function rowLike(row) {
  const link = row.cells[0].querySelector('a')
  return rowsLeadingTo(`="${CSS.escape(link.getAttribute('href'))}"`)
}

function rowsLeadingTo(address) {
  return document.querySelector(`${LIVE} tr:not(.cc-table__row--gone):has(> th a[href${address}])`)
}

function wordsOf({ shown, gone }) {
  const rows = (count) => (count === 1 ? '1 row' : `${count} rows`)
  if (shown + gone === 0) return 'Nothing on this list has changed.'
  return [
    shown > 0 ? `${rows(shown)} shown as now.` : '',
    gone > 0 ? `${rows(gone)} no longer on this list.` : '',
  ].join(' ')
}
