import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Client } from 'pg'
import { concordat } from '../src/cli/testing.ts'
import { dayInLondon, joinEmbeddedServer } from '../src/kernel/index.ts'
import { type Block, operatePage, operateText } from './operate-page.ts'
import {
  openMailServer,
  openProvider,
  openProxy,
  registeredKey,
  startProgram,
} from './outside-world.ts'
import { quietPort } from './quiet-port.ts'
import { SecureVisitor } from './secure-visitor.ts'

/**
 * docs/operate.md done as it is written, from nothing to the first look and back from a backup: its files where it
 * says, its commands in its order. What is another's is real too: PostgreSQL as somebody else's server, two providers
 * of sign-in, a proxy with TLS, a mail server, a witness of each side.
 */
const ROOT = join(import.meta.dirname, '..')
/** What a machine needs and a test must not touch: packages, users, owners, services. */
const OF_THE_MACHINE =
  /^(apt-get|git|useradd|install|chown|systemctl|\/opt\/concordat\/bin\/(setup|concordat --help)\b)/
const SECRETS = ['open-sesame', 'canary-secret']
const MARY = { nhsNumber: '4010232137', hospitalNumber: 'Y771', family: 'Archer', given: 'Mary' }
const WARD_CLERK = { sub: '4711', name: 'Priya Shah', employer: 'RYY', ward: 'Ward 1' }

test('docs/operate.md leads from nothing to the first look, and the doctor finds nothing wanting', async (t) => {
  const machine = await Machine.make(t)
  for (const block of operatePage()) await machine.follow(block)
  machine.nothingIsWanting()
  machine.doctorSaysIt()
  machine.noSecretWasSaid()
})

type Ports = Record<
  'inside' | 'outside' | 'nhs' | 'council' | 'staff' | 'residents' | 'mail',
  number
>

type Server = Awaited<ReturnType<typeof joinEmbeddedServer>>

class Machine {
  readonly #t: TestContext
  readonly #folder: string
  readonly #ports: Ports
  readonly #server: Server
  readonly #certificate: string
  /** what the steps before have printed, by what stands for it on the page */
  readonly #printed = new Map<string, string>()
  #files = new Map<string, string>()
  #said = ''
  #doctor = { status: -1, stdout: '' }
  #step = ''

