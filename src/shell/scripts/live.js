// Says that a list has changed and offers it; the rows of one that follows come by themselves. Nothing moves at which
// somebody points or types: what stands above or there waits until they leave. Without this script a page is simply as
// old as its loading.
const LIVE = 'table[data-live-rows]'
const STALE = 'This list does not refresh itself: too many are open, or you have signed out. Load the page again.'
/** Theirs is of another page, and nothing here obeys it. */
const NONCE = document.currentScript.nonce

const GONE_MS = 30_000

for (const note of document.querySelectorAll('[data-live]')) {
  const source = new EventSource(`/events/${note.dataset.live}`)
  const follows = note.dataset.follows !== undefined
  if (follows) follow(note, source)
  else source.addEventListener('changed', () => offer(note))
  // A browser comes back by itself to a stream that broke, and not to one that was refused.
  source.addEventListener('error', () => {
    if (source.readyState !== EventSource.CLOSED) return
    if (follows || !note.textContent) note.textContent = STALE
  })
  addEventListener('pagehide', () => source.close())
}

function offer(note) {
  if (note.querySelector('a[data-news]')) return
  const link = wholeList(note.dataset.words)
  link.dataset.news = ''
  if (note.dataset.changes) link.addEventListener('click', (event) => showChanges(event, note))
  note.classList.add('cc-live-note--news')
  note.replaceChildren(link)
}

/**
 * Rows come by themselves, but for those that would move what somebody is at: these wait until they leave. One question
 * at a time, whatever comes meanwhile; what was missed while nothing was heard is asked for when the stream opens again.
 */
function follow(note, source) {
  let waits = []
  let asking = false
  let isNews = false
  /** The whole list is offered, and nothing else can be told. */
  let ends = false
  const put = () => {
    waits = waits.filter((move) => {
      if (isInUse(move.at())) return true
      move.put()
      return false
    })
    const more = waits.length === 0 ? '' : ' More has changed: it is shown when you leave the list.'
    if (note.dataset.said) note.textContent = note.dataset.said + more
  }
  const ask = async () => {
    isNews = true
    if (asking || ends) return
    asking = true
    try {
      while (isNews) {
        isNews = false
        const changed = await askChanges(note)
        if (!changed || !document.querySelector(LIVE)) {
          ends = true
          delete note.dataset.changes
          return offer(note)
        }
        const moves = movesOf(changed)
        waits.push(...moves)
        if (moves.length > 0) note.dataset.said = wordsOf(moves)
        put()
      }
    } catch {
      // Asked for again with the next news, or when the stream opens.
    } finally {
      asking = false
    }
  }
  source.addEventListener('changed', ask)
  // Also the first time: between the making of a page and its stream something may have happened.
  source.addEventListener('open', ask)
  for (const leaves of ['pointerout', 'focusout']) {
    addEventListener(leaves, () => waits.length > 0 && setTimeout(put))
  }
}

function wholeList(words) {
  const link = document.createElement('a')
  link.href = location.href
  link.textContent = words
  return link
}

/** The part of a page that holds what has changed; undefined where the whole list has to be read. */
async function askChanges(note) {
  const answer = await fetch(note.dataset.changes, { headers: { accept: 'text/html' } })
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const changed = answer.ok ? page.querySelector('[data-changed]') : undefined
  if (changed) note.dataset.changes = changed.dataset.next
  return changed
}

/** Asks for what has changed and puts it in place; whatever it cannot do, loading the page anew can. */
async function showChanges(event, note) {
  event.preventDefault()
  try {
    const changed = await askChanges(note)
    if (!changed) return location.reload()
    const moves = movesOf(changed)
    for (const move of moves) move.put()
    note.replaceChildren(
      `${wordsOf(moves)} The figures are as they were. `,
      wholeList('Show the whole list'),
    )
  } catch {
    location.reload()
  }
}

/**
 * What is to be done for each row, and what of the page it would move: a row goes where it stands now, or to the head of
 * its table; a table that is new goes before the others. Who has left is marked, and goes after a while.
 */
function movesOf(changed) {
  const first = document.querySelector(LIVE)
  const gone = changed.dataset.gone.split(' ').filter((key) => key && rowOf(key))
  const left = gone.map((key) => ({
    isGone: true,
    at: () => rowOf(key),
    put: () => markGone(rowOf(key)),
  }))
  const moves = [...changed.querySelectorAll('table')].flatMap((theirs) =>
    [...theirs.tBodies[0].rows].map((row) => ({
      isGone: false,
      at: () => rowLike(row) ?? first,
      put: () => putRow(row, tableLike(theirs, first)),
    })),
  )
  return [...left, ...moves]
}

function markGone(row) {
  row?.classList.add('cc-table__row--gone')
  const remove = () => (isInUse(row) ? setTimeout(remove, GONE_MS) : row?.remove())
  setTimeout(remove, GONE_MS)
}

/** What was ticked in it stays so. */
function putRow(row, table) {
  const now = document.importNode(row, true)
  now.classList.add('cc-table__row--changed')
  const before = rowLike(row)
  for (const box of before?.querySelectorAll('input:checked') ?? []) {
    const same = now.querySelector(`input[value="${CSS.escape(box.value)}"]`)
    if (same) same.checked = true
  }
  if (before?.closest('table') === table) return before.replaceWith(now)
  before?.remove()
  table.tBodies[0].prepend(now)
}

/** Somebody points at a row, or has the focus in one, that is this one, in it or after it: it would move. */
function isInUse(place) {
  const { DOCUMENT_POSITION_FOLLOWING: FOLLOWING } = Node
  return [...document.querySelectorAll(`${LIVE} tr:is(:hover, :focus-within)`)].some(
    (row) => row === place || place?.compareDocumentPosition(row) & FOLLOWING,
  )
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

function wordsOf(moves) {
  const gone = moves.filter(({ isGone }) => isGone).length
  const shown = moves.length - gone
  const rows = (count) => (count === 1 ? '1 row' : `${count} rows`)
  if (shown + gone === 0) return 'Nothing on this list has changed.'
  return [
    shown > 0 ? `${rows(shown)} shown as now.` : '',
    gone > 0 ? `${rows(gone)} no longer on this list.` : '',
  ].join(' ')
}
