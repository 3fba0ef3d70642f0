#!/usr/bin/env python3
"""Writes people.vcf and people.csv, two messy address books of one invented world, and their truth.

    python3 make_people.py            write the four files beside this script
    python3 make_people.py --stats    write nothing, print what is in them

Standard library only; the same script always gives the same bytes. Nobody in here exists: names are
made up, mail domains are reserved, phone numbers come from the ranges kept free for fiction.
"""
import base64
import csv
import io
import itertools
import random
import re
import sys
import unicodedata
from pathlib import Path

sys.dont_write_bytecode = True
from people_by_hand import CARDS, ROWS, card

# ---- Made by rule: the crowd around them ------------------------------------------------------

rng = random.Random("contacts-core sample 1")
pick = lambda items: items[int(rng.random() * len(items))]  # random() alone is promised to stay the same
chance = lambda p: rng.random() < p

NAMES = {  # culture: given names, family names, countries
    "english": ("Alfred Beatrice Clement Dorothy Edmund Flora Gilbert Harriet Ivor Juniper Kit Lavinia Margaret Thomas", "Applegarth Brackenbury Coldwell Dunmore Eastlake Farthing Greywood Hollis Inchbald Jessop Marsh Oakes", "GB US"),
    "german": ("Anneliese Björn Cornelia Dietmar Friederike Günther Heike Jörg Käthe Lothar Matthias Ute", "Achterberg Brückner Eichhorn Förster Grünwald Hößler Krähenbühl Lüdtke Schäfer Weiß", "DE"),
    "french": ("Aurélie Benoît Chloé Damien Édith François Gaëlle Hugo Inès Jérôme", "Beaulieu Chevrier Delacourt Fontanel Gauthier Lefèvre Montclair Périer Rousselin Tissot", "FR"),
    "spanish": ("Adrián Begoña Carmen Domingo Íñigo Jimena Lucía Martín Noelia Raúl", "Benítez Cárdenas Echeverría Ibáñez Montoya Quiñones Saavedra Valdés", "US FR"),
    "indian": ("Aarav Deepa Gopal Ishani Kavita Lakshmi Manoj Rohan Sunita Vikram", "Bhattacharya Deshpande Iyer Kulkarni Mukherjee Raghunathan Sharma Thakur", "GB US"),
    "igbo": ("Adaeze Chinedu Ifeoma Kelechi Nnamdi Obinna Uchenna Zainab", "Adeyemi Balogun Eze Nwosu Okonkwo Onyeka", "GB US"),
    "polish": ("Agnieszka Bartłomiej Elżbieta Grzegorz Katarzyna Łukasz Małgorzata Stanisław", "Borkowska Dąbrowski Jabłoński Krawczyk Słowik Zieliński", "DE GB"),
    "swedish": ("Åsa Birgitta Gunnar Håkan Ingeborg Märta Torbjörn Ulrika", "Åkerlund Björklund Dahlgren Ekström Hägglund Sjöholm", "SE"),
    "turkish": ("Ayşe Cem Defne Emre Gül İbrahim Özlem Şebnem", "Aydın Çelik Güneş Karataş Öztürk Yıldız", "DE"),
    "japanese": ("Akiko Daisuke Haruto Keiko Makoto Yuki", "Fujimori Hayakawa Kuroda Minamoto Shirane", "US"),
}
SHORT = {"Alfred": "Alf", "Beatrice": "Bea", "Dorothy": "Dot", "Edmund": "Ned", "Harriet": "Hattie", "Margaret": "Peggy", "Thomas": "Tom",
         "Friederike": "Rike", "Matthias": "Matze", "Katarzyna": "Kasia", "Małgorzata": "Gosia", "Stanisław": "Staszek", "François": "Fanfan"}
