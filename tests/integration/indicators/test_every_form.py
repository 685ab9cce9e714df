"""Every form, sent as an operator sends it: what is legal is there, what is spoilt is named."""

import io
import json
import zipfile
from typing import Any

from tests.support.loading_platform import Platform
from tests.support.stata import a_new_stata_file

EXPORT = "indicatorId,geoUnit,year,value,qualifier,magnitude\n26637,NAM,2020,12,,\n"
NAMIBIA = {"indicatorId": "26637", "geoUnit": "NAM", "year": 2020, "value": 12}
UIS_JSON = {"records": [NAMIBIA | {"magnitude": None, "qualifier": None}], "indicatorMetadata": []}
BULK = {
    "OPRI_DATA_NATIONAL.csv": "INDICATOR_ID,COUNTRY_ID,YEAR,VALUE,MAGNITUDE,QUALIFIER\n26638,NAM,2020,12,,\n",
    "OPRI_LABEL.csv": "INDICATOR_ID,INDICATOR_LABEL_EN\n26638,Total inbound\n",
    "OPRI_COUNTRY.csv": "COUNTRY_ID,COUNTRY_NAME_EN\nNAM,Namibia\n",
}
OWID = 'Entity,Code,Year,"Inbound mobility rate, both sexes"\nNamibia,NAM,2020,9.1\n'
TSV = "freq,unit,isced11,sex,partner,geo\\TIME_PERIOD\t2021\nA,NR,ED5-8,T,NA,EL\t12 e\n"
FIELD_TSV = "freq,unit,iscedf13,isced11,sex,geo\\TIME_PERIOD\t2021\nA,NR,F06,ED5-8,T,EL\t12\n"
GUYANA = {"indicator": {"id": "SM.EMI.TERT.ZS"}, "countryiso3code": "GUY", "date": "2000", "value": 89.24}
WB: list[Any] = [{"page": 1, "pages": 1}, [GUYANA]]
WB_ZIP = (
    '"Data Source","World Development Indicators",\n\n"Last Updated Date","2026-09-01",\n\n'
    '"Country Name","Country Code","Indicator Name","Indicator Code","2000",\n'
    '"Namibia","NAM","Enrolment","SE.TER.ENRR","22.5",\n"World","WLD","Enrolment","SE.TER.ENRR","40",\n'
)
IAB = ("ccode_origin", "gender", "year", "tot_rate", "low_rate", "med_rate", "high_rate")
RATES = [("NAM", "Male", 2010, 0.2, 0.1, 0.2, 0.3)]
TOP_LIST = (
    "year,origin_country_name,dest_country_lumped,value_lumped,cond_all\n2017,Namibia,France,9,- - - -\n"
)
NAMES = "continent,country_name,country_code\nAfrica,Namibia,NAM\nEurope,France,FRA\n"
TABLE = "REF_AREA,BORN,TIME_PERIOD,OBS_VALUE,OBS_STATUS,ACTION\nFRA,NAM,2020,12,B,I\n"
MAPPING = {
    "indicator": "ATT_STOCK",
    "direction": "_Z",
    "unit": "PER",
    "columns": {
        "REF_AREA": {"column": "REF_AREA", "countries": True},
        "COUNTERPART_AREA": {"column": "BORN", "countries": True},
    },
}


