// Reads the chosen file, checks it with what was built in above, and says what was found. Nothing leaves
// this computer. How far each record's looks went is kept in this browser, so that less of them shows later.
const form = document.querySelector('[data-check]')
const result = document.getElementById('result')

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  result.replaceChildren(line('p', 'Checking…'))
  try {
    show(await check(form.elements.file.files[0], form.elements.policy.value))
  } catch (error) {
    show({ title: 'This could not be checked', lines: [error.message] })
  }
})

async function check(chosen, policyText) {
  if (!chosen) throw new Error('Choose the file that you downloaded.')
  const policy = readPolicy(policyText)
  if (typeof policy === 'string') throw new Error(`What is said of the witnesses cannot be read: ${policy}.`)
  if (policy.logs.length !== 1) throw new Error('Give the key of one log, on a line that begins with “log”.')
  if (!hasTwoSides(policy.quorum)) throw new Error('Give a witness of each side: one alone proves nothing.')
  const file = readLooksFile(parsed(await chosen.text()))
  if (typeof file === 'string') throw new Error(`This is not a file of looks: ${file}.`)
  const place = `concordat looks ${policy.logs[0].vkey.split('+')[0]}`
  const found = await checkLooks(file, {
    logVkey: policy.logs[0].vkey,
    policy,
    remembered: recalled(place),
    now: new Date(),
    hash: async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)),
  })
  const confirmed = found.confirmation.confirmed !== undefined
  const faults = found.faults.map(({ entry, what }) => (entry === '' ? what : `${what} (entry ${entry})`))
  if (faults.length === 0 && confirmed) remember(place, found.counted)
  const looks = Object.values(found.counted).reduce((sum, number) => sum + number, 0)
  const one = `All ${looks} looks that were counted are in this file, and none was changed.`
  return {
    good: faults.length === 0 && confirmed,
    title:
      faults.length > 0
        ? 'This file is not in order'
        : confirmed
          ? 'This file is in order'
          : 'Nothing is wrong in this file, but nobody outside vouches for it',
    lines: faults.length > 0 ? faults : [one],
    notes: [found.says, ...found.told],
  }
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function recalled(place) {
  try {
    return JSON.parse(localStorage.getItem(place) ?? '{}')
  } catch {
    return {}
  }
}

function remember(place, counted) {
  try {
    const kept = recalled(place)
    for (const [person, number] of Object.entries(counted)) {
      kept[person] = Math.max(number, Object.hasOwn(kept, person) ? kept[person] : 0)
    }
    localStorage.setItem(place, JSON.stringify(kept))
  } catch {
    // A browser that keeps nothing still checks.
  }
}

function show({ good, title, lines, notes = [] }) {
  const list = document.createElement('ul')
  list.append(...lines.map((text) => line('li', text)))
  const heading = line('h2', title)
  heading.className = good ? 'cc-good' : 'cc-flag cc-flag--alert'
  result.replaceChildren(heading, list, ...notes.filter(Boolean).map((text) => line('p', text)))
}

function line(name, text) {
  const element = document.createElement(name)
  element.textContent = text
  return element
}