PLACES = {  # country: its spellings, cities "city;region;postcode", streets
    "GB": ("UK|United Kingdom|GB|", "Bristol;;BS1 9ZZ|Leeds;West Yorkshire;LS2 9ZZ|Manchester;;M1 9ZZ|York;;YO1 9ZZ", "{} Tannery Row|Flat 2, {} Crown Street|{} Heron Close|{} Saltmarket"),
    "US": ("USA|United States|US|", "Portland;OR;97200|Boston;MA;02100|Chicago;IL;60600|Austin;Texas;78700", "{} Maple Ave|{} W Juniper Street, Apt 4|{} Canal Rd|{}00 Prairie Blvd"),
    "DE": ("Deutschland|Germany|DE|", "Hamburg;;20095|München;Bayern;80331|Köln;;50667|Leipzig;Sachsen;04109", "Gartenstraße {}|Am Speicher {}|Kirchweg {}a|Birkenallee {}"),
    "FR": ("France|FR|", "Lille;;59000|Rennes;;35000|Toulouse;;31000|Annecy;;74000", "{} rue du Moulin|{} bis, avenue des Cerisiers|{} impasse du Lavoir"),
    "SE": ("Sverige|Sweden|SE", "Göteborg;;411 01|Malmö;;211 11|Umeå;;903 20", "Björkvägen {}|Strandgatan {}|Kvarnbacken {}"),
}
LINES = {  # country: (code, area, how the rest is grouped, first free number): mobile, then land line
    "GB": [("44", "7700", "{:06}", 900200), ("44", "161", "496 {:04}", 200)], "US": [("1", "415", "555 {:04}", 100), ("1", "617", "555 {:04}", 100)],
    "DE": [("49", "171", "39200{:02}", 20), ("49", "89", "99998 {:03}", 200)], "FR": [("33", "6", "39 98 44 {:02}", 10), ("33", "1", "99 00 55 {:02}", 10)],
    "SE": [("46", "70", "174 06 {:02}", 30), ("46", "8", "465 004 {:02}", 30)],
}
JOBS = "Baker|Bookbinder|Buyer|Carpenter|CFO|Head of Sales|Luthier|Nurse|Surveyor|Teacher|Translator|Violinist"
TAGS = "Friends|Customers|Choir|Newsletter 2024|Neighbours|Suppliers|VIP|Sailing|Family|Old school"
NOTES = ["Prefers to be called in the morning; answers mail on Fridays only.", "Birthday present: gardening gloves\\, size M.", "Introduced by Ada.\\nOwes us a ladder.",
         "Do not send paper invoices – everything by e-mail\\, please\\, and to the accounting mailbox when there is one.", "Allergic to hazelnuts 🌰"]
FIRMS = ["Bluebell Bindery Ltd|bluebell-bindery.example|GB", "Copperfield Clocks Inc.|copperfield.example|US", "Möwe Segelmacher GmbH|moewe.example|DE",
         "Atelier du Pont SAS|atelierdupont.example|FR", "Granskog Trä AB|granskog.example|SE", "Saffron & Rye|saffronrye.example|GB"]
PRIVATE = "example.com|example.org|example.net|mail.example|inbox.test".split("|")
issued = {}


def plain(text):
    """Without accents, as a hurried typist writes it."""
    text = text.translate(str.maketrans({"ß": "ss", "ł": "l", "Ł": "L", "ı": "i"}))
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def new_phone(country, landline=False):
    cc, area, groups, first = LINES[country][landline]
    issued[area] = n = issued.get(area, 0) + 1
    number = groups.format(first + n - 1)
    assert len(number) == len(groups.format(first)), f"the fiction range {cc} {area} is used up"
    return cc, area, number


def international(phone, uri=False):
    cc, area, rest = phone
    tight, dashed = rest.replace(" ", ""), rest.replace(" ", "-")
    forms = [f"+{cc} {area} {rest}", f"+{cc}{area}{tight}", f"+{cc}-{area}-{dashed}", f"+{cc}.{area}.{dashed.replace('-', '.')}"]
    forms += [f"+1 ({area}) {dashed}", f"+1 ({area}) {rest}"] if cc == "1" else [f"00{cc} {area} {rest}", f"+{cc} (0){area} {rest}"]
    return f"tel:+{cc}-{area}-{dashed}" if uri else pick(forms)


