import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { PUBLIC } from '../kernel/index.ts'
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
  const scripts = readScripts()
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

function readScripts(): Map<string, Asset> {
  const folder = join(import.meta.dirname, 'scripts')
  return new Map(
    readdirSync(folder).map((file) => {
      const name = basename(file, '.js')
      const text = readFileSync(join(folder, file), 'utf8')
      return [name, hashedAsset(name, 'js', 'text/javascript; charset=utf-8', text)]
    }),
  )
}

/** Packed once; a browser that cannot unpack it gets it as it is. */
function serve(app: FastifyInstance, path: string, asset: Asset, cacheControl: string): void {
  const packed = brotliCompressSync(asset.body)
  app.get(path, { config: { session: false, action: PUBLIC } }, (request, reply) => {
    reply.type(asset.type).header('cache-control', cacheControl).header('vary', 'accept-encoding')
    const unpacks = /\bbr\b/.test(request.headers['accept-encoding'] ?? '')
    return unpacks ? reply.header('content-encoding', 'br').send(packed) : reply.send(asset.body)
  })
}