def packed(files: dict[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return held.getvalue()


def table(text: str = TABLE, **changes: Any) -> bytes:
    return packed({"table.csv": text, "table.mapping.json": json.dumps(MAPPING | changes)})


Sent = tuple[str, str, str, bytes]
LEGAL: list[Sent] = [
    ("uis-export", "UIS-1", "data.csv", EXPORT.replace("\n", "\r\n").encode("utf-8-sig")),
    ("uis-export", "UIS-1", "export.zip", packed({"uis/data.csv": EXPORT, "uis/README.md": "#"})),
    ("uis-export", "UIS-1", "data.json", json.dumps(UIS_JSON).encode()),
    ("uis-export", "UIS-1", "export.zip", packed({"uis/data.json": json.dumps(UIS_JSON)})),
    ("uis-bulk", "UIS-1", "OPRI.zip", packed(BULK)),
    ("owid", "OWID-1", "share.csv", OWID.encode()),
    ("eurostat-partners", "ESTAT-1", "mobs02.tsv", TSV.encode()),
    ("eurostat-fields", "ESTAT_MOBS01-1", "mobs01.tsv", FIELD_TSV.encode()),
    ("uis-top-lists", "UIS360-1", "bundle", packed({"list.csv": TOP_LIST, "country-names.csv": NAMES})),
    ("world-bank", "WB-1", "page.json", json.dumps(WB).encode()),
    ("world-bank", "WB-1", "API.zip", packed({"API_SE.TER.ENRR.csv": WB_ZIP, "Metadata_Country.csv": "x"})),
    ("iab", "IAB-1", "rates.dta", a_new_stata_file(IAB, RATES)),
    ("oecd", "OECD-1", "bundle", table()),
    ("dioc", "DIOC-1", "bundle", table(TABLE.replace(",", ";"), delimiter=";")),
    ("cdh", "CDH-1", "bundle", table()),
]
SPOILT: list[tuple[Sent, str]] = [
    (("uis-export", "UIS-1", "data.csv", EXPORT.encode("utf-16")), "wrong_encoding"),
    (("uis-export", "UIS-1", "data.csv", b""), "wrong_columns"),
    (("uis-export", "UIS-1", "data.csv", (EXPORT + "26637,NAM,2020,13,,\n").encode()), "duplicate_row"),
    (("uis-export", "UIS-1", "data.csv", EXPORT.replace("12", "-12").encode()), "bad_value"),
    (("uis-export", "UIS-1", "data.json", json.dumps(UIS_JSON)[:-4].encode()), "broken_json"),
    (("uis-export", "UIS-1", "data.json", b'{"message":"Too much","statusCode":400}'), "service_message"),
    (("uis-export", "UIS-1", "x.zip", packed({"data.json": "{}", "data.csv": EXPORT})), "missing_member"),
    (("uis-bulk", "UIS-1", "OPRI.zip", packed(BULK)[:-20]), "truncated_archive"),
    (("owid", "OWID-1", "share.csv", (OWID + "Again,NAM,2020,9.2\n").encode()), "conflicting_rows"),
    (("owid", "OWID-1", "share.csv", OWID.replace("2020", "soon").encode()), "bad_year"),
    (("eurostat-partners", "ESTAT-1", "t.tsv", TSV.replace("NA,EL", ",EL").encode()), "namibia_lost"),
    (("eurostat-partners", "ESTAT-1", "t.tsv", TSV.replace("NA,EL", "EL,NA").encode()), "unknown_code"),
    (("eurostat-partners", "ESTAT-1", "t.tsv", TSV.replace("12 e", "12 c").encode()), "confidential_value"),
    (("eurostat-partners", "ESTAT-1", "t.parquet", b"PAR1"), "damaged_file"),
    (("eurostat-fields", "ESTAT_MOBS01-1", "t.tsv", FIELD_TSV.replace("F06", "X6").encode()), "unknown_code"),
    (("uis-top-lists", "UIS360-1", "list.csv", TOP_LIST.encode()), "no_names"),
    (("uis-top-lists", "UIS360-1", "list.csv", TOP_LIST.encode("utf-16")), "wrong_encoding"),
    (("world-bank", "WB-1", "page.json", b'[{"message":[{"id":"175"}]}]'), "archived_indicator"),
    (("world-bank", "WB-1", "page.json", json.dumps([WB[0], [*WB[1], *WB[1]]]).encode()), "duplicate_row"),
    (("iab", "IAB-1", "rates.dta", a_new_stata_file(IAB, RATES)[:-400]), "damaged_file"),
    (("oecd", "OECD-1", "table.csv", TABLE.encode()), "no_mapping"),
    (("oecd", "OECD-1", "bundle", table(TABLE.replace(",I\n", ",D\n"))), "not_a_figure"),
    (("oecd", "OECD-1", "bundle", table(TABLE.replace("12", "-12"))), "negative_value"),
    (("dioc", "DIOC-1", "bundle", table(indicator="A.B")), "bad_mapping"),
    (("dioc", "DIOC-1", "bundle", table(colums={})), "bad_mapping"),
    (("cdh", "CDH-1", "bundle", table(TABLE.replace("NAM", "XXX"))), "unknown_code"),
]  # fmt: skip


async def sent(platform: Platform, it: Sent) -> dict[str, Any]:
    source, release, name, content = it
    more = {"bundle": "true"} if name == "bundle" else {"name": name}
    job = await platform.load(content, source=source, release=release, **more)
    assert job["state"] == "done", job
    result = job["result"]
    assert isinstance(result, dict)
    return result


async def test_what_is_legal_is_loaded(platform: Platform) -> None:
    for number, (source, release, name, content) in enumerate(LEGAL):
        result = await sent(platform, (source, f"{release}.{number}", name, content))
        assert result["accepted"], (source, name, result)
        assert result["observations"] == (4 if source == "iab" else 1)


async def test_what_is_spoilt_is_named_and_leaves_nothing(platform: Platform) -> None:
    for it, code in SPOILT:
        result = await sent(platform, it)
        assert (result["accepted"], result["observations"]) == (False, 0)
        assert code in result["findings"], (it[0], it[2], code, result)
        report = (await platform.client.get(result["report"])).json()["report"]
        named = [each for each in report["findings"] if each["code"] == code]
        assert all(each["severity"] == "refusal" and each["detail"] for each in named)