def national(phone):
    cc, area, rest = phone
    tight, dashed = rest.replace(" ", ""), rest.replace(" ", "-")
    if cc == "1":
        return pick([f"({area}) {dashed}", f"{area}.{dashed.replace('-', '.')}", f"{area}{tight}", f"1-{area}-{dashed}"])
    return pick([f"0{area} {rest}", f"0{area}{tight}", f"(0{area}) {tight}", f"0{area}/{dashed}", f"0{area}-{tight}"])


used, slugs = set(), {}


class Person:
    def __init__(self, culture=None, family=None, born=None, given=None):
        culture = culture or pick(list(NAMES))
        givens, families, countries = (part.split() for part in NAMES[culture])
        self.culture, self.country = culture, pick(countries)
        while True:
            self.given, self.family = given or pick(givens), family or pick(families)
            if given or (self.given, self.family) not in used:
                break
        used.add((self.given, self.family))
        slug = plain(f"{self.given}-{self.family}").lower()
        slugs[slug] = slugs.get(slug, 0) + 1
        self.entity = slug if slugs[slug] == 1 else f"{slug}-{slugs[slug]}"
        g, f = plain(self.given).lower(), plain(self.family).lower()
        no = "" if slugs[slug] == 1 else str(slugs[slug])
        self.home_mail = pick([f"{g}.{f}{no}", f"{g}{no}_{f}", f"{f}.{g}{no}", f"{g[0]}{f}{no or 70 + int(rng.random() * 30)}"]) + "@" + pick(PRIVATE)
        self.firm = pick("Ostler|Quince|Tallow|Willow|Lantern|Pebble|Heron".split("|")) + pick([" Works", " & Co", " Group", " Studio"])
        domain = re.sub("[^a-z]", "", self.firm.lower()) + ".example"
        self.work_mail, self.job = f"{g}.{f}{no}@{domain}", pick(JOBS.split("|"))
        self.mobile, self.landline = new_phone(self.country), None
        self.born = f"{born or 1940 + int(rng.random() * 65)}-{1 + int(rng.random() * 12):02}-{1 + int(rng.random() * 28):02}"
        names, cities, streets = (part.split("|") for part in PLACES[self.country])
        self.street, self.place, self.nation = pick(streets).format(1 + int(rng.random() * 80)), pick(cities), pick(names)


def spelled(mail):
    return pick([mail, mail, mail.title(), mail.upper(), mail + " ", " " + mail, mail.split("@")[0].title() + "@" + mail.split("@")[1]])


def name_of(p, form):
    given, family = p.given, p.family
    if form == "short":
        given = SHORT.get(given, given)
    elif form == "plain":
        given, family = plain(given), plain(family)
    elif form == "initial":
        given = given[0] + "."
    elif form == "caps":
        given, family = given.upper(), family.upper()
    elif form == "whole":
        return f"{given} {family}"
    return f"{family};{given};;{pick(['', '', '', 'Mr', 'Ms', 'Dr.'])};"


