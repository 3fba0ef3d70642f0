//! Contacts as Outlook exports them in other languages than English.
//!
//! Only columns that become something of a contact are here, and those that generic names would
//! mistake. Outlook mixes English names in: what is not here is looked up there.

use super::outlook::DESKTOP;
use super::{Dialect, Table, UnknownColumns};
use crate::interop::DateOrder::{self, DayMonthYear, YearMonthDay};

const fn outlook(
    dates: DateOrder,
    telling: &'static [&'static str],
    columns: &'static str,
) -> Table {
    Table {
        dialect: Dialect::Outlook,
        telling,
        needed: 3,
        unknown: UnknownColumns::Foreign,
        dates: Some(dates),
        base: Some(&DESKTOP),
        columns,
    }
}

pub(super) const ALL: &[Table] = &[
    outlook(
        DayMonthYear,
        &[
            "E-Mail-Adresse",
            "Straße geschäftlich",
            "E-Mail-Typ",
            "Vertraulichkeit",
            "Ort geschäftlich",
            "Telefon geschäftlich",
            "Weitere Vornamen",
            "Postleitzahl geschäftlich",
        ],
        GERMAN,
    ),
    outlook(
        DayMonthYear,
        &[
            "Adresse de messagerie",
            "Adresse de courrier",
            "Rue (bureau)",
            "Ville (bureau)",
            "Code postal (bureau)",
            "Téléphone (bureau)",
            "Deuxième prénom",
            "Critère de diffusion",
        ],
        FRENCH,
    ),
    outlook(
        DayMonthYear,
        &[
            "Dirección de correo electrónico",
            "Calle del trabajo",
            "Ciudad de trabajo",
            "Provincia o estado de trabajo",
            "Código postal del trabajo",
            "Teléfono del trabajo",
            "Segundo nombre",
            "Tipo de correo electrónico",
        ],
        SPANISH,
    ),
    outlook(
        DayMonthYear,
        &[
            "Indirizzo posta elettronica",
            "Via (uff.)",
            "Città (uff.)",
            "Provincia (uff.)",
            "CAP (uff.)",
            "Secondo nome",
            "Tipo posta elettronica",
        ],
        ITALIAN,
    ),
    outlook(
        DayMonthYear,
        &[
            "E-mailadres",
            "Werkadres, straat",
            "Werkadres, plaats",
            "Werkadres, postcode",
            "Telefoon op werk",
            "Middelste naam",
            "E-mailtype",
            "Gevoeligheid",
        ],
        DUTCH,
    ),
    outlook(
        DayMonthYear,
        &[
            "Endereço de email",
            "Endereço de correio electrónico",
            "Rua do endereço comercial",
            "Cidade do endereço comercial",
            "CEP do endereço comercial",
            "Telefone comercial",
            "Telefone residencial",
            "Segundo nome",
        ],
        PORTUGUESE,
    ),
    outlook(
        DayMonthYear,
        &[
            "Adres e-mail",
            "Adres służbowy - ulica",
            "Adres służbowy - miejscowość",
            "Adres służbowy - kod pocztowy",
            "Telefon służbowy",
            "Drugie imię",
            "Typ e-mail",
        ],
        POLISH,
    ),
    outlook(
        YearMonthDay,
        &[
            "E-postadress",
            "Gatuadress, arbete",
            "Ort, arbete",
            "Postnummer, arbete",
            "Telefon, arbete",
            "Mellannamn",
            "E-posttyp",
            "Känslighet",
        ],
        SWEDISH,
    ),
    outlook(
        YearMonthDay,
        &[
            "電子メール アドレス",
            "番地 (会社)",
            "市町村 (会社)",
            "都道府県 (会社)",
            "郵便番号 (会社)",
            "会社電話",
            "ミドル ネーム",
            "電子メールの種類",
        ],
        JAPANESE,
    ),
];

