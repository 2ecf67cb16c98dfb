/**
 * English given names and their everyday short forms, each line one group. A name may stand in several
 * groups. Used to say "does not contradict", never to join two people by itself.
 */
const GROUPS = `
abigail abi abby gail
adam ad
alan allan allen al
albert al bert bertie
alexander alex al sandy xander alec alasdair alistair
alexandra alex sandra sasha lexi sandy
alfred alf alfie fred
alice ali
alison ali ally
amanda mandy
amelia amy millie mia
andrew andy drew
angela angie ange
anita nita
ann anne annie anna nan nancy
anthony tony ant antony
arthur art artie
barbara barb babs barbie
beatrice bea trixie
benjamin ben benny benji
bernard bernie
beverley bev
brenda bren
bridget bridie biddy
cameron cam
caroline carol carrie caro
catherine katherine kathryn cathy kathy kate katie cath kath kit kitty cat katharine catriona
charles charlie chas chuck
charlotte charlie lottie
christina christine chris tina chrissie
christopher chris kit topher
clare claire clara
clifford cliff
constance connie
daniel dan danny
david dave davy dai
deborah debbie debs deb debra
denise den
dennis den denny
derek del
diana diane di
donald don donnie
dorothy dot dottie dolly dora
douglas doug dougie
edith edie
edward ed eddie ted teddy ned
eileen aileen
eleanor ellie nell nelly ellen elle nora
elizabeth liz lizzie beth betty bess bessie eliza libby lisa elsie elspeth betsy liza
emily em emmie
emma em
ernest ernie
eric rick
eugene gene
evelyn eve evie
florence flo florrie flossie
frances fran frankie fanny
francis frank frankie
frank francis franklin
frederick fred freddie freddy
gabriel gabe
gabrielle gabby
geoffrey geoff jeff jeffrey
george georgie
gerald gerry jerry
gertrude gertie trudy
gillian gill jill jillian
gladys glad
graham graeme
gregory greg
gwendoline gwen gwenda
hannah anna
harold harry hal
harriet hattie harry
heather hev
helen nell ellen helena lena
henry harry hal hank
herbert bert herb
hilary hil
hugh hughie
irene rene
isaac ike zac
isabel isabella bella izzy isobel belle
jacqueline jackie jacqui
james jim jimmy jamie jem
jane jan janie jenny
janet jan jen
janice jan
jasmine jas jaz
jean jeannie
jennifer jen jenny jenna
jeremy jerry jez
jessica jess jessie
joan joanie
joanne jo joanna
john jack johnny jon jock
jonathan jon jonny
joseph joe joey
josephine jo josie
joshua josh
joyce joy
judith judy judi jude
julia julie jules
julian jules
karen kaz
kathleen kath kathy kate
kenneth ken kenny
kevin kev
kimberley kim
laura laurie
lawrence laurence larry laurie
leonard len lenny leo
leslie les lesley
lillian lily lil
linda lin lindy lynda
louis lou lewis louie
louise lou
lucy lucille lu
madeleine maddy maddie
malcolm mal
margaret maggie meg peggy marge margie madge greta rita peg daisy mags
maria mary mia
marilyn mary lyn
marjorie marge margie
mark marc
martha marty mattie patty
martin marty
mary molly polly may mae maria marie
matilda tilly tilda
matthew matt matty
maureen mo
maurice mo morris
mavis mave
maxwell max maximilian
megan meg
melanie mel
michael mike mick mickey micky
michelle shelley chelle
mildred millie
millicent millie
mohammed mohammad muhammad mohamed mo
nathan nat nate nathaniel
natalie nat
neil neal niall
nicholas nick nicky nico
nicola nicky nic nikki nicole
norman norm
oliver ollie
olive liv ollie olivia
pamela pam
patricia pat patsy trish tricia patty
patrick pat paddy
paul paulie
pauline paula
penelope penny
peter pete
philip phil phillip pip
phyllis phyl
priscilla cilla
rachel rach rae
ralph rafe
raymond ray
rebecca becky becca bex
reginald reg reggie
richard dick rick ricky rich richie dickie
robert bob bobby rob robbie bert
roberta bobbie
robin rob
roger rodge
ronald ron ronnie
rosemary rose rosie
roy royston
ruth ruthie
samantha sam sammy
samuel sam sammy
sandra sandy
sarah sara sally sadie
sharon shaz
sheila sheelagh
shirley shirl
sidney sid sydney
simon si
sophia sophie
stanley stan
stephanie steph stef
stephen steven steve stevie
stuart stewart stu
susan sue susie suzanne susannah
sylvia syl
teresa theresa terry tess tessa
terence terry tel
thelma thel
theodore theo ted teddy
thomas tom tommy
timothy tim timmy
tracey tracy trace
valerie val
vanessa nessa
vera v
veronica ronnie vera
victor vic
victoria vicky vikki tori vic
vincent vince vinny
violet vi
virginia ginny
vivian vivien viv vivienne
walter wally walt
wendy wend
wilfred wilf
william bill billy will willie liam
winifred win winnie freda
yvonne vonnie
zachary zac zach
`

const groups = GROUPS.trim()
  .split('\n')
  .map((line) => line.split(' '))
const groupsOf = new Map<string, number[]>()
for (const [group, names] of groups.entries()) {
  for (const name of names) groupsOf.set(name, [...(groupsOf.get(name) ?? []), group])
}

/** The groups that a folded name stands in, by number: two names with one in common are short forms of each other. */
export function nicknameGroups(name: string): readonly number[] {
  return groupsOf.get(name) ?? []
}

/** Both names folded (`fold`). */
export function areNicknames(a: string, b: string): boolean {
  const own = groupsOf.get(a)
  return own !== undefined && (groupsOf.get(b) ?? []).some((group) => own.includes(group))
}

/** The other names by which somebody of this name may go; folded. */
export function nicknamesOf(name: string): string[] {
  const others = (groupsOf.get(name) ?? []).flatMap((group) => groups[group]!)
  return [...new Set(others)].filter((other) => other !== name)
}