def write(p, facts, form="full", phone="any"):
    """A card of `p` as one of four programs would write it, holding only `facts`."""
    style = pick(["apple", "google", "phone", "four"])
    v, lines, item = (4 if style == "four" else 3), [], itertools.count(1)
    typ = lambda t: {"apple": f";type={t.upper()}", "google": f";TYPE={t.upper()}", "phone": f";{t.upper()}" if chance(0.3) else "", "four": f";TYPE={t}"}[style]
    for fact in facts:
        if fact in ("home_mail", "work_mail"):
            label = {"home_mail": "home", "work_mail": "work"}[fact]
            if style == "apple" and chance(0.4):
                n = next(item)
                lines += [f"item{n}.EMAIL;type=INTERNET:{spelled(getattr(p, fact))}", f"item{n}.X-ABLabel:{pick(['_$!<Other>!$_', 'newsletter', 'old'])}"]
            else:
                lines.append(f"EMAIL{typ(label)}{';type=pref' if style == 'apple' else ''}:{spelled(getattr(p, fact))}")
        elif fact in ("mobile", "landline"):
            number, t = getattr(p, fact), {"mobile": "cell", "landline": "home"}[fact]
            abroad = phone == "international" or (phone == "any" and chance(0.6))
            uri = style == "four" and abroad and chance(0.6)
            lines.append(f"TEL{';VALUE=uri' if uri else ''}{typ(t)}:{international(number, uri) if abroad else national(number)}")
        elif fact == "home":
            street = p.street.replace(",", "\\,")
            lines.append(f"ADR{typ('home')}:;;{street};{p.place};{p.nation}")
        elif fact == "work":
            lines += [f"ORG:{p.firm}" + (";Front office" if style == "apple" and chance(0.4) else ""), f"TITLE:{p.job}"]
        elif fact == "born":
            lines.append("BDAY:" + (p.born if style in ("apple", "google") else p.born.replace("-", "")))
        elif fact == "tags":
            lines.append(f"CATEGORIES:{pick(TAGS.split('|'))}" + pick(["", f",{pick(TAGS.split('|'))}", ", "]))
        elif fact == "note":
            lines.append(f"NOTE:{pick(NOTES)}")
        elif fact == "photo":
            lines.append("PHOTO:data:image/gif;base64,<photo>" if v == 4 else "PHOTO;ENCODING=b;TYPE=GIF:<photo>")
        elif fact == "extra":
            lines.append(pick([f"X-CUSTOMER-NUMBER:{10000 + int(rng.random() * 90000)}", f"URL:https://{plain(p.given).lower()}.example/", "TZ:+01:00", f"NICKNAME:{SHORT.get(p.given, p.given[:3])}",
                               "X-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;Boss;1;;;;;;;;;;;;;", "X-SKYPE-USERNAME:" + plain(p.given).lower() + ".calls"]))
    if style == "apple":
        lines += [f"REV:20{10 + int(rng.random() * 15)}-0{1 + int(rng.random() * 9)}-14T09:30:00Z"]
    card(p.entity, name_of(p, form), *lines, v=v)


ALWAYS_SOME = ["home", "work", "born", "tags", "note", "photo", "extra"]
some = lambda p: [f for f in ALWAYS_SOME if chance(p)]
crowd = []

# Families: a land line and an address in common, at times a mailbox; never to be merged.
for size in (2, 3, 4, 2, 3, 4, 2, 3, 5, 2):
    first = Person()
    first.landline, crowd_mail = new_phone(first.country, True), f"{plain(first.family).lower()}.family@example.org"
    family = [first] + [Person(first.culture, first.family) for _ in range(size - 1)]
    for n, p in enumerate(family):
        p.country, p.landline, p.street, p.place, p.nation = first.country, first.landline, first.street, first.place, first.nation
        if n < 2 and size != 3:
            p.home_mail = crowd_mail
        write(p, ["landline", "home"] + (["home_mail"] if n < 2 else []) + ["mobile"] * chance(0.5) + ["born"] * chance(0.6))
        if n == 0:  # one of them is here twice: the mobile has to decide, not the family's line
            write(p, ["landline", "work_mail", "mobile", "work"] + ["home_mail"] * (size > 2), "short", "international")
    crowd += family
# Father and son.
for _ in range(3):
    father = Person(born=1938 + int(rng.random() * 12))
    father.landline = new_phone(father.country, True)
    son = Person(father.culture, father.family, born=1966 + int(rng.random() * 12), given=father.given)
    son.country, son.landline, son.street, son.place, son.nation = father.country, father.landline, father.street, father.place, father.nation
    write(father, ["landline", "home", "born"], phone="international")
    write(son, ["landline", "home", "born", "mobile"], phone="international")
    crowd += [father, son]
