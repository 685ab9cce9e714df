"""Words that names of institutions share: one spelling for each, and what they tell about a piece of text."""

from collections.abc import Iterator

_GENERIC = """
university: univ univers uni universiti universitet universitetet universiteti universiteit universitat
    universitaet universitate universitatea universitas universitario universitaria universidad
    universidade universita universite universites universitati universitetas universitates universitesi
    uniwersytet univerzita univerzitet univerzitetu univerza sveuciliste egyetem yliopisto ulikool
    universitatis universitetit universitatii universitets университет университета університет
    універсітэт универзитет πανεπιστημιο πανεπιστημιου جامعه الجامعه університету دانشگاه یونیورسٹی
    אוניברסיטה אוניברסיטת विश्वविद्यालय বিশ্ববিদ্যালয় uniwersytetu uniwersytecie univerzity univerze
    vishwavidyalaya vishvavidyalaya viswavidyalaya
college: mahavidyalaya foiskola מכללה מכללת coll colegio collegio collegium colleges
institute: inst institut instituto istituto instytut institutul instituut instituti institutet институт
    института інститут інституту
academy: academia akademia akademie akademija academie accademia akademi академия академии академія
    академії
school: sch escuela escola ecole scuola schule szkola
faculty: fac faculdade facultad facolta faculte fakultat fakultaet facultatea fakulteta wydzial факультет
department: dept dep depto departamento dipartimento departement departament departments depts
technology: tech technol tecnologia technologie technologies technologico
technical: технический технічний technische technischen technique techniczna tecnica tekniska tehnica
    teknik tekniske technicka
polytechnic: politechniki политехнический політехнічний πολυτεχνειο polytechnique politecnico politecnica
    politechnika polytechnical politehnica politeknik politecnic
medical: медицинский медичний medizinische medico medica medicale medyczny medyczna medicinska
medicine: medizin medicina medecine med
sciences: sci science ciencias ciencia scienze wissenschaften
national: natl nacional nationale nazionale nacionalinis narodowy nacionalni национальный национального
    національний національного nasional
state: statale estatal estadual estado государственный государственного державний державного дзяржаўны
federal: federale
hospital: hosp hopital ospedale krankenhaus hospitals klinikum spital
laboratory: lab laboratorio laboratoire
research: res
center: centre centro zentrum ctr centrum
engineering: eng engn ingenieria ingegneria
international: intl int internacional internazionale
saint: st sankt
and: et und y e i og och en
of: the de der des di do da dos del della dello degli dei du d la le les el los las den van von zu af av
    im l al
for: fur fuer para pour per voor dla
first: 1st
second: 2nd
third: 3rd
fourth: 4th
autonomous: autonoma autonome
catholic: catolica cattolica catholique katholische katholieke katolicki
free: libre libera livre freie vrije
agricultural: agraria agrarian agrar
pedagogical: pedagogica padagogische paedagogische pedagogic педагогический педагогічний
applied: angewandte
northern: nord
federico: frederico
people: peoples
men: mens
women: womens
"""

_PLACES = """
rome: roma
milan: milano
turin: torino
naples: napoli
florence: firenze
venice: venezia
genoa: genova
padua: padova
bologna: bolonia
vienna: wien
munich: munchen muenchen
cologne: koln koeln
nuremberg: nurnberg nuernberg
tubingen: tuebingen
gottingen: goettingen
wurzburg: wuerzburg
dusseldorf: duesseldorf
zurich: zuerich
geneva: geneve genf
basel: basle bale
bern: berne
brussels: bruxelles brussel
antwerp: antwerpen anvers
ghent: gent gand
leuven: louvain
liege: luik
copenhagen: kobenhavn koebenhavn
gothenburg: goteborg goteborgs
stockholm: stockholms
uppsala: upsala
helsinki: helsingin helsingfors
oslo: oslos
prague: praha praze
warsaw: warszawa warszawski
krakow: cracow krakau
wroclaw: wroclawski breslau
moscow: moskva
beijing: peking
guangzhou: canton
seville: sevilla
zaragoza: saragossa
lisbon: lisboa
porto: oporto
coimbra: coimbre
athens: athina
thessaloniki: salonica salonika
bucharest: bucuresti
belgrade: beograd beogradu
kyiv: kiev
kharkiv: kharkov
lviv: lvov
odesa: odessa
tehran: teheran
istanbul: constantinople
izmir: smyrna
kolkata: calcutta
mumbai: bombay
chennai: madras
cairo: kairo
mexico: mejico
quebec: quebecois
luxembourg: luxemburg
salzburg: salzbourg
strasbourg: strassburg
"""


def _spellings(table: str) -> Iterator[tuple[str, str]]:
    """Read lines of the form ``word: spelling spelling``; an indented line goes on with the word before."""
    word = ""
    for line in table.strip().splitlines():
        if not line.startswith(" "):
            word, _, line = line.partition(":")  # noqa: PLW2901 - the rest of the line holds the spellings
        yield from ((spelling, word) for spelling in line.split())


SAME_WORD: dict[str, str] = {**dict(_spellings(_GENERIC)), **dict(_spellings(_PLACES))}
"""From a spelling to the one that stands for all of them."""

WEIGHTLESS = frozenset(
    """
    a and at by em for in na of on to un une v w with
    """.split()
)
"""Tokens that join words and tell nothing."""

SUBUNIT = frozenset(
    """
    academic affiliated business campus cancer center centers centres chair children childrens
    clinic clinics college dental department division education engineering faculty graduate group
    health hospital institute key laboratories laboratory law library medical medicine museum
    nursing observatory press program programme research school schools section teaching unit
    """.split()
)
"""Words that may begin or end the name of a part beside the name of the whole."""

UNIT_HEADS = frozenset(
    """
    center chair clinic college department division faculty group institute laboratory programme program
    school section unit
    """.split()
)
"""Words that begin the name of a part of an institution."""

HEADS = frozenset(
    """
    academy college conservatory daigaku daxue fachhochschule highschool hochschule institute
    polytech polytechnic school seminary universitatsklinikum universitatsmedizin university yeshiva
    大学 大學 学院 學院 대학 대학교
    """.split()
)
"""Words that make a name the name of an institution of learning."""