const GERMAN: &str = "
name.prefix = Anrede
name.first = Vorname
name.middle = Weitere Vornamen
name.last = Nachname
name.suffix = Suffix
company = Firma
department = Abteilung
jobTitle = Position
address.work.street = Straße geschäftlich | Straße geschäftlich 2 | Straße geschäftlich 3
address.work.city = Ort geschäftlich
address.work.region = Region geschäftlich | Bundesland/Kanton geschäftlich
address.work.postalCode = Postleitzahl geschäftlich
address.work.country = Land/Region geschäftlich | Land geschäftlich
address.home.street = Straße privat | Straße privat 2 | Straße privat 3
address.home.city = Ort privat
address.home.region = Bundesland/Kanton privat | Region privat
address.home.postalCode = Postleitzahl privat
address.home.country = Land/Region privat | Land privat
address.street = Weitere Straße | Weitere Straße 2 | Weitere Straße 3
address.city = Weiterer Ort
address.region = Weiteres/r Bundesland/Kanton | Weitere Region
address.postalCode = Weitere Postleitzahl
address.country = Weiteres/e Land/Region | Weiteres Land
phone.3 = Telefon Assistent
phone.fax = Fax geschäftlich
phone.work = Telefon geschäftlich
phone.2.work = Telefon geschäftlich 2
phone.4 = Rückmeldung
phone.5 = Autotelefon
phone.main = Telefon Firma
phone.2.fax = Fax privat
phone.home = Telefon privat | Telefon (privat)
phone.2.home = Telefon privat 2 | Telefon (privat 2)
phone.mobile = Mobiltelefon
phone.3.fax = Weiteres Fax
phone.2 = Weiteres Telefon
phone = Haupttelefon
phone.2.mobile = Mobiltelefon 2
phone.9 = Telefon für Hörbehinderte
address.work.box = Adresse geschäftlich Postfach | Postfach geschäftlich
address.home.box = Adresse privat Postfach | Postfach privat
address.box = Weitere Adresse Postfach | Weiteres Postfach
birthdate = Geburtstag
anniversary = Jahrestag
email = E-Mail-Adresse
email.2 = E-Mail 2: Adresse | E-Mail-Adresse 2
email.3 = E-Mail 3: Adresse | E-Mail-Adresse 3
foreign = E-Mail-Typ | E-Mail: Angezeigter Name | E-Mail 2: Typ | E-Mail 2: Angezeigter Name
foreign = E-Mail 3: Typ | E-Mail 3: Angezeigter Name | Assistent(in) | Name Assistent | Büro | Sprache
foreign = Abrechnungsinformation | Ort | Beruf | Vertraulichkeit | Partner/in | Partner
labels = Kategorien
note = Notizen
website = Webseite
";

const FRENCH: &str = "
name.prefix = Titre
name.first = Prénom
name.middle = Deuxième prénom
name.last = Nom
name.suffix = Suffixe
company = Société
department = Service
jobTitle = Titre | Fonction
address.work.street = Rue (bureau) | Rue (bureau) 2 | Rue (bureau) 3
address.work.city = Ville (bureau)
address.work.region = Dép/Région (bureau)
address.work.postalCode = Code postal (bureau)
address.work.country = Pays/Région (bureau) | Pays (bureau)
address.home.street = Rue (domicile) | Rue (domicile) 2 | Rue (domicile) 3
address.home.city = Ville (domicile)
address.home.region = Dép/Région (domicile)
address.home.postalCode = Code postal (domicile)
address.home.country = Pays/Région (domicile) | Pays (domicile)
address.street = Rue (autre) | Rue (autre) 2 | Rue (autre) 3
address.city = Ville (autre)
address.region = Dép/Région (autre)
address.postalCode = Code postal (autre)
address.country = Pays/Région (autre) | Pays (autre)
phone.3 = Téléphone de l'assistant(e)
phone.fax = Télécopie (bureau)
phone.work = Téléphone (bureau)
phone.2.work = Téléphone 2 (bureau)
phone.4 = Rappel
phone.5 = Téléphone (voiture)
phone.main = Téléphone société
phone.2.fax = Télécopie (domicile)
phone.home = Téléphone (domicile)
phone.2.home = Téléphone 2 (domicile)
phone.6 = RNIS
phone.mobile = Tél. mobile
phone.3.fax = Télécopie (autre)
phone.2 = Téléphone (autre)
phone.7 = Récepteur de radiomessagerie
phone = Téléphone principal
phone.8 = Radio téléphone
phone.9 = Téléphone TDD/TTY
phone.10 = Télex
address.work.box = B.P. professionnelle
address.home.box = B.P. domicile
address.box = B.P. autre
birthdate = Anniversaire
anniversary = Anniversaire de mariage ou fête
email = Adresse de messagerie | Adresse de courrier
email.2 = Adresse de messagerie 2 | Adresse de courrier 2
email.3 = Adresse de messagerie 3 | Adresse de courrier 3
foreign = Type de messagerie | Type de messagerie 2 | Type de messagerie 3
foreign = Nom complet de l'adresse de messagerie | Langue | Lieu | Profession
foreign = Critère de diffusion
labels = Catégories
note = Notes
website = Page Web
";

