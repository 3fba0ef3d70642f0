"""The hand-made cards of the sample: the cases worth knowing by name. `make_people.py` writes them out."""

CARDS = []  # (entity, version, lines), in the order in which they were made


def card(entity, name, *lines, v=3):
    """One card. `name` is the value of N; a name without `;` is an FN alone (then N is missing)."""
    family, given, middle, prefix, suffix = (name.split(";") + [""] * 4)[:5]
    parts = [f"N:{name}"] if ";" in name else []
    shown = " ".join(p for p in (prefix, given, middle, family, suffix) if p) if parts else name
    shown = shown or next(line[4:] for line in lines if line.startswith("ORG:"))
    CARDS.append((entity, v, parts + [f"FN:{shown}", *lines]))


# One mailbox in three spellings; each card knows something the others do not.
card("ada-kingsley", "Kingsley;Ada;Maria;Dr.;", "EMAIL;TYPE=HOME:Ada.Kingsley@Example.com", "TEL;TYPE=CELL:+44 7700 900101",
     "BDAY:1979-12-10", "NOTE:Met at the harbour festival.\\nLikes punched cards\\, dislikes small talk.", "CATEGORIES:Friends,Choir")
card("ada-kingsley", "Kingsley;Ada;;;", "EMAIL;TYPE=work; PREF=1: ada.kingsley@example.com ", "ORG:Difference & Sons\\, Ltd.;Engines",
     "TITLE:Chief Analyst", "ADR;TYPE=work:;Floor 3;14 Mill Lane;London;;N1 0AA;United Kingdom", v=4)
card("ada-kingsley", "ada kingsley", "EMAIL:ADA.KINGSLEY@EXAMPLE.COM", "PHOTO;ENCODING=b;TYPE=GIF:<photo>", "X-FAVOURITE-COLOUR:teal")
# Accents kept and dropped; a chain: mail joins 1 and 2, phone joins 2 and 3, only the name joins 1 and 3.
card("jose-alvarez", "Álvarez Ruiz;José;;;", "EMAIL:jose.alvarez@correo.example", "NICKNAME:Pepe")
card("jose-alvarez", "Alvarez;Jose;;;", "EMAIL;TYPE=INTERNET:Jose.Alvarez@Correo.example", "TEL;TYPE=CELL:+33 6 39 98 01 02", "ORG:Panadería Alba")
card("jose-alvarez", "ALVAREZ;JOSE;;;", "TEL;VALUE=uri;TYPE=cell:tel:+33-6-39-98-01-02", "BDAY:19840229", v=4)
# Müller and Mueller, one line written in three ways.
card("juergen-mueller", "Müller;Jürgen;;;", "TEL;TYPE=HOME,VOICE:+49 30 23125 017", "ADR;TYPE=HOME:;;Lindenhof 8;Berlin;;10115;Deutschland")
card("juergen-mueller", "Mueller;Juergen;;;", "TEL:0049 30 23125017", "EMAIL:j.mueller@werkstatt.example", "TITLE:Meister")
card("juergen-mueller", "Müller;J.;;;", "TEL:+493023125017", "item1.URL:https://werkstatt.example/", "item1.X-ABLabel:Werkstatt")
# A nickname, and a name changed by marriage.
card("william-thackery", "Thackery;William;Amos;;III", "TEL;TYPE=CELL;TYPE=pref:(202) 555-0111", "TEL;TYPE=WORK:+1 202 555 0112", "BDAY:1961-07-04")
card("william-thackery", "Thackery;Bill;;;", "TEL:+1-202-555-0112", "EMAIL:bill@thackery.example", "NOTE:Has the key to the boat house.")
card("elizabeth-whitcombe", "Novak;Elizabeth;;;", "EMAIL:liz.novak@example.org", "TEL;TYPE=CELL:07700 900110", "BDAY:1990-03-03")
card("elizabeth-whitcombe", "Whitcombe;Liz;;;", "EMAIL:Liz.Novak@example.org", "EMAIL;TYPE=WORK:e.whitcombe@tidewater.example",
     "TEL;TYPE=CELL:+44 7700 900110", "item1.X-ABDATE;type=pref:2016-06-18", "item1.X-ABLabel:_$!<Anniversary>!$_")
