import { writeFileSync } from 'node:fs'
import { freshManifest, MANIFEST } from './fresh-schema.ts'

writeFileSync(MANIFEST, await freshManifest())