const SPANISH: &str = "
name.prefix = Tratamiento | Título
name.first = Nombre
name.middle = Segundo nombre
name.last = Apellidos
name.suffix = Sufijo
company = Organización | Compañía
department = Departamento
jobTitle = Puesto | Cargo
address.work.street = Calle del trabajo | Calle del trabajo 2 | Calle del trabajo 3
address.work.city = Ciudad de trabajo | Ciudad del trabajo
address.work.region = Provincia o estado de trabajo
address.work.postalCode = Código postal del trabajo
address.work.country = País o región del trabajo | País del trabajo
address.home.street = Calle particular | Calle particular 2 | Calle particular 3
address.home.city = Ciudad particular | Ciudad de residencia
address.home.region = Provincia o estado particular
address.home.postalCode = Código postal particular
address.home.country = País o región particular | País particular
address.street = Otra calle | Otra calle 2 | Otra calle 3
address.city = Otra ciudad
address.region = Otra provincia o estado
address.postalCode = Otro código postal
address.country = Otro país o región | Otro país
phone.3 = Teléfono del ayudante
phone.fax = Fax del trabajo
phone.work = Teléfono del trabajo
phone.2.work = Teléfono del trabajo 2
phone.4 = Devolución de llamada
phone.5 = Teléfono del automóvil
phone.main = Número de centralita de la organización
phone.2.fax = Fax particular
phone.home = Particular | Teléfono particular
phone.2.home = Número de teléfono particular 2 | Teléfono particular 2
phone.6 = RDSI
phone.mobile = Teléfono móvil
phone.3.fax = Otro fax
phone.2 = Otro teléfono
phone.7 = Localizador
phone = Teléfono principal
phone.8 = Radioteléfono
phone.10 = Télex
address.work.box = Apartado postal del trabajo
address.home.box = Apartado postal particular
address.box = Otro apartado postal
birthdate = Cumpleaños
anniversary = Aniversario
email = Dirección de correo electrónico
email.2 = Dirección de correo electrónico 2 | Dirección del correo electrónico 2
email.3 = Dirección de correo electrónico 3 | Dirección del correo electrónico 3
foreign = Tipo de correo electrónico | Idioma | Ubicación | Profesión
labels = Categorías
note = Notas
website = Página Web
";

