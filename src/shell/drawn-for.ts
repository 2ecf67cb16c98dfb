/** What components need of the page that they stand on: the token of its forms, the word that lets its scripts run. */
export type DrawnFor = { readonly csrf: string; readonly nonce: string }

let page: DrawnFor = { csrf: '', nonce: '' }

/** Given to every page by the frame, so that no form can forget its token. */
export function drawnFor(): DrawnFor {
  return page
}

/** Pages are drawn one at a time and at once: nothing of another request comes between. */
export function drawFor<T>(these: DrawnFor, draw: () => T): T {
  const before = page
  page = these
  try {
    return draw()
  } finally {
    page = before
  }
}
