// Says on a page that stays open that another window of this browser is in another session by now. Without this script
// it is said when something is sent from the page: that is refused, and what was typed is kept.
const own = document.querySelector('[data-session]')
const windows = new BroadcastChannel('concordat-session')
windows.addEventListener('message', ({ data }) => {
  if (data !== own.dataset.session) own.firstElementChild.hidden = false
})
windows.postMessage(own.dataset.session)