const ITALIAN: &str = "
name.prefix = Titolo
name.first = Nome
name.middle = Secondo nome
name.last = Cognome
name.suffix = Titolo straniero
company = Società
department = Reparto
jobTitle = Posizione
address.work.street = Via (uff.) | Via (uff.) 2 | Via (uff.) 3
address.work.city = Città (uff.)
address.work.region = Provincia (uff.)
address.work.postalCode = CAP (uff.)
address.work.country = Paese/area geografica (uff.) | Paese (uff.)
address.home.street = Via (ab.) | Via (ab.) 2 | Via (ab.) 3
address.home.city = Città (ab.)
address.home.region = Provincia (ab.)
address.home.postalCode = CAP (ab.)
address.home.country = Paese/area geografica (ab.) | Paese (ab.)
address.street = Altra via | Altra via 2 | Altra via 3
address.city = Altra città
address.region = Altra provincia
address.postalCode = Altro CAP
address.country = Altro paese/area geografica | Altro paese
phone.3 = Telefono assistente
phone.fax = Fax (uff.)
phone.work = Ufficio
phone.2.work = Ufficio 2
phone.4 = Richiamata automatica
phone.5 = Telefono auto
phone.main = Telefono principale società
phone.2.fax = Fax (ab.)
phone.home = Abitazione
phone.2.home = Abitazione 2
phone.mobile = Cellulare
phone.3.fax = Altro fax
phone.2 = Altro telefono
phone.7 = Cercapersone
phone = Telefono principale
phone.8 = Radiotelefono
phone.9 = Telefono TTY/TDD
address.work.box = Indirizzo (uff.) - Casella postale
address.home.box = Indirizzo (ab.) - Casella postale
address.box = Altro indirizzo - Casella postale
birthdate = Compleanno
anniversary = Anniversario
email = Indirizzo posta elettronica
email.2 = Indirizzo posta elettronica 2
email.3 = Indirizzo posta elettronica 3
foreign = Tipo posta elettronica | Nome visualizzato posta elettronica | Lingua | Luogo | Professione
labels = Categorie
note = Notes | Note
website = Pagina Web
";

const DUTCH: &str = "
name.prefix = Titel
name.first = Voornaam
name.middle = Middelste naam
name.last = Achternaam
name.suffix = Achtervoegsel
company = Bedrijf
department = Afdeling
jobTitle = Functie
address.work.street = Werkadres, straat | Werkadres 2, straat | Werkadres 3, straat
address.work.city = Werkadres, plaats
address.work.region = Werkadres, provincie
address.work.postalCode = Werkadres, postcode
address.work.country = Land/regio (werk)
address.home.street = Huisadres, straat | Huisadres, straat 2 | Huisadres, straat 3
address.home.city = Huisadres, plaats
address.home.region = Huisadres, provincie
address.home.postalCode = Huisadres, postcode
address.home.country = Land/regio (thuis)
address.street = Ander adres, straat | Ander adres, straat 2 | Ander adres, straat 3
address.city = Ander adres, plaats
address.region = Ander adres, provincie
address.postalCode = Ander adres, postcode
address.country = Land/regio (anders)
phone.3 = Telefoon assistent
phone.fax = Fax op werk
phone.work = Telefoon op werk
phone.2.work = Telefoon op werk 2
phone.4 = Terugbellen
phone.5 = Autotelefoon
phone.main = Hoofdtelefoon bedrijf
phone.2.fax = Fax thuis
phone.home = Telefoon thuis
phone.2.home = Telefoon thuis 2
phone.mobile = Mobiele telefoon
phone.3.fax = Andere fax
phone.2 = Andere telefoon
phone = Hoofdtelefoon
phone.8 = Radiotelefoon
phone.9 = Teksttelefoon
address.work.box = Werkadres, postbusnummer
address.home.box = Huisadres, postbusnummer
address.box = Ander adres, postbusnummer
birthdate = Verjaardag
anniversary = Speciale datum
email = E-mailadres
email.2 = E-mailadres 2
email.3 = E-mailadres 3
foreign = E-mailtype | Weergavenaam voor e-mail | Taal | Locatie | Beroep | Naam assistent
foreign = Gevoeligheid
labels = Categorieën
note = Notities
website = Webpagina
";

