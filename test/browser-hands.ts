import type { Page } from 'playwright-core'
import type { Hands, Shown } from './visitor.ts'

/** Hands at a real browser, with script: what they click and type goes by mouse and keyboard. */
export function handsAt(page: Page): Hands {
  let status = 0
  page.on('response', (answer) => {
    if (answer.request().isNavigationRequest()) status = answer.status()
  })
  const shown = async (): Promise<Shown> => {
    await page.waitForLoadState('load')
    const { pathname, search } = new URL(page.url())
    return { path: pathname + search, status, html: await page.content() }
  }
  const found = (selector: string, place: number) => page.locator(selector).nth(place)
  return {
    async open(path) {
      await page.goto(path)
      return shown()
    },
    async click(selector, place) {
      const moved = page.waitForEvent('framenavigated')
      await found(selector, place).click()
      await moved
      return shown()
    },
    touch: (selector, place) => found(selector, place).click(),
    async type(selector, place, value) {
      const field = found(selector, place)
      const kind = await field.evaluate((one: { tagName: string; type?: string }) => {
        return one.tagName === 'SELECT' ? 'select' : one.type
      })
      if (kind === 'select') await field.selectOption(value)
      else if (kind?.startsWith('date')) await field.fill(value)
      else {
        await field.fill('')
        await field.pressSequentially(value)
      }
    },
  }
}
