import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FHIR_ELEMENTS, fhirElements } from './fhir-elements.ts'

/** Writes the elements of FHIR R4 anew from the types that this stands on: bin/run test/write-fhir-elements.ts */
writeFileSync(join(import.meta.dirname, '..', FHIR_ELEMENTS), fhirElements())