const PORTUGUESE: &str = "
name.prefix = Título | Tratamento
name.first = Nome | Primeiro nome
name.middle = Segundo nome | Nome do meio
name.last = Sobrenome | Apelido
name.suffix = Sufixo
company = Empresa
department = Departamento
jobTitle = Cargo
address.work.street = Rua do endereço comercial | Rua do endereço comercial 2 | Rua do endereço comercial 3
address.work.city = Cidade do endereço comercial
address.work.region = Estado do endereço comercial
address.work.postalCode = CEP do endereço comercial
address.work.country = País/Região da Empresa | País/Região do endereço comercial
address.home.street = Endereço residencial | Endereço residencial 2 | Endereço residencial 3
address.home.city = Cidade do endereço residencial
address.home.region = Estado | Estado do endereço residencial
address.home.postalCode = CEP do endereço residencial
address.home.country = País/Região de Residência | País/Região do endereço residencial
address.street = Outro endereço | Outro endereço 2 | Outro endereço 3
address.city = Outra cidade
address.region = Outro estado
address.postalCode = Outro CEP
address.country = Outro País/Região
phone.3 = Telefone do assistente
phone.fax = Fax comercial
phone.work = Telefone comercial
phone.2.work = Telefone comercial 2
phone.4 = Retorno de chamada
phone.5 = Telefone do carro
phone.main = Telefone principal da empresa
phone.2.fax = Fax residencial
phone.home = Telefone residencial
phone.2.home = Telefone residencial 2
phone.mobile = Telefone celular | Telemóvel
phone.3.fax = Outro fax
phone.2 = Outro telefone
phone = Telefone principal
address.work.box = Caixa postal comercial
address.home.box = Caixa postal residencial
birthdate = Aniversário | Data de nascimento
anniversary = Datas especiais
email = Endereço de email | Endereço de correio electrónico
email.2 = Endereço de email 2 | Endereço de correio electrónico 2
email.3 = Endereço de email 3 | Endereço de correio electrónico 3
foreign = Tipo de email | Idioma | Local | Profissão
labels = Categorias
note = Anotações | Notas
website = Página da Web
";

const POLISH: &str = "
name.prefix = Tytuł
name.first = Imię
name.middle = Drugie imię
name.last = Nazwisko
name.suffix = Sufiks
company = Firma
department = Dział
jobTitle = Stanowisko
address.work.street = Adres służbowy - ulica | Adres służbowy - ulica 2 | Adres służbowy - ulica 3
address.work.city = Adres służbowy - miejscowość
address.work.region = Adres służbowy - województwo
address.work.postalCode = Adres służbowy - kod pocztowy
address.work.country = Adres służbowy - kraj/region | Adres służbowy - kraj
address.home.street = Adres domowy - ulica | Adres domowy - ulica (2) | Adres domowy - ulica (3)
address.home.city = Adres domowy - miejscowość
address.home.region = Adres domowy - województwo
address.home.postalCode = Adres domowy - kod pocztowy
address.home.country = Adres domowy - kraj/region | Adres domowy - kraj
address.street = Inny adres - ulica | Inny adres - ulica 2 | Inny adres - ulica 3
address.city = Inny adres - miejscowość
address.region = Inny adres - województwo
address.postalCode = Inny adres - kod pocztowy
address.country = Inny adres - kraj/region | Inny adres - kraj
phone.3 = Telefon asystenta
phone.fax = Faks służbowy
phone.work = Telefon służbowy
phone.2.work = Telefon służbowy 2
phone.4 = Wywołanie zwrotne
phone.5 = Telefon w samochodzie
phone.main = Główny telefon do firmy
phone.2.fax = Faks domowy
phone.home = Telefon domowy
phone.2.home = Telefon domowy 2
phone.mobile = Telefon komórkowy
phone.3.fax = Inny faks
phone.2 = Inny telefon
phone = Telefon podstawowy
birthdate = Urodziny
anniversary = Rocznica
email = Adres e-mail
email.2 = Adres e-mail 2
email.3 = Adres e-mail 3
foreign = Typ e-mail | Język | Lokalizacja | Zawód
labels = Kategorie
note = Notatki
website = Strona sieci Web
";

