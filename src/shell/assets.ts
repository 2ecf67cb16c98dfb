import type { FastifyInstance } from 'fastify'
import { type Asset, buildStylesheet, hashedAsset } from './stylesheet.ts'

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#14313f"/><g fill="none" stroke-width="3.2"><circle cx="12.5" cy="16" r="6.4" stroke="#8fd3c8"/><circle cx="19.5" cy="16" r="6.4" stroke="#fff"/></g></svg>`

export type Assets = {
  readonly stylesheet: string
  /** the address of one of the shell's scripts; a name that it does not have is a bug */
  script(name: string): string
  register(app: FastifyInstance): void
}

/** Built once in memory at start: nothing to compile, nothing to go stale. */
export function openAssets(): Assets {
  const stylesheet = buildStylesheet()
  const scripts = new Map<string, Asset>()
  const all = [stylesheet, ...scripts.values()]
  return {
    stylesheet: stylesheet.path,
    script(name) {
      const found = scripts.get(name)
      if (found === undefined) throw new Error(`the shell has no script called ${name}`)
      return found.path
    },
    register(app) {
      for (const asset of all) serve(app, asset.path, asset, 'public, max-age=31536000, immutable')
      serve(
        app,
        '/assets/icon.svg',
        hashedAsset('icon', 'svg', 'image/svg+xml', ICON),
        'public, max-age=86400',
      )
    },
  }
}

function serve(app: FastifyInstance, path: string, asset: Asset, cacheControl: string): void {
  app.get(path, { config: { session: false } }, (_request, reply) =>
    reply.type(asset.type).header('cache-control', cacheControl).send(asset.body),
  )
}