# Other scripts, and the family name first.
card("dmitri-orlov", "Орлов;Дмитрий;;;", "EMAIL:d.orlov@pochta.example", "NOTE:Переводчик; русский\\, немецкий")
card("dmitri-orlov", "Orlov;Dmitri;;;", "EMAIL:D.Orlov@pochta.example", "TEL;TYPE=CELL:+49 171 3920001", "LANG;PREF=1:ru", "LANG;PREF=2:de", v=4)
card("sakura-tanaka", "田中;さくら;;;", "X-PHONETIC-LAST-NAME:たなか", "X-PHONETIC-FIRST-NAME:さくら", "TEL;TYPE=CELL:+1 (305) 555-0120")
card("sakura-tanaka", "Tanaka;Sakura;;;", "TEL;VALUE=uri:tel:+1-305-555-0120", "EMAIL:sakura@tanaka.test", "ORG:Paper Crane Studio", v=4)
card("lan-nguyen", "Nguyễn;Lan;Thị;;", "EMAIL:lan.nguyen@example.org", "ADR;TYPE=HOME:;;4 rue des Tisserands;Lyon;;69001;France")
card("lan-nguyen", "Lan;Nguyen;;;", "EMAIL: lan.nguyen@EXAMPLE.org", "TEL:+33 1 99 00 11 22")
# A family: one land line, one address, one mailbox for the parents. Only the mother is here twice.
HOME = "ADR;TYPE=HOME:;;27 Orchard Rise;Leeds;West Yorkshire;LS1 9ZZ;UK"
card("ngozi-okafor", "Okafor;Ngozi;;;", "TEL;TYPE=HOME:+44 20 7946 0050", HOME, "EMAIL:the.okafors@example.com", "BDAY:1978-01-30")
card("ngozi-okafor", "Okafor;Ngozi;;Mrs;", "TEL;TYPE=HOME:020 7946 0050", "TEL;TYPE=CELL:+44 7700 900120", "EMAIL;TYPE=WORK:n.okafor@stjude.example",
     "ORG:St Jude's Clinic", "TITLE:Midwife", "EMAIL:The.Okafors@example.com")
card("chidi-okafor", "Okafor;Chidi;;;", "TEL;TYPE=HOME:+442079460050", HOME, "EMAIL:the.okafors@example.com")
card("amara-okafor", "Okafor;Amara;;;", "TEL;TYPE=HOME:+44 20 7946 0050", "BDAY:2009-05-17", "CATEGORIES:School run")
card("emeka-okafor", "Okafor;Emeka;;;", "TEL;VALUE=uri;TYPE=home:tel:+44-20-7946-0050", HOME, "BDAY:--0822", v=4)
# Twins: surname, address, land line and birthday are the same, the people are not.
card("linus-bergstrom", "Bergström;Linus;;;", "BDAY:1997-09-09", "TEL;TYPE=HOME:+46 8 465 004 10", "ADR:;;Ekstigen 5;Uppsala;;753 10;Sverige")
card("lovisa-bergstrom", "Bergström;Lovisa;;;", "BDAY:1997-09-09", "TEL;TYPE=HOME:+46 8-465 004 10", "ADR:;;Ekstigen 5;Uppsala;;753 10;Sweden", v=4)
# Father and son of one name, under one roof, told apart by the birthday. The son is here twice.
card("george-harlow-1948", "Harlow;George;;;", "BDAY:1948-02-11", "TEL;TYPE=HOME:+1 202 555 0130", "ADR:;;9 Quarry Rd;Arlen;VA;20100;USA")
card("george-harlow-1976", "Harlow;George;;;", "BDAY:1976-10-02", "TEL;TYPE=HOME:+1 202 555 0130", "TEL;TYPE=CELL:+1 202 555 0131", "ADR:;;9 Quarry Road;Arlen;VA;20100;USA")
card("george-harlow-1976", "Harlow;George;;;Jr.", "TEL:+12025550131", "EMAIL:gh76@example.com", "BDAY:19761002", v=4)
# One office mailbox for two people, and the firm's own card.
card("petra-vogel", "Vogel;Petra;;;", "EMAIL;TYPE=WORK:office@vogel-wilk.example", "ORG:Vogel & Wilk", "TITLE:Notarin")
card("tomasz-wilk", "Wilk;Tomasz;;;", "EMAIL;TYPE=WORK:Office@Vogel-Wilk.example", "ORG:Vogel & Wilk", "TEL;TYPE=CELL:+49 171 3920007", v=4)
card("vogel-wilk", ";;;;", "ORG:Vogel & Wilk", "X-ABShowAs:COMPANY", "EMAIL:office@vogel-wilk.example", "TEL;TYPE=MAIN:+49 40 66969 100")
# A switchboard, with and without extensions.
for n, (who, name) in enumerate([("farah-rahimi", "Rahimi;Farah"), ("oskar-lindholm", "Lindholm;Oskar"), ("mei-chen", "Chen;Mei")]):
    ext = ["", " ext. 102", ";ext=103"][n]
    tel = f"TEL;VALUE=uri;TYPE=work:tel:+44-20-7946-0080{ext}" if n == 2 else f"TEL;TYPE=WORK:+44 20 7946 0080{ext}"
    card(who, name + ";;;", tel, "ORG:Harbour Freight Forwarding plc", f"EMAIL:{who.replace('-', '.')}@hff.example", v=4 if n == 2 else 3)