const SWEDISH: &str = "
name.prefix = Titel
name.first = Förnamn
name.middle = Mellannamn
name.last = Efternamn
name.suffix = Suffix
company = Företag
department = Avdelning
jobTitle = Befattning
address.work.street = Gatuadress, arbete | Gatuadress, arbete 2 | Gatuadress, arbete 3
address.work.city = Ort, arbete
address.work.region = Region, arbete
address.work.postalCode = Postnummer, arbete
address.work.country = Land/region, arbete
address.home.street = Gatuadress, hem | Gatuadress, hem 2 | Gatuadress, hem 3
address.home.city = Ort, hem
address.home.region = Region, hem
address.home.postalCode = Postnummer, hem
address.home.country = Land/region, hem
address.street = Gatuadress, annan | Gatuadress, annan 2 | Gatuadress, annan 3
address.city = Ort, annan
address.region = Region, annan
address.postalCode = Postnummer, annat
address.country = Land/region, annan
phone.3 = Telefon till assistent
phone.fax = Fax, arbete
phone.work = Telefon, arbete
phone.2.work = Telefon, arbete 2
phone.4 = Ring upp
phone.5 = Biltelefon
phone.main = Företagets växel
phone.2.fax = Fax, hem
phone.home = Telefon, hem
phone.2.home = Telefon, hem 2
phone.mobile = Mobiltelefon
phone.3.fax = Annan fax
phone.2 = Annan telefon
phone = Primär telefon
birthdate = Födelsedag
anniversary = Högtidsdag
email = E-postadress
email.2 = E-postadress 2
email.3 = E-postadress 3
foreign = Känslighet | E-posttyp | Språk | Plats | Yrke
labels = Kategorier
note = Anteckningar
website = Webbsida
";

const JAPANESE: &str = "
name.prefix = 敬称 | 肩書き
name.first = 名
name.middle = ミドル ネーム
name.last = 姓
name.suffix = 敬称 (名前の後)
company = 会社名
department = 部署
jobTitle = 役職
address.work.street = 番地 (会社) | 番地 (会社) 2 | 番地 (会社) 3
address.work.city = 市町村 (会社)
address.work.region = 都道府県 (会社)
address.work.postalCode = 郵便番号 (会社)
address.work.country = 国 (会社)/地域 | 国/地域 (会社)
address.home.street = 番地 (自宅) | 番地 (自宅) 2 | 番地 (自宅) 3
address.home.city = 市町村 (自宅)
address.home.region = 都道府県 (自宅)
address.home.postalCode = 郵便番号 (自宅)
address.home.country = 国 (自宅)/地域 | 国/地域 (自宅)
address.street = 番地 (その他) | 番地 (その他) 2 | 番地 (その他) 3
address.city = 市町村 (その他)
address.region = 都道府県 (その他)
address.postalCode = 郵便番号 (その他)
address.country = 国 (その他)/地域 | 国/地域 (その他)
phone.3 = 秘書の電話 | アシスタントの電話
phone.fax = 会社 FAX
phone.work = 会社電話
phone.2.work = 会社電話 2
phone.4 = コールバック
phone.5 = 自動車電話
phone.main = 会社代表電話
phone.2.fax = 自宅 FAX
phone.home = 自宅電話
phone.2.home = 自宅電話 2
phone.mobile = 携帯電話
phone.3.fax = その他の FAX
phone.2 = その他の電話
phone.7 = ポケットベル
phone = 通常の電話
birthdate = 誕生日
anniversary = 記念日
email = 電子メール アドレス
email.2 = 電子メール 2 アドレス
email.3 = 電子メール 3 アドレス
foreign = 電子メールの種類 | 電子メール表示名 | 言語 | 場所 | 職業
labels = 分類項目 | 分類
note = メモ
website = Web ページ
";
