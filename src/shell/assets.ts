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

type Packed = Asset & { readonly packed: Buffer }
type Built = { readonly stylesheet: Packed; readonly scripts: ReadonlyMap<string, Packed> }
let built: Built | undefined

/** Built once in the memory of a process: nothing to compile, nothing to go stale. */
export function openAssets(): Assets {
  built ??= { stylesheet: pack(buildStylesheet()), scripts: readScripts() }
  const { stylesheet, scripts } = built
  return {
    stylesheet: stylesheet.path,
    script(name) {
      const found = scripts.get(name)
      if (found === undefined) throw new Error(`the shell has no script called ${name}`)
      return found.path
    },
    register(app) {
      const forever = 'public, max-age=31536000, immutable'
      for (const asset of [stylesheet, ...scripts.values()]) serve(app, asset.path, asset, forever)
      const icon = pack(hashedAsset('icon', 'svg', 'image/svg+xml', ICON))
      serve(app, '/assets/icon.svg', icon, 'public, max-age=86400')
    },
  }
}

function readScripts(): Map<string, Packed> {
  const folder = join(import.meta.dirname, 'scripts')
  return new Map(
    readdirSync(folder).map((file) => {
      const name = basename(file, '.js')
      const text = readFileSync(join(folder, file), 'utf8')
      return [name, pack(hashedAsset(name, 'js', 'text/javascript; charset=utf-8', text))]
    }),
  )
}

function pack(asset: Asset): Packed {
  return { ...asset, packed: brotliCompressSync(asset.body) }
}

/** A browser that cannot unpack it gets it as it is. */
function serve(app: FastifyInstance, path: string, asset: Packed, cacheControl: string): void {
  app.get(path, { config: { session: false, action: PUBLIC } }, (request, reply) => {
    reply.type(asset.type).header('cache-control', cacheControl).header('vary', 'accept-encoding')
    const unpacks = /\bbr\b/.test(request.headers['accept-encoding'] ?? '')
    return unpacks
      ? reply.header('content-encoding', 'br').send(asset.packed)
      : reply.send(asset.body)
  })
}