card("harbour-freight", "Harbour Freight Forwarding plc", "KIND:org", "ORG:Harbour Freight Forwarding plc", "TEL;TYPE=work:+44 20 7946 0080", v=4)
# Namesakes: nothing in common but the name. And a number that went to another person.
card("maria-garcia-denver", "Garcia;Maria;;;", "BDAY:1969-04-01", "EMAIL:mgarcia69@example.com", "ADR:;;210 Alder St;Denver;CO;80200;USA")
card("maria-garcia-paris", "Garcia;María;;;", "BDAY:1995-11-23", "EMAIL:maria.garcia@ecole.example", "ADR:;;3 quai Bleu;Paris;;75011;France")
card("callum-reid", "Reid;Callum;;;", "TEL;TYPE=CELL:+44 7700 900140", "REV:2009-03-01T10:00:00Z")
card("priya-nair", "Nair;Priya;;;", "TEL;TYPE=CELL:+44 7700 900140", "EMAIL:priya@nair.example", "REV:20240301T100000Z", v=4)
# Chief and assistant: one number, two people.
card("helene-marchand", "Marchand;Hélène;;Me;", "TEL;TYPE=WORK:+33 1 99 00 20 20", "ORG:Étude Marchand", "X-ASSISTANT:Bastien Roy")
card("bastien-roy", "Roy;Bastien;;;", "TEL;TYPE=WORK:+33 (0)1 99 00 20 20", "ORG:Étude Marchand", "RELATED;TYPE=co-worker;VALUE=text:Hélène Marchand", v=4)
# The same person, but only the (rare) name says so: not to be found by mail or phone.
card("ottoline-fairweather", "Fairweather-Quill;Ottoline;;;", "EMAIL:ottoline@example.org", "CATEGORIES:Book club")
card("ottoline-fairweather", "Fairweather-Quill;Ottoline;;;", "TEL;TYPE=CELL:+44 7700 900150", "ADR:;;1 Gull Steps;Whitby;;YO21 0AA;GB", v=4)
card("bartholomew-pennywhistle", "Pennywhistle;Bartholomew;;Prof.;", "EMAIL;TYPE=WORK:bp@uni.example")
card("bartholomew-pennywhistle", "Pennywhistle;Bart;;;", "TEL:+1 202 555 0150")
# A phone book's habits: a remark in the name, the whole name in one field, a bare mailbox.
card("ravi-subramanian", "Subramanian;Ravi;;;", "TEL;TYPE=CELL:+44 7700 900160", "EMAIL:ravi.s@example.com")
card("ravi-subramanian", ";Ravi (work);;;", "TEL:+447700900160", "TEL;TYPE=WORK:+44 161 496 0005")
card("ravi-subramanian", ";Subramanian\\, Ravi;;;", "EMAIL:RAVI.S@EXAMPLE.COM", "BDAY:1988-08-18")
card("greta-holm", "greta.holm@example.org", "EMAIL:greta.holm@example.org")
card("greta-holm", "Holm;Greta;;;", "item1.EMAIL;type=INTERNET:Greta.Holm@example.org", "item1.X-ABLabel:choir", "BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-16")
# One number written without its country (the reader must know it); a tagged mailbox.
card("imogen-ashdown", "Ashdown;Imogen;;;", "TEL:020 7946 0123", "EMAIL:imogen@ashdown.test")
card("imogen-ashdown", "Ashdown;Imogen;;;", "TEL:+44 20 7946 0123", "TITLE:Glazier")
card("noor-haddad", "Haddad;Noor;;;", "EMAIL:noor.haddad@example.com", "TEL:(305) 555-0170")
card("noor-haddad", "Haddad;Noor;;;", "EMAIL:noor.haddad+shop@example.com", "URL:https://noor.example/", v=4)
# Two jobs, one mobile; many addresses; a shop written in two ways.
card("sven-aurland", "Aurland;Sven;;;", "TEL;TYPE=CELL:+46 70 174 06 10", "ORG:Nordlys Kraft AB", "EMAIL;TYPE=WORK:sven.aurland@nordlys.example", "REV:20110510T080000Z")
card("sven-aurland", "Aurland;Sven;;;", "TEL;TYPE=CELL:+46701740610", "ORG:Fjällvind", "EMAIL;TYPE=WORK:sven@fjallvind.example", "TITLE:Partner", v=4)
card("zofia-wrona", "Wrona;Zofia;Anna;;", "ADR;TYPE=HOME,pref:;;ul. Kasztanowa 4/7;Kraków;;30-001;Polska", "ADR;TYPE=WORK:PO Box 12;;Rynek 1;Kraków;;30-002;Poland",
     "ADR;TYPE=postal:;;;Zakopane;;34-500;PL", "LABEL;TYPE=HOME:Zofia Wrona\\nul. Kasztanowa 4/7\\nKraków", "IMPP;X-SERVICE-TYPE=Matrix:matrix:zofia", "X-SOCIALPROFILE;type=fediverse:https://social.example/@zofia")
