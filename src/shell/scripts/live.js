// Says that a list has changed and offers it. Nothing on the page moves by itself: somebody may be
// about to click. Without this script a page is simply as old as its loading.
for (const note of document.querySelectorAll('[data-live]')) {
  const source = new EventSource(`/events/${note.dataset.live}`)
  source.addEventListener('changed', () => {
    if (note.firstChild) return
    const link = document.createElement('a')
    link.href = location.href
    link.textContent = note.dataset.words
    note.append(link)
  })
  addEventListener('pagehide', () => source.close())
}
