/**
 * Names for the people of Southmere, written for it from common knowledge. The order in a list is
 * its only frequency (first is commonest, see names.ts); neither the lists nor the frequencies are
 * those of any register. Some names carry what breaks careless software: apostrophes, hyphens,
 * accents, spaces.
 */
export type Origin =
  | 'british'
  | 'irish'
  | 'polish'
  | 'romanian'
  | 'southernEuropean'
  | 'pakistani'
  | 'bangladeshi'
  | 'indian'
  | 'chinese'
  | 'westAfrican'
  | 'eastAfrican'
  | 'caribbean'
  | 'arab'

/**
 * English given names by the time when they were popular: the latest birth year first that is too
 * late.
 */
export const BRITISH_GIVEN: readonly {
  before: number
  female: readonly string[]
  male: readonly string[]
}[] = [
  {
    before: 1950,
    female: words(`
      Margaret Jean Mary Joan Patricia Sheila Barbara Doreen June Shirley Dorothy Joyce Maureen
      Elizabeth Audrey Brenda Kathleen Sylvia Eileen Pamela Betty Beryl Ann Irene Marjorie Edith
      Rita Hazel Josephine Vera Norma Edna Martha Florence Constance Winifred Beatrice Muriel
      Olive Phyllis
    `),
    male: words(`
      John William Peter Ronald George Kenneth James Robert Thomas Dennis Derek Brian Raymond
      Frederick Arthur Albert Alan Gordon Stanley Leonard Donald Eric Frank Roy Harold Michael
      Norman Ernest Walter Reginald Edward Bernard Charles Cyril Sidney Herbert Douglas Geoffrey
      Alfred Clifford
    `),
  },
  {
    before: 1970,
    female: words(`
      Susan Julie Karen Jacqueline Deborah Tracey Jane Helen Diane Sharon Christine Linda Carol
      Angela Alison Janet Lesley Caroline Sandra Elaine Amanda Gillian Lorraine Judith Denise
      Catherine Anne Wendy Beverley Jill Heather Lynn Theresa Penelope Marion Yvonne Bridget
      Hilary Siân Rosemary
    `),
    male: words(`
      David Paul Andrew Mark John Michael Stephen Ian Robert Richard Christopher Peter Simon
      Anthony Kevin Gary Steven Martin James Philip Alan Neil Nigel Timothy Colin Graham Jonathan
      Nicholas William Adrian Brian Stuart Keith Thomas Patrick Sean Carl Trevor Clive Roger
    `),
  },
  {
    before: 1990,
    female: words(`
      Sarah Claire Emma Laura Rebecca Gemma Rachel Kelly Victoria Katherine Lisa Joanne Michelle
      Nicola Natalie Louise Samantha Jennifer Donna Hayley Charlotte Amy Stacey Leanne Zoë Lucy
      Hannah Jessica Melissa Kerry Melanie Danielle Stephanie Vanessa Georgina Alexandra Naomi
      Tamsin Renée Abigail
    `),
    male: words(`
      Christopher James David Daniel Michael Matthew Andrew Richard Paul Mark Thomas Adam Robert
      John Lee Benjamin Steven Jonathan Craig Stephen Simon Nicholas Anthony Stuart Gareth Dean
      Darren Jason Samuel Joseph Alexander Edward Luke Ryan Philip William Wayne Scott Oliver Owen
    `),
  },
  {
    before: 9999,
    female: words(`
      Olivia Emily Amelia Jessica Sophie Chloe Grace Lily Ella Megan Charlotte Lucy Isla Ava Mia
      Freya Poppy Evie Holly Daisy Molly Ruby Millie Isabelle Hannah Erin Phoebe Alice Florence
      Rosie Matilda Eliza Imogen Harriet Beatrice Martha Lola Ivy Elsie Anna-Mae
    `),
    male: words(`
      Oliver Jack Harry George Thomas James Joshua Charlie William Jacob Alfie Daniel Noah Leo
      Oscar Ethan Samuel Joseph Archie Henry Lucas Freddie Isaac Benjamin Callum Logan Theo Arthur
      Max Finley Edward Toby Reuben Jake Connor Rory Elliot Stanley Albie Jude
    `),
  },
]

export const OTHER_GIVEN: Readonly<
  Record<Exclude<Origin, 'british'>, { female: readonly string[]; male: readonly string[] }>
