import { serveMllp } from '../../src/intake/serve-mllp.ts'
import { openLog, readSettings } from '../../src/kernel/index.ts'
import { openPlace } from '../../src/main.ts'

/** A process to be killed: takes messages over the network and brings them into the record, as one that serves does. */
const [, , port] = process.argv
const log = openLog('silent')
const place = await openPlace(readSettings(), { log })
place.trail.start()
place.errands.start()
await serveMllp(place, { port: Number(port), host: 'localhost', log })
process.stdout.write('ready\n')