  static async make(t: TestContext): Promise<Machine> {
    const folder = fs.mkdtempSync(join(tmpdir(), 'operate-'))
    const server = await joinEmbeddedServer(join(folder, 'elsewhere'))
    t.after(async () => {
      await server.leave()
      fs.rmSync(folder, { recursive: true, force: true })
    })
    const names = ['inside', 'outside', 'nhs', 'council', 'staff', 'residents', 'mail'] as const
    const ports: [string, number][] = []
    for (const name of names) ports.push([name, await quietPort()])
    const machine = new Machine(t, folder, server, Object.fromEntries(ports) as Ports)
    await openMailServer(t, machine.#ports.mail)
    return machine
  }

  private constructor(t: TestContext, folder: string, server: Server, ports: Ports) {
    this.#t = t
    this.#folder = folder
    this.#server = server
    this.#ports = ports
    for (const name of ['etc', 'data', 'bin', 'desk', 'srv/backup', 'nhs', 'council']) {
      fs.mkdirSync(join(folder, name), { recursive: true, mode: 0o700 })
    }
    for (const name of ['nhs.pass', 'council.pass', 'backup.pass']) {
      fs.writeFileSync(join(folder, 'desk', name), 'open-sesame\n')
    }
    fs.writeFileSync(join(folder, 'etc/staff.secret'), 'canary-secret\n', { mode: 0o600 })
    const request =
      '-newkey rsa:2048 -nodes -subj /CN=localhost -addext subjectAltName=DNS:localhost'
    const words = `req -x509 -days 90 ${request} -keyout tls.key -out tls.pem`.split(' ')
    spawnSync('openssl', words, { cwd: join(folder, 'desk') })
    this.#certificate = fs.readFileSync(join(folder, 'desk/tls.pem'), 'utf8')
    for (const block of operatePage())
      if (block.kind === 'file') this.#files.set(block.path, block.text)
  }

  async follow(block: Block): Promise<void> {
    if (block.step !== this.#step) await this.#begin(block.step)
    this.#step = block.step
    if (block.kind === 'file') return this.#write(block.path)
    if (block.kind === 'sql') return this.#asRuler('postgres', block.text)
    if (block.kind === 'clause') return this.#append(block.file, block.text)
    for (const line of block.lines) await this.#run(line)
  }

  /** What a step takes for granted of others. */
  async #begin(step: string): Promise<void> {
    if (step.startsWith('7.')) await this.#openProviders()
    if (step.startsWith('9.')) {
      const { outside: port, inside: to } = this.#ports
      const key = fs.readFileSync(join(this.#folder, 'desk/tls.key'), 'utf8')
      await openProxy(this.#t, { port, to, key, certificate: this.#certificate })
      this.#receiveFeeds()
    }
    if (step.startsWith('10.')) await this.#firstLook()
    if (step.startsWith('12.')) await this.#findFigures()
  }

  async #run(line: string): Promise<void> {
    if (line === 'systemctl enable --now concordat-witness') return this.#startWitnesses()
    if (line === 'systemctl enable --now concordat') return this.#startPlace()
    if (OF_THE_MACHINE.test(line)) return
    const sql = /^runuser -u postgres -- psql -d (\w+) < (\S+)$/.exec(line)
    if (sql) return this.#asRuler(sql[1]!, fs.readFileSync(this.#at(sql[2]!), 'utf8'))
    if (line === 'concordat doctor') return this.#askDoctor()
    const { status, stdout } = await this.#carryOut(line)
    assert.equal(status, 0, `${line}\n${this.#said.slice(-2000)}`)
    this.#took(line, stdout)
  }

  /** Ours in this process, which saves a second for each, whatever the shell hands them; all others by the shell. */
  async #carryOut(line: string): Promise<{ status: number; stdout: string }> {
    const [, before, ours] = /^(?:([^|]+) \| )?(\S*concordat [^|]+)$/.exec(line) ?? []
    if (ours === undefined) return this.#shell(this.#here(line))
    const input = before === undefined ? undefined : await this.#shell(this.#here(before))
    return this.#concordat(ours, input?.stdout)
  }

  /** A command in this process, with the settings as the shell reads them. */
  async #concordat(line: string, input = ''): Promise<{ status: number; stdout: string }> {
    const [program, ...args] = this.#here(line).split(/\s+/)
    const settings = program === 'concordat' ? this.#settings() : {}
    const { status, stdout, stderr } = await concordat(settings, args, input)
    this.#said += stdout + stderr
    return { status, stdout }
  }

  #settings(): Record<string, string> {
    const text = `set -a; . ${this.#at('/etc/concordat/concordat.env')}; exec env -0`
    const { stdout } = spawnSync('env', ['-i', '/bin/sh', '-c', text], { encoding: 'utf8' })
    const pairs = stdout.split('\0').filter((one) => one !== '')
    return Object.fromEntries(
      pairs.map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]),
    )
  }

  /** Beside this process, because what it asks for may be served here. */
  #shell(command: string): Promise<{ status: number; stdout: string }> {
    const options = { cwd: join(this.#folder, 'desk'), env: this.#environment() }
    return new Promise((resolve) => {
      execFile('/bin/sh', ['-euc', command], options, (error, stdout, stderr) => {
        this.#said += stdout + stderr
        const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
        resolve({ status, stdout })
      })
    })
  }

  #environment(): NodeJS.ProcessEnv {
    const { PATH, HOME } = process.env
    const extra = join(this.#folder, 'desk/tls.pem')
    return { PATH: `${join(this.#folder, 'bin')}:${PATH}`, HOME, NODE_EXTRA_CA_CERTS: extra }
  }

  async #askDoctor(): Promise<void> {
    if (!fs.existsSync(this.#at('/etc/concordat/concordat.env'))) return
    this.#doctor = await this.#shell('concordat doctor')
    assert.ok([0, 1].includes(this.#doctor.status), this.#said.slice(-2000))
  }

  nothingIsWanting(): void {
    const { status, stdout } = this.#doctor
    assert.equal(status, 0, stdout)
    assert.match(stdout, /\nNothing is wanting\.\n$/)
    const about = new Set(
      stdout.split('\n').flatMap((line) => /^right +(\S+)/.exec(line)?.[1] ?? []),
    )
    assert.deepEqual(
      [...about].sort(),
      ['settings', 'files', 'keys', 'disk', 'backup', 'database', 'clock', 'agreement', 'sign-in']
        .concat('witnesses', 'feeds', 'people', 'mail', 'address')
        .sort(),
    )
  }

  noSecretWasSaid(): void {
    const passwords = fs
      .readdirSync(this.#at('/var/lib/concordat/database'))
      .filter((name) => name.startsWith('concordat_'))
      .map((name) =>
        fs.readFileSync(this.#at(`/var/lib/concordat/database/${name}`), 'utf8').trim(),
      )
    assert.equal(passwords.length, 6)
    for (const secret of [...SECRETS, ...passwords]) assert.ok(!this.#said.includes(secret), secret)
  }

  /** What a line printed that a later one needs. */
  #took(line: string, stdout: string): void {
    if (line === 'concordat trail key') this.#printed.set('LOG_KEY', stdout.trim())
    const officer = /^openssl pkey -in (\w+)-officer\.pem .*-pubout$/.exec(line)?.[1]
    if (officer !== undefined) this.#nameKey(officer === 'nhs' ? 'hospital' : 'council', stdout)
  }

  /** The field that an officer hands over the value of. */
  #nameKey(party: string, pem: string): void {
    const place = new RegExp(`(    party: ${party}\n    key: )none yet\n`)
    this.#edit('02-who-agrees.yaml', place, `$1${pem.split('\n')[1]}\n`)
  }

  /** A clause of the page, and with a party its code and who holds a role there, as the page says beside it. */
  #append(file: string, text: string): void {
    const path = this.#at(`/etc/concordat/place/agreement/${file}`)
    fs.appendFileSync(path, `\n${text}`)
    if (!text.includes('kind: party')) return
    this.#edit(file, /(id: hospital\n[\s\S]*?codes: )\[\]/, '$1[RXX]')
    this.#edit(file, /(id: second-hospital\n[\s\S]*?codes: )\[\]/, '$1[RYY]')
    this.#edit('05-roles.yaml', /heldAt: \[hospital\]/, 'heldAt: [hospital, second-hospital]')
  }

  #edit(file: string, from: RegExp, to: string): void {
    const path = this.#at(`/etc/concordat/place/agreement/${file}`)
    const text = fs.readFileSync(path, 'utf8')
    assert.match(text, from)
    fs.writeFileSync(path, text.replace(from, to))
  }

  async #startWitnesses(): Promise<void> {
    for (const side of ['nhs', 'council'] as const) {
      const words = this.#unit('concordat-witness')
        .replaceAll('/var/lib/concordat-witness', join(this.#folder, side))
        .replace('8090', String(this.#ports[side]))
        .replace('witness.nhs', `witness.${side}`)
      const pem = join(this.#folder, side, 'witness.pem')
      if (!fs.existsSync(pem)) await this.#shell(`openssl genpkey -algorithm ed25519 -out ${pem}`)
      await this.#start(words, 'listens on')
      const vkey = fs.readFileSync(join(this.#folder, side, 'witness.vkey'), 'utf8').trim()
      this.#printed.set(`${side.toUpperCase()}_WITNESS_KEY`, vkey)
    }
    this.#write('/etc/concordat/concordat.env')
  }

  async #startPlace(): Promise<void> {
    const words = this.#unit('concordat')
    await this.#start(words, 'Concordat serves', this.#settings())
  }

  async #start(words: string, until: string, more: Record<string, string> = {}): Promise<void> {
    const env = { ...this.#environment(), ...more }
    this.#said += await startProgram(this.#t, this.#here(words).split(/\s+/), { env, until })
  }

  /** What a unit starts. */
  #unit(name: string): string {
    const text = this.#files.get(`/etc/systemd/system/${name}.service`)!
    return /^ExecStart=(.+)$/m.exec(text)![1]!
  }

  async #openProviders(): Promise<void> {
    const back = `https://localhost:${this.#ports.outside}/sign-in/callback`
    const client = { client_id: 'concordat', redirect_uris: [back] }
    await openProvider(this.#t, {
      port: this.#ports.staff,
      client: { ...client, client_secret: 'canary-secret' },
      claims: { ...WARD_CLERK, groups: ['WARD-COORD', 'offline_access'] },
    })
    const jwks = registeredKey(this.#at('/etc/concordat/residents.pem'))
    await openProvider(this.#t, {
      port: this.#ports.residents,
      client: { ...client, token_endpoint_auth_method: 'private_key_jwt', jwks },
      claims: {
        sub: '1',
        name: 'Mary Archer',
        nhs_number: MARY.nhsNumber,
        identity_proofing_level: 'P9',
      },
    })
  }

  #receiveFeeds(): void {
    const now = new Date(Date.now() - 3_600_000).toISOString().replaceAll(/[-:T]|\..*/g, '')
    const { nhsNumber, hospitalNumber, family, given } = MARY
    for (const [folder, code, person] of [
      ['hospital', 'RXX', 'X1^^^RXX^MR||Brook^Alan||19500505|M'],
      [
        'second-hospital',
        'RYY',
        `${hospitalNumber}^^^RYY^MR~${nhsNumber}^^^NHS^NH||${family}^${given}||19420214|F`,
      ],
    ] as const) {
      const lines = [
        `MSH|^~\\&|PAS|${code}|||${now}||ADT^A01|${code}1|P|2.4`,
        `EVN|A01|${now}`,
        `PID|1||${person}`,
        `PV1|1|I|Ward 1^Bay 1^Bed 1^${code}||||||||||||||||V${code}|||||||||||||||||||||||||${now}|`,
      ]
      fs.mkdirSync(this.#at(`/srv/feeds/${folder}`), { recursive: true })
      fs.writeFileSync(this.#at(`/srv/feeds/${folder}/one.hl7`), `${lines.join('\r')}\r`)
    }
    // The council's return is not due yet; what it has brings its feed in.
    this.#receiveReturn()
  }

  #receiveReturn(): void {
    fs.mkdirSync(this.#at('/srv/feeds/council'), { recursive: true })
    const patient = {
      resourceType: 'Patient',
      id: 'C1',
      identifier: [{ system: 'https://council.example.org/id', value: 'C1' }],
      name: [{ family: MARY.family, given: [MARY.given] }],
      birthDate: '1942-02-14',
      meta: { lastUpdated: new Date().toISOString() },
    }
    fs.writeFileSync(this.#at('/srv/feeds/council/one.ndjson'), `${JSON.stringify(patient)}\n`)
    fs.mkdirSync(this.#at('/srv/feeds/council-daily'), { recursive: true })
    const day = dayInLondon(new Date())
    const daily = `record_type,la_person_id,family_name,as_of\nperson,C1,${MARY.family},${day}\n`
    fs.writeFileSync(this.#at('/srv/feeds/council-daily/one.csv'), daily)
    fs.mkdirSync(this.#at('/srv/feeds/visits'), { recursive: true })
    const columns = 'visit_id,la_person_id,provider_id,planned_start,planned_minutes,status'
    const visits = `${columns}\nV1,C1,P1,${day}T08:00:00Z,30,made\n`
    fs.writeFileSync(this.#at('/srv/feeds/visits/one.csv'), visits)
  }

  /** A member of staff sees whom they look after; she sees that they looked. */
  async #firstLook(): Promise<void> {
    const origin = `https://localhost:${this.#ports.outside}`
    const priya = new SecureVisitor(this.#certificate)
    const today = await priya.go(`${origin}/sign-in/begin?with=staff&return=%2F`)
    assert.equal(today.status, 200, today.text)
    assert.equal(today.url.href, `${origin}/`)
    assert.match(today.text, /Mary Archer|Archer, Mary|ARCHER/)
    const person = /href="(\/people\/[\w-]+)"/.exec(today.text)![1]!
    const page = await priya.go(origin + person)
    assert.equal(page.status, 200)
    assert.match(page.text, /401 023 2137/)
    const mary = new SecureVisitor(this.#certificate)
    const own = await mary.go(`${origin}/sign-in/begin?with=residents&return=%2Fme`)
    assert.equal(own.status, 200)
    assert.match(own.text, /Priya Shah/)
    assert.match(own.text, /[Ww]ard coordinator/)
  }

  /** What somebody is rung for is there to be watched. */
  async #findFigures(): Promise<void> {
    const answer = await fetch(`http://localhost:${this.#ports.inside}/metrics`)
    const figures = await answer.text()
    const [, watching] = operateText().split(/^## 1[12]\. .*$/m)
    const named = watching!.match(/`concordat_\w+`/g)!
    assert.ok(named.length > 3)
    for (const name of named) assert.ok(figures.includes(name.replaceAll('`', '')), name)
  }

  /** The page says what the doctor says when a step is done. */
  doctorSaysIt(): void {
    const lines = this.#doctor.stdout.split('\n').map((line) => line.replaceAll(/ +/g, ' '))
    const quoted = [...operateText().matchAll(/`right {2}(\S+) {2}([^`]+)`/g)]
    assert.equal(quoted.length, 7)
    for (const [, about, said] of quoted) {
      const parts = this.#here(said!)
        .split('…')
        .map((part) => part.trim())
      const line = lines.find((one) => one.startsWith(`right ${about} `) && one.includes(parts[0]!))
      assert.ok(line !== undefined, `the doctor does not say: ${about}: ${said}`)
      assert.ok(
        parts.every((part) => line.includes(part)),
        `${line} is not: ${said}`,
      )
    }
  }

  async #asRuler(database: string, statements: string): Promise<void> {
    const client = new Client({ ...this.#server.connection, database })
    await client.connect()
    try {
      await client.query(statements)
    } finally {
      await client.end()
    }
  }

  #write(path: string): void {
    if (/^\/etc\/(systemd|nginx|cron)/.test(path)) return
    const text = this.#here(this.#files.get(path)!).replace('runuser -u concordat -- ', '')
    const isScript = text.startsWith('#!')
    fs.writeFileSync(this.#at(path), text, { mode: isScript ? 0o755 : 0o600 })
  }

  #at(path: string): string {
    return this.#here(path)
  }

  /** What the page says, on this machine. */
  #here(text: string): string {
    const { host, port } = this.#server.connection
    const { inside, outside, nhs, council, staff, residents, mail } = this.#ports
    const database = `postgresql:///concordat?host=${encodeURIComponent(String(host))}\\&port=${port}`
    const pairs: [string, string][] = [
      ['https://witness.nhs.example.org', `http://localhost:${nhs}`],
      ['https://witness.council.example.org', `http://localhost:${council}`],
      ['https://sign-in.example.org', `http://localhost:${staff}`],
      ['https://login.example.org', `http://localhost:${residents}`],
      ['https://care.example.org', `https://localhost:${outside}`],
      ['mail.example.org:587', `localhost:${mail}`],
      [':PASSWORD@', ':open-sesame@'],
      ['postgresql://127.0.0.1:5432/concordat', database],
      ['PORT=8080', `PORT=${inside}`],
      ['/usr/local/bin', join(this.#folder, 'bin')],
      ['/opt/concordat', ROOT],
      ['/etc/concordat', join(this.#folder, 'etc')],
      ['/var/lib/concordat-restored', join(this.#folder, 'restored')],
      ['/var/lib/concordat-witness', join(this.#folder, 'nhs')],
      ['/var/lib/concordat', join(this.#folder, 'data')],
      ['/srv/', `${join(this.#folder, 'srv')}/`],
      ...[...this.#printed].toSorted(([a], [b]) => b.length - a.length),
    ]
    return pairs.reduce((said, [from, to]) => said.replaceAll(from, () => to), text)
  }
}