# Colleagues: switchboard, street and mail domain in common; the firm has a card of its own.
for firm, domain, country in (f.split("|") for f in FIRMS):
    board = new_phone(country, True)
    place, slug = f"1 {firm.split()[0]} Yard", domain.split(".")[0]
    card(slug, firm if chance(0.5) else ";;;;", f"ORG:{firm}", "X-ABShowAs:COMPANY", f"TEL;TYPE=WORK:{international(board)}", f"EMAIL:info@{domain}", f"ADR;TYPE=WORK:;;{place};;;;")
    for n in range(4):
        p = Person(pick([c for c in NAMES if country in NAMES[c][2].split()]))
        p.firm, p.work_mail = firm, f"{plain(p.given[0] + p.family).lower()}@{domain}" if n > 1 else f"info@{domain}"
        p.landline = board
        write(p, ["landline", "work_mail", "work"] + some(0.2), phone="international")
        if n == 3:
            write(p, ["work_mail", "mobile", "home_mail", "born"], pick(["plain", "full"]))
        crowd.append(p)

# The others: most are here once, some two or three times, joined by what `kind` names.
KINDS = ["mail", "phone", "both", "mail", "phone", "three", "country", "mail", "phone", "name"]
doubles = 38
for n in range(doubles + 75):
    p = Person()
    crowd.append(p)
    if n >= doubles:
        facts = [f for f in ("home_mail", "mobile", "work_mail") if chance(0.55)] or ["mobile"]
        write(p, facts + some(0.3), pick(["full", "full", "full", "plain", "whole", "caps"]))
        continue
    kind, form = KINDS[n % len(KINDS)], pick(["full", "full", "plain", "short", "caps", "whole", "initial"])
    if kind == "mail":
        write(p, ["home_mail", "mobile", "born"] + some(0.2))
        write(p, ["home_mail", "work_mail", "home", "work"], form)
    elif kind == "phone":
        write(p, ["mobile", "home_mail", "home"] + some(0.2), phone="international")
        write(p, ["mobile", "work_mail", "work", "photo"], form, "international")
    elif kind == "both":
        write(p, ["home_mail", "mobile", "note"], phone="international")
        write(p, ["mobile", "home_mail", "born", "tags"], form, "international")
    elif kind == "three":
        write(p, ["home_mail", "born", "note"])
        write(p, ["home_mail", "mobile", "tags"], form, "international")
        write(p, ["mobile", "work", "work_mail"], "plain", "international")
    elif kind == "country":
        write(p, ["mobile", "home_mail"], phone="international")
        write(p, ["mobile", "work", "work_mail"], phone="national")
    else:  # the name alone
        write(p, ["home_mail", "born"])
        write(p, ["work_mail", "work"], "full")

# ---- Written out ------------------------------------------------------------------------------


def fold(line):
    """At 75 bytes, as the standards ask, never inside a character."""
    out, size = "", 0
    for c in line:
        if size + len(c.encode()) > 75:
            out, size = out + "\r\n ", 1
        out, size = out + c, size + len(c.encode())
    return out