card("cafe-lumiere", "Café Lumière", "KIND:org", "ORG:Café Lumière", "TEL;TYPE=work:+33 1 99 00 30 30", "EMAIL:bonjour@lumiere.example", v=4)
card("cafe-lumiere", ";;;;", "ORG:CAFE LUMIERE SARL", "X-ABShowAs:COMPANY", "TEL;TYPE=WORK:+33.1.99.00.30.30", "ADR;TYPE=WORK:;;12 place du Puits;Nantes;;44000;FR")
# Damaged, with the rest intact: a line without a colon, no END before the next BEGIN, a photo that is none.
card("noah-birch", "Birch;Noah;;;", "EMAIL:noah@birch.test", "this line lost its colon", "TEL:+1 202 555 0180", "BDAY:19723101")
card("olive-sand", "Sand;Olive;;;", "TEL:+1 202 555 0181", "EMAIL:olive@sand.test", "<no END>")
card("pavel-dusek", "Dušek;Pavel;;;", "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ*** this is no base64 ***", "EMAIL:pavel@dusek.test", "TEL:ask his sister")

# The same people in the other address book: first, last, mail, mail 2, phone, mobile, company, position,
# street, city, state, zip, country, birthday, labels, notes, loyalty number. No entity: not to be imported.
ROWS = [
    ("ada-kingsley", "Ada,Kingsley,ADA.Kingsley@example.com,,,07700 900101,Difference & Sons,,,London,,,UK,1979-12-10,Choir; Friends,Sings alto,LN-1001"),
    ("jose-alvarez", "José,Alvarez,jose.alvarez@correo.example,,,+33 6 39 98 01 02,,,,,,,France,,,,"),
    ("juergen-mueller", "Jürgen,Müller,,,030/23125-017,,Werkstatt Müller,Meister,Lindenhof 8,Berlin,,10115,DE,,Suppliers,,"),
    ("george-harlow-1948", "George,Harlow,,,+1 202 555 0130,,,,9 Quarry Rd,Arlen,VA,20100,USA,1948-02-11,,the father,LN-1004"),
    ("george-harlow-1976", "George,Harlow,GH76@example.com,,+1 202 555 0130,(202) 555-0131,,,9 Quarry Rd,Arlen,VA,20100,USA,1976-10-02,,,LN-1005"),
    ("petra-vogel", "Petra,Vogel,office@vogel-wilk.example,,,,Vogel & Wilk,Notarin,,Hamburg,,,Germany,,,,"),
    ("tomasz-wilk", "Tomasz,Wilk,office@vogel-wilk.example,,,+491713920007,Vogel & Wilk,,,Hamburg,,,Germany,,,,"),
    ("ottoline-fairweather", "Ottoline,Fairweather-Quill,,,,,The Reading Room,Owner,,Whitby,,,,,Book club; VIP,\"She said: \"\"call first\"\",\nthen come.\",LN-1008"),
    ("vogel-wilk", ",,office@vogel-wilk.example,,+49 40 66969 100,,Vogel & Wilk,,,Hamburg,,,Germany,,Suppliers,,"),
    ("olive-sand", "Olive,Sand,olive(at)sand.test,,+1 202 555 0181,,,,,,,,,03/04/1985,,the mail is no mail,"),
    ("pavel-dusek", "Dušek Pavel,,pavel@dusek.test"),
    ("", ",,,,,,,,,,,,,,,nobody knows who this was,"),
]
