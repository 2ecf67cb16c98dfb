/** Codes that hospitals in England send bare, in the words of the NHS data dictionary and of HL7's tables. */

export const ETHNICITIES: ReadonlyMap<string, string> = new Map([
  ['A', 'White - British'],
  ['B', 'White - Irish'],
  ['C', 'White - Any other White background'],
  ['D', 'Mixed - White and Black Caribbean'],
  ['E', 'Mixed - White and Black African'],
  ['F', 'Mixed - White and Asian'],
  ['G', 'Mixed - Any other mixed background'],
  ['H', 'Asian or Asian British - Indian'],
  ['J', 'Asian or Asian British - Pakistani'],
  ['K', 'Asian or Asian British - Bangladeshi'],
  ['L', 'Asian or Asian British - Any other Asian background'],
  ['M', 'Black or Black British - Caribbean'],
  ['N', 'Black or Black British - African'],
  ['P', 'Black or Black British - Any other Black background'],
  ['R', 'Other ethnic groups - Chinese'],
  ['S', 'Other ethnic groups - Any other ethnic group'],
  ['Z', 'Not stated'],
  ['99', 'Not known'],
])

/**
 * How somebody left (discharge method) and where to (discharge destination) are two lists without a code in common,
 * so that a code says which of them it is of, in whichever field it stands.
 */
export const DISCHARGE_METHODS: ReadonlySet<string> = new Set([
  '1',
  '2',
  '3',
  '4',
  '5',
  '6',
  '7',
  '8',
  '9',
])
export const DISCHARGE_DESTINATIONS: ReadonlySet<string> = new Set(
  [19, 29, 30, 37, 38, 48, 49, 50, 51, 52, 53, 54, 65, 66, 79, 84, 85, 87, 88, 98, 99].map(String),
)
export const DIED_METHOD = '4'
export const DIED_DESTINATION = '79'

/** Numbers: ITK's tables 0063 and 0131 (person relationship type); letters: HL7 table 0063. */
export const RELATIONSHIPS: ReadonlyMap<string, string> = new Map([
  ['1', 'Spouse'],
  ['2', 'Partner'],
  ['3', 'Parent'],
  ['4', 'Next of kin'],
  ['5', 'Guardian'],
  ['6', 'Foster parent'],
  ['9', 'Child'],
  ['10', 'Dependant'],
  ['11', 'Non-dependant'],
  ['12', 'Mother'],
  ['13', 'Father'],
  ['14', 'Sister'],
  ['15', 'Brother'],
  ['16', 'Relative'],
  ['17', 'Proxy: contact'],
  ['18', 'Proxy: communication'],
  ['19', 'Proxy: contact and communication'],
  ['20', 'Carer'],
  ['61', 'Step-parent'],
  ['62', 'Polygamous partner'],
  ['ASC', 'Associate'],
  ['BRO', 'Brother'],
  ['CGV', 'Care giver'],
  ['CHD', 'Child'],
  ['DEP', 'Dependant'],
  ['DOM', 'Life partner'],
  ['EMC', 'Emergency contact'],
  ['EME', 'Employee'],
  ['EMR', 'Employer'],
  ['EXF', 'Extended family'],
  ['FCH', 'Foster child'],
  ['FND', 'Friend'],
  ['FTH', 'Father'],
  ['GCH', 'Grandchild'],
  ['GRD', 'Guardian'],
  ['GRP', 'Grandparent'],
  ['MGR', 'Manager'],
  ['MTH', 'Mother'],
  ['NCH', 'Natural child'],
  ['OAD', 'Other adult'],
  ['OTH', 'Other'],
  ['OWN', 'Owner'],
  ['PAR', 'Parent'],
  ['SCH', 'Stepchild'],
  ['SIB', 'Sibling'],
  ['SIS', 'Sister'],
  ['SPO', 'Spouse'],
  ['TRA', 'Trainer'],
  ['WRD', 'Ward of court'],
])

/** HL7 table 0131: as what somebody is rung. Its letters mean nothing where a relationship stands. */
export const CONTACT_ROLES: ReadonlyMap<string, string> = new Map([
  ['BP', 'Billing contact person'],
  ['CP', 'Contact person'],
  ['E', 'Employer'],
  ['C', 'Emergency contact'],
  ['F', 'Federal agency'],
  ['I', 'Insurance company'],
  ['N', 'Next of kin'],
  ['S', 'State agency'],
])

/** What a relationship is called where a system writes it out, in whatever case. */
export const RELATIONSHIP_WORDS: ReadonlySet<string> = new Set(
  `aunt brother carer child cousin daughter father friend granddaughter grandfather
    grandmother grandparent grandson guardian husband mother neighbour nephew niece parent partner relative
    sister son spouse uncle wife`.split(/\s+/),
)

/** HL7 table 0128, and its words */
export const SEVERITIES: ReadonlyMap<string, 'severe' | 'moderate' | 'mild'> = new Map([
  ['SV', 'severe'],
  ['SEVERE', 'severe'],
  ['MO', 'moderate'],
  ['MODERATE', 'moderate'],
  ['MI', 'mild'],
  ['MILD', 'mild'],
])