def vcf():
    """The cards in an order that says nothing, and the truth about them."""
    text, truth = [], ["uid,entity"]
    for n, (entity, version, lines) in enumerate(sorted(CARDS, key=lambda _: rng.random()), start=1):
        uid = f"card-{n:03}@people.test"
        gif = b"GIF89a\1\0\1\0\x80\0\0" + bytes([n % 256, n // 2, 90]) + b"\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
        lines = [line.replace("<photo>", base64.b64encode(gif).decode()) for line in lines]
        end = [] if "<no END>" in lines else ["END:VCARD"]
        lines = [f"VERSION:{version}.0", f"UID:{uid}", *(line for line in lines if line != "<no END>")]
        begin = "begin:vcard" if n % 40 == 7 else "BEGIN:VCARD"
        text += [begin, *map(fold, lines), *end] + [""] * (n % 30 == 3)
        truth.append(f"{uid},{entity}")
    return "\r\n".join(text) + "\r\n", "\n".join(truth) + "\n"


HEADER = "First Name,Last Name,Email,Email 2,Phone,Mobile,Company,Position,Street,City,State,Zip,Country,Birthday,Labels,Notes,Loyalty Number"


def row(p, n, twice=False):
    """A person as the shop's till knows them; the second time with other gaps."""
    city, state, code = p.place.split(";")
    born = p.born if n % 3 else ".".join(reversed(p.born.split("-")))
    cells = [plain(p.given) if twice else p.given, p.family, spelled(p.home_mail), p.work_mail if n % 4 == 0 else "", national(p.landline) if p.landline else "",
             international(p.mobile) if twice or n % 2 else national(p.mobile), p.firm if n % 3 == 0 else "", p.job if n % 3 == 0 else "",
             p.street, city, state, code, p.nation, born if n % 2 else "", pick(["", "VIP", "Customers; Newsletter 2024", "Sailing"]), "", f"LN-{2000 + n}" if not twice else ""]
    for gap in (3, 4, 13) if twice else (8, 9, 10, 11) if n % 5 == 0 else ():
        cells[gap] = ""
    return cells


def table():
    lines, truth = [HEADER], ["row,entity"]
    for entity, line in ROWS:
        lines.append(line)
        truth += [f"{len(lines) - 1},{entity}"] if entity else []
    for n, p in enumerate(crowd[1::4]):
        for twice in (False, True)[: 2 if n % 6 == 5 else 1]:
            out = io.StringIO()
            csv.writer(out, lineterminator="").writerow(row(p, n, twice))
            lines.append(out.getvalue())
            truth.append(f"{len(lines) - 1},{p.entity}")
    return "\r\n".join(lines) + "\r\n", "\n".join(truth) + "\n"


def keys(lines):
    """The normalised mailboxes and the numbers with a country code of a card."""
    mails, phones = set(), set()
    for line in lines:
        name, _, value = re.sub(r"^item\d+\.", "", line).partition(":")
        value = value.strip().lower()
        if name.startswith("EMAIL"):
            mails.add(value)
        elif name.startswith("TEL"):
            digits = re.sub(r"[^+0-9]", "", re.sub(r"(;ext=| ext\.).*", "", value).replace("(0)", ""))
            phones |= {re.sub(r"^00", "+", digits)} if digits.startswith(("+", "00")) else set()
    return mails, phones


def stats():
    counts, linked = {}, {n: {n} for n in range(len(CARDS))}
    known = [(entity, *keys(lines)) for entity, _, lines in CARDS]
    for (i, (a, mails, phones)), (j, (b, other_mails, other_phones)) in itertools.combinations(enumerate(known), 2):
        same, mail, phone = "true" if a == b else "false", bool(mails & other_mails), bool(phones & other_phones)
        for what, holds in (("pairs", a == b), ("share a mailbox", mail), ("share a phone", phone), ("share either", mail or phone)):
            counts[f"{same} {what}"] = counts.get(f"{same} {what}", 0) + holds
        if a == b and (mail or phone) and linked[i] is not linked[j]:
            linked[i] |= linked[j]
            linked.update((n, linked[i]) for n in linked[j])
    counts["true chained by such pairs"] = sum(len(c) * (len(c) - 1) // 2 for c in {id(c): c for c in linked.values()}.values())
    print(f"cards {len(CARDS)}  entities {len({entity for entity, *_ in CARDS})}  VERSION 4.0 {sum(v == 4 for _, v, _ in CARDS)}")
    print(*(f"{what}: {n}" for what, n in sorted(counts.items(), reverse=True) if n), sep="\n")


if "--stats" in sys.argv:
    stats()
else:
    here = Path(__file__).parent
    for (stem, (text, truth)) in (("people.vcf", vcf()), ("people.csv", table())):
        here.joinpath(stem).write_bytes(text.encode())
        here.joinpath(f"{stem.replace('.vcf', '')}.truth.csv").write_bytes(truth.encode())