> = {
  irish: {
    female: words(`
      Mary Bridget Aoife Siobhán Niamh Ciara Maeve Kathleen Nora Orla Róisín Gráinne Una Sinéad
      Deirdre Noreen
    `),
    male: words(`
      Patrick Seán Liam Declan Brendan Michael Eamon Niall Ciarán Cormac Dermot Fergal Padraig
      Donal Oisín Kevin
    `),
  },
  polish: {
    female: words(`
      Anna Katarzyna Małgorzata Agnieszka Barbara Ewa Magdalena Joanna Monika Zofia Aleksandra
      Natalia Halina Irena Jadwiga Oliwia
    `),
    male: words(`
      Piotr Krzysztof Andrzej Tomasz Jan Paweł Michał Marcin Łukasz Jakub Adam Zbigniew Kacper
      Antoni Mateusz Wojciech
    `),
  },
  romanian: {
    female: words(`
      Maria Elena Ioana Andreea Mihaela Alexandra Cristina Daniela Ana Gabriela Raluca Sofia
    `),
    male: words(`
      Andrei Alexandru Mihai Ion Gheorghe Cristian Florin Adrian Bogdan Ștefan Vasile Gabriel
    `),
  },
  southernEuropean: {
    female: words(`
      Maria Giulia Sofia Ana Francesca Carla Lucia Beatriz Inês Elena Chiara Carmen Rosa Paola
    `),
    male: words(`
      João José Marco Antonio Giuseppe Manuel Paulo Luca Carlos Miguel Nikos Pedro Angelo Rui
    `),
  },
  pakistani: {
    female: words(`
      Fatima Aisha Zainab Khadija Saima Nadia Shazia Rukhsana Nasreen Maryam Sana Hafsa Amina
      Rabia Samina Parveen Bushra Iqra Noor Zara
    `),
    male: words(`
      Mohammed Muhammad Ali Imran Asif Tariq Hassan Usman Bilal Hamza Ahmed Zahid Khalid Nadeem
      Adeel Waqar Yusuf Ibrahim Haroon Javed
    `),
  },
  bangladeshi: {
    female: words(`
      Fatema Nasima Rahima Shirin Sultana Tahmina Jannat Nusrat Rehana Salma Amira Sharmin Ayesha
      Lutfa
    `),
    male: words(`
      Mohammed Abdul Rahim Karim Shah Jamal Faruk Sohel Rafiq Anwar Kamal Hasan Nurul Tanvir
    `),
  },
  indian: {
    female: words(`
      Priya Sunita Anita Meena Kavita Neha Pooja Harpreet Jaspreet Gurpreet Asha Lakshmi Rekha
      Nisha Kamala Anjali Manjit Deepa Divya Usha
    `),
    male: words(`
      Raj Rajesh Sanjay Amit Vijay Suresh Harjit Gurdeep Jaspal Anil Rahul Arjun Ramesh Kiran
      Nikhil Mohan Balbir Deepak Vikram Dinesh
    `),
  },
  chinese: {
    female: words(`
      Mei Li Xiu Yan Wei Fang Jing Ling Hui Yee Suk-Yin Ying Grace Wai-Ling Xiaoli Min
    `),
    male: words(`
      Wei Jun Ming Chi-Keung Hao Jian Lei Kai Siu Bo Tao Kwok-Wai Yang Peter Zhiqiang Feng
    `),
  },
  westAfrican: {
    female: words(`
      Grace Blessing Ama Abena Ngozi Funmilayo Chidinma Akosua Patience Comfort Adaeze Yetunde
      Esther Mercy Efua Folake
    `),
    male: words(`
      Emmanuel Kwame Kofi Chukwuemeka Samuel Oluwaseun Tunde Ifeanyi Yaw Daniel Babatunde Kwabena
      Joseph Obinna Segun Michael
    `),
  },
  eastAfrican: {
    female: words(`
      Halima Fadumo Hodan Amina Sagal Mercy Rose Agnes Florence Ruth Joyce Grace Hibo Nasra Rahma
      Akello
    `),
    male: words(`
      Abdi Mohamed Hassan Abdullahi Omar Peter Joseph David Ahmed Yusuf Charles Moses Okot Ismail
      Ali Abdirahman
    `),
  },
  caribbean: {
    female: words(`
      Beverley Marcia Sonia Yvonne Sandra Gloria Monica Shanice Keisha Jasmine Chantelle Pearl
      Merle Norma Leona Sharon
    `),
    male: words(`
      Winston Errol Delroy Carlton Leroy Marcus Jermaine Anthony Michael Desmond Tyrone Andre
      Clive Lloyd Jerome Everton
    `),
  },
  arab: {
    female: words('Fatima Layla Noor Huda Zeinab Rania Mona Salma Yasmin Dina Amal Samira'),
    male: words('Ahmed Mohammed Ali Omar Hussein Khaled Youssef Mustafa Hassan Karim Samir Tariq'),
  },
}