/** HL7 table 0127, and how the words begin that systems write in its place → FHIR's allergy-intolerance-category */
export const ALLERGEN_KINDS: ReadonlyMap<string, string> = new Map([
  ['DA', 'medication'],
  ['FA', 'food'],
  ['AA', 'environment'],
  ['EA', 'environment'],
  ['LA', 'environment'],
  ['PA', 'environment'],
  ['DRUG', 'medication'],
  ['MEDI', 'medication'],
  ['FOOD', 'food'],
  ['ENVI', 'environment'],
])

/** ICD-10 codes by which hospitals say that somebody is allergic to something */
export const ALLERGY_CODES: ReadonlyMap<string, string> = new Map([
  ['Z88.0', 'Allergy to penicillin'],
  ['Z88.1', 'Allergy to other antibiotics'],
  ['Z88.2', 'Allergy to sulfonamides'],
  ['Z88.3', 'Allergy to other anti-infective medicines'],
  ['Z88.4', 'Allergy to anaesthetics'],
  ['Z88.5', 'Allergy to narcotics'],
  ['Z88.6', 'Allergy to painkillers'],
  ['Z88.7', 'Allergy to serum or vaccine'],
  ['Z88.8', 'Allergy to other medicines'],
  ['Z88.9', 'Allergy to medicines, unspecified'],
  ['Z91.0', 'Allergy to something that is no medicine'],
  ['T63.0', 'Snake venom'],
  ['T63.1', 'Venom of other reptiles'],
  ['T63.2', 'Scorpion venom'],
  ['T63.3', 'Spider venom'],
  ['T63.4', 'Venom of insects'],
])

/** Names of code systems as messages write them (HL7 table 0396) → as FHIR does */
export const CODE_SYSTEMS: ReadonlyMap<string, string> = new Map([
  ['SCT', 'http://snomed.info/sct'],
  ['SNM3', 'http://snomed.info/sct'],
  ['SNOMED', 'http://snomed.info/sct'],
  ['SNOMED CT', 'http://snomed.info/sct'],
  ['SNOMED-CT', 'http://snomed.info/sct'],
  ['SNOMEDCT', 'http://snomed.info/sct'],
  ['I10', 'http://hl7.org/fhir/sid/icd-10'],
  ['ICD10', 'http://hl7.org/fhir/sid/icd-10'],
  ['ICD-10', 'http://hl7.org/fhir/sid/icd-10'],
  ['I10UK', 'http://hl7.org/fhir/sid/icd-10'],
  ['DM+D', 'https://dmd.nhs.uk'],
  ['RC', 'http://read.info/ctv3'],
  ['READ', 'http://read.info/ctv3'],
])

/** ISO 639-1, of the languages that are most spoken in England and Wales, and British Sign Language */
export const LANGUAGES: ReadonlyMap<string, string> = new Map([
  ['AR', 'Arabic'],
  ['BG', 'Bulgarian'],
  ['BN', 'Bengali'],
  ['BS', 'Bosnian'],
  ['CS', 'Czech'],
  ['CY', 'Welsh'],
  ['DA', 'Danish'],
  ['DE', 'German'],
  ['EL', 'Greek'],
  ['EN', 'English'],
  ['ES', 'Spanish'],
  ['ET', 'Estonian'],
  ['FA', 'Persian'],
  ['FI', 'Finnish'],
  ['FR', 'French'],
  ['GA', 'Irish'],
  ['GD', 'Scottish Gaelic'],
  ['GU', 'Gujarati'],
  ['HE', 'Hebrew'],
  ['HI', 'Hindi'],
  ['HR', 'Croatian'],
  ['HU', 'Hungarian'],
  ['HY', 'Armenian'],
  ['IT', 'Italian'],
  ['JA', 'Japanese'],
  ['KO', 'Korean'],
  ['KU', 'Kurdish'],
  ['LN', 'Lingala'],
  ['LT', 'Lithuanian'],
  ['LV', 'Latvian'],
  ['MK', 'Macedonian'],
  ['ML', 'Malayalam'],
  ['MR', 'Marathi'],
  ['NE', 'Nepali'],
  ['NL', 'Dutch'],
  ['NO', 'Norwegian'],
  ['PA', 'Punjabi'],
  ['PL', 'Polish'],
  ['PS', 'Pashto'],
  ['PT', 'Portuguese'],
  ['RO', 'Romanian'],
  ['RU', 'Russian'],
  ['SI', 'Sinhala'],
  ['SK', 'Slovak'],
  ['SL', 'Slovenian'],
  ['SN', 'Shona'],
  ['SO', 'Somali'],
  ['SQ', 'Albanian'],
  ['SR', 'Serbian'],
  ['SV', 'Swedish'],
  ['SW', 'Swahili'],
  ['TA', 'Tamil'],
  ['TE', 'Telugu'],
  ['TH', 'Thai'],
  ['TI', 'Tigrinya'],
  ['TL', 'Tagalog'],
  ['TR', 'Turkish'],
  ['UK', 'Ukrainian'],
  ['UR', 'Urdu'],
  ['VI', 'Vietnamese'],
  ['YO', 'Yoruba'],
  ['ZH', 'Chinese'],
  ['BFI', 'British Sign Language'],
])
