import { escapeMarkup } from '../kernel/index.ts'

/** Decisions as RSS 2.0. Pure. */
export type FeedItem = {
  readonly id: string
  /** ISO */
  readonly at: string
  readonly title: string
  readonly says: string
  readonly href: string
}

export function feedOf(feed: { title: string; href: string; items: readonly FeedItem[] }): string {
  const items = feed.items.map(({ id, at, title, says, href }) => {
    const parts = [
      `<title>${escaped(title)}</title>`,
      `<link>${escaped(href)}</link>`,
      `<guid isPermaLink="false">${id}</guid>`,
      `<pubDate>${new Date(at).toUTCString()}</pubDate>`,
      `<description>${escaped(says)}</description>`,
    ]
    return `<item>${parts.join('')}</item>`
  })
  const about = [
    `<title>${escaped(feed.title)}</title>`,
    `<link>${escaped(feed.href)}</link>`,
    `<description>${escaped(feed.title)}</description>`,
  ]
  const channel = [...about, ...items].join('')
  return `<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>${channel}</channel></rss>\n`
}

/** XML holds no control character but the white ones. */
function escaped(text: string): string {
  return escapeMarkup(text.replaceAll(/[^\P{Cc}\t\n\r]/gu, ' ')).replaceAll('"', '&quot;')
}