export const FAMILY: Readonly<Record<Origin, readonly string[]>> = {
  british: words(`
    Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans
    Walker White Roberts Green Hall Wood Jackson Clarke Harris Thomas Cooper Ward Turner Martin
    Hill Moore Clark Lewis King Baker Harrison Morris Lee Allen Morgan Scott Watson Parker
    Edwards Hughes James Bennett Cook Carter Richardson Phillips Shaw Bailey Collins Mitchell
    Price Cox Marshall Simpson Richards Anderson Adams Young Wilkinson Foster Bell Chapman Webb
    Mason Rogers Gray Hunt Mills Palmer Holmes Matthews Knight Lloyd Butler Barker Russell
    Fisher Stevens Murphy Jenkins Murray Dixon Harvey Pearson Graham Fletcher Howard Gibson
    Andrews Stewart Elliott Reynolds Ford Payne Fox Pearce Day Brooks West Lawrence Cole
    Atkinson Bradley Spencer Dawson Watkins Burton Wells Hart Perkins Hudson Armstrong Rose
    Newman Grant Barnes Kennedy Hopkins Francis Carr Barrett Lane Gardner Saunders Woods Stone
    Coleman Berry Gilbert Lowe Hammond Hawkins Cross Bird Booth Sharp Bishop Nash Frost Goodwin
    Page Parsons Walsh Burns Holland Webster Henderson Osborne Sutton Rowe Stephens Arnold
    Wheeler Warren Potter Higgins Norris Read Tucker Crawford Bates Lamb Boyd Bolton Slater
    Hewitt Pratt Lucas Hodgson Moss Gregory Barton Kirby Bartlett Townsend Chambers Marsh Ellis
    Reid Reeves Daly Sheppard Whitehead Field Lord Norton Cooke Steele Leach Skinner Garner
    Pickering Wilkins Gould Hobbs Hargreaves Castle Lomax Pryce Whitfield Thistlethwaite
    Ramsbottom Featherstone Cholmondeley Postlethwaite Ashworth Greenhalgh Entwistle Birtwistle
    Oldroyd Micklethwaite Tregenza Penrose Trelawney
  `),
  irish: words(`
    Murphy Kelly O'Brien Walsh O'Sullivan Byrne Ryan O'Connor O'Neill Doyle McCarthy Gallagher
    Doherty Kennedy Lynch Quinn Moore McLoughlin Brennan Fitzgerald Nolan O'Dwyer
  `),
  polish: words(`
    Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak
    Dąbrowski Kozłowski Mazur Jankowski Krawczyk Piotrowski Grabowski Pawłowski
  `),
  romanian: words(`
    Popescu Ionescu Popa Radu Dumitru Stan Stoica Gheorghe Matei Ciobanu Rusu Marin Tudor Dobre
  `),
  southernEuropean:
    words(`Silva Santos Rossi Ferreira Pereira Garcia Costa Russo Oliveira Fernandes Ricci
    Papadopoulos Martins Rodrigues da~Costa de~Sousa Esposito Moretti`),
  pakistani: words(`
    Khan Hussain Ahmed Ali Akhtar Malik Mahmood Iqbal Shah Begum Hussein Mirza Butt Qureshi Bibi
    Rashid Aslam Sheikh Chaudhry Raja
  `),
  bangladeshi: words(`
    Begum Ahmed Miah Uddin Rahman Islam Hussain Khatun Ali Chowdhury Hoque Alam Akter Karim
    Choudhury
  `),
  indian: words(`
    Patel Singh Kaur Shah Sharma Kumar Mistry Desai Gill Joshi Mehta Reddy Nair Dhillon Parmar
    Sandhu Chauhan Gupta Varma Sidhu Thomas Fernandes
  `),
  chinese: words(`
    Chan Wong Li Chen Wang Zhang Lee Liu Cheung Lam Ng Yang Leung Huang Tang Ho Lau Yip Wu
    Au-Yeung
  `),
  westAfrican: words(`
    Mensah Owusu Adeyemi Okafor Boateng Osei Adebayo Asante Okonkwo Appiah Ogunleye Eze Balogun
    Antwi Nwosu Ofori Amoah Okoye Adeleke Sarpong
  `),
  eastAfrican: words(`
    Ali Mohamed Hassan Ahmed Omar Okello Odhiambo Mwangi Abdi Farah Otieno Njoroge Warsame Musa
    Nakato Tesfaye Kamau Opio
  `),
  caribbean: words(`
    Campbell Brown Williams Johnson Francis Grant Gordon Morgan Clarke Henry Lewis Reid Bailey
    Thompson Joseph Charles Edwards Alexander Wright Pierre
  `),
  arab: words(`
    Ahmed Hassan Ali Mohammed Khalil Mansour Saleh Haddad Ibrahim Al-Hassan Abdullah Nasser Aziz
    El-Sayed
  `),
}

