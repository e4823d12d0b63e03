"""The words of which made-up organisations are named, and what people make of them: benchmarks/names.py uses them."""

from benchmarks.generate import ENDS, MIDDLES, STARTS

STATES = "GA IL TX OH PA NY FL MI WA CO MO VA NC TN AZ OR WI MN KS NJ".split()
BEFORE = ["", "", "", "", "", "North ", "South ", "West ", "Port ", "Lake ", "Mount ", "Saint ", "New "]
BEHIND = ["", "", "", "", "", " Springs", " Heights", " Falls", " Park", " City"]
TOWNS = {
    "en": (STARTS, MIDDLES, ENDS),
    "de": (STARTS, ["", "en", "er", "ing", "els", "ü"], "burg heim dorf hausen feld stadt bach münde".split()),
    "fr": (STARTS, ["", "e", "o", "i", "é"], "ville mont court bourg fontaine vières sur-Ondre".split()),
    "es": (STARTS, ["", "a", "e", "i"], "illo eda anza ena ares uña ejo".split()),
    "it": (STARTS, ["", "a", "e", "o"], "iano ello etta asco ola ezza".split()),
    "pt": (STARTS, ["", "a", "e", "i"], "inho eira ópolis anga ões ós".split()),
    "pl": (STARTS, ["", "o", "e"], "owice ów sko ice nica ław".split()),
    "nl": (STARTS, ["", "e", "er"], "dam hoven veen recht loo zijl".split()),
    "sv": (STARTS, ["", "a", "e"], "köping stad by sund torp ås".split()),
    "tr": (STARTS, ["", "a", "ı"], "köy hisar pınar dağ lı ören".split()),
}
BODIES = {
    "en": [
        (6, "{} Police Department"),
        (4, "{} County Sheriff's Office"),
        (1, "{} County District Attorney's Office"),
        (1, "{} Fire Department"),
        (1, "University of {}"),
        (1, "{} Community College"),
        (1, "{} General Hospital"),
        (1, "{} Independent School District"),
        (0.5, "{} Housing Authority"),
        (1, "City of {}"),
        (0.5, "{} Municipal Court"),
        (0.5, "{} County Court"),
        (0.5, "{} County Health Department"),
        (0.5, "{} Public Library"),
        (0.5, "{} Chamber of Commerce"),
        (0.5, "Port of {}"),
    ],
    "de": [
        (2, "Polizeipräsidium {}"),
        (1, "Staatsanwaltschaft {}"),
        (1, "Universität {}"),
        (1, "Klinikum {}"),
        (1, "Amtsgericht {}"),
        (1, "Gemeinde {}"),
    ],
    "fr": [
        (2, "Police municipale de {}"),
        (1, "Parquet de {}"),
        (1, "Université de {}"),
        (1, "Mairie de {}"),
        (1, "Tribunal de {}"),
        (1, "Hôpital de {}"),
    ],
    "es": [
        (2, "Policía Local de {}"),
        (1, "Ayuntamiento de {}"),
        (1, "Universidad de {}"),
        (1, "Fiscalía de {}"),
        (1, "Juzgado de {}"),
    ],
    "it": [
        (2, "Polizia Municipale di {}"),
        (1, "Comune di {}"),
        (1, "Università di {}"),
        (1, "Tribunale di {}"),
        (1, "Ospedale di {}"),
    ],
    "pt": [
        (2, "Polícia Municipal de {}"),
        (1, "Prefeitura de {}"),
        (1, "Universidade de {}"),
        (1, "Hospital de {}"),
    ],
    "pl": [
        (2, "Komenda Miejska Policji w {}"),
        (1, "Prokuratura Okręgowa w {}"),
        (1, "Uniwersytet w {}"),
        (1, "Gmina {}"),
    ],
    "nl": [
        (2, "Politie {}"),
        (1, "Gemeente {}"),
        (1, "Universiteit {}"),
        (1, "Ziekenhuis {}"),
    ],
    "sv": [
        (2, "Polisen {}"),
        (1, "{} kommun"),
        (1, "{} universitet"),
        (1, "{} sjukhus"),
    ],
    "tr": [
        (2, "{} Emniyet Müdürlüğü"),
        (1, "{} Belediyesi"),
        (1, "{} Üniversitesi"),
        (1, "{} Devlet Hastanesi"),
    ],
}  # fmt: skip
LEGAL = {
    "en": "Incorporated; Inc.; LLC; Corporation; Company; Ltd",
    "de": "GmbH; AG; KG; GmbH & Co. KG",
    "fr": "SARL; SA; SAS",
    "es": "S.L.; S.A.",
    "it": "S.r.l.; S.p.A.",
    "pt": "Ltda.; S.A.",
    "pl": "sp. z o.o.; S.A.",
    "nl": "B.V.; N.V.",
    "sv": "AB",
    "tr": "A.Ş.; Ltd. Şti.",
}
FAMILY = "er man sson ini ov ez ard elli aro ek".split()
GOODS = (
    "Timber Tools Cables Optics Ferries Bakery Fittings Carpets Printing Cycles Dairies Pumps Storage Lighting Tiles "
    "Freight Mills Seeds Gears Valves Batteries Pumps Looms Coatings Ceramics Brewery"
).split()
PRAISE = "Old Bright Royal General Prime First Modern Northern Quality Trusted Rapid Grand".split()
PLACES = [("en", f"US-{state}") for state in STATES]
PLACES += [(language, language.upper()) for language in TOWNS if language not in ("en", "sv")]
PLACES += [("sv", "SE"), ("de", "AT"), ("es", "MX"), ("pt", "BR"), ("fr", "BE")]

SHORTER = [
    ("Police Department", ["PD", "Police Dept", "P.D.", "Police"]),
    ("Sheriff's Office", ["SO", "Sheriff", "Sheriffs Off", "Sheriff's Department", "S.O."]),
    ("District Attorney's Office", ["DA", "Dist Atty", "District Attorney"]),
    ("Fire Department", ["FD", "Fire Dept", "Fire & Rescue"]),
    ("Independent School District", ["ISD", "Schools"]),
    ("Community College", ["Comm College", "CC"]),
    ("General Hospital", ["Gen Hosp", "Hospital"]),
    ("Housing Authority", ["Housing Auth"]),
    ("University", ["Univ", "Univ."]),
    ("Universität", ["Uni", "Univ."]),
    ("Université", ["Univ."]),
    ("Universidad", ["Univ."]),
    ("Polizeipräsidium", ["PP", "Polizei"]),
    ("Staatsanwaltschaft", ["StA"]),
    ("Police municipale", ["Police mun.", "PM"]),
    ("Policía Local", ["Pol. Local", "Policia"]),
    ("Ayuntamiento", ["Ayto."]),
    ("County", ["Co", "Co.", "Cnty"]),
    ("Saint", ["St", "St."]),
    ("Mount", ["Mt", "Mt."]),
    ("Incorporated", ["Inc", "Inc."]),
    ("Corporation", ["Corp", "Corp."]),
    ("Company", ["Co."]),
    ("Prefeitura", ["Pref."]),
    ("Prokuratura", ["Prok."]),
    ("Municipal", ["Mun."]),
    ("Hospital", ["Hosp"]),
    ("Library", ["Lib"]),
]
SHAPES = [
    ("o", "0"), ("l", "1"), ("i", "1"), ("s", "5"), ("e", "c"), ("m", "rn"), ("i", "l"), ("g", "9"), ("h", "b"),
]  # fmt: skip
REMARKS = [" - Records", " (HQ)", " Investigations", " - IT", " #2", " Main Office", " / Cyber Unit", " LE"]