/**
 * Short forms by which people are known, written for Southmere: given name, then what others call
 * them.
 */
export const NICKNAMES: ReadonlyMap<string, readonly string[]> = new Map(
  `
    Margaret Maggie Peggy, Elizabeth Liz Betty Beth, Patricia Pat Trish, Dorothy Dot Dolly,
    Kathleen Kath Kathy, Barbara Barb Babs, Josephine Jo Josie, Florence Flo Florrie,
    Constance Connie, Winifred Win Freda, Beatrice Bea, William Bill Will, Ronald Ron,
    Kenneth Ken, James Jim Jimmy, Robert Bob Rob Bobby, Thomas Tom Tommy, Raymond Ray,
    Frederick Fred Freddie, Arthur Art, Albert Bert, Alan Al, Leonard Len, Donald Don,
    Michael Mick Mike, Edward Ted Eddie, Charles Charlie Chas, Geoffrey Geoff, Alfred Alf,
    Clifford Cliff, Reginald Reg, Walter Wally Walt, Harold Harry, Susan Sue Susie,
    Jacqueline Jackie, Deborah Debbie Deb, Christine Chris Chrissie, Linda Lin, Angela Angie,
    Alison Ali, Caroline Caz, Sandra Sandy, Amanda Mandy, Gillian Gill, Judith Judy,
    Catherine Cath Cathy Kate, Beverley Bev, Theresa Terri, Penelope Penny, Rosemary Rose Rosie,
    David Dave, Andrew Andy, Stephen Steve, Steven Steve, Richard Rich Rick Dick,
    Christopher Chris Kit, Peter Pete, Anthony Tony, Philip Phil, Timothy Tim, Jonathan Jon Jonny,
    Nicholas Nick, Stuart Stu, Patrick Pat Paddy, Rebecca Becky Bex, Victoria Vicky Tori,
    Katherine Kate Katie, Joanne Jo, Michelle Shell, Nicola Nicky, Natalie Nat, Samantha Sam,
    Jennifer Jen Jenny, Jessica Jess, Stephanie Steph, Georgina George, Alexandra Alex Lexi,
    Abigail Abi, Daniel Dan Danny, Matthew Matt, Benjamin Ben, Samuel Sam, Joseph Joe,
    Alexander Alex, Gareth Gaz, Oliver Ollie, Joshua Josh, Jacob Jake, Emily Em, Amelia Millie,
    Isabelle Izzy, Matilda Tilly, Harriet Hattie, Archie Arch, Bridget Bridie Bríd,
    Katarzyna Kasia, Małgorzata Gosia, Agnieszka Aga, Krzysztof Krzysiek Chris, Tomasz Tomek,
    Paweł Pawel, Łukasz Lukasz Lucas, Mohammed Mo Mohammad, Muhammad Mohammed, Gurpreet Guri,
    Rajesh Raj, Oluwaseun Seun, Babatunde Tunde, Chukwuemeka Emeka, Funmilayo Funmi,
    Emmanuel Manny, Abdullahi Abdi, Alexandru Alex, Giuseppe Joe, Antonio Tony
  `
    .split(',')
    .map((line) => {
      const [given, ...short] = line.trim().split(/\s+/)
      return [given!, short] as const
    }),
)

/** Words of a list; a tilde stands for a space inside a name. */
function words(text: string): readonly string[] {
  return text
    .trim()
    .split(/\s+/)
    .map((word) => word.replaceAll('~', ' '))
}
